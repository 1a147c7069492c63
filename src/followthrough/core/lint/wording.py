"""Find what an item's words ask for: the head of the sentence that asks, without its polite openers. Judges nothing.

"Going forward, we should also look into the cache." asks to "look into the cache".
"""

from __future__ import annotations

from re import Match

from followthrough.core.pattern import Pattern

# Nobody writes an item this long; whoever does shall not keep a regular expression busy.
LONGEST = 2000

_ADVERB = r"(?:also|now|then|just|probably|definitely|really|always|please|still|next|all|possibly|actively)"
_WE = r"(?:we|i|they|you|everyone|everybody|(?:the )?(?:[\w-]+ )?teams?|engineers|developers)"
_WILL = (
    r"(?:will be|will|'ll be|’ll be|'ll|’ll|should|shall|must|need to|needs to|have to|has to|ought to|want to|would like to|could|can"
    r"|are going to|is going to|plan to|plans to|intend to|intends to|hope to|are hoping to|are planning to|agree to|agreed to"
    r"|are also|are|'re|’re)"
)
# "we should also …", "the team is going to …": what follows is the head.
_PROMISE = Pattern(rf"\b{_WE}\s*{_WILL}\s+(?:{_ADVERB}\s+)*(?:be\s+(?=[a-z]+ing\b))?")
# In "add what we need to see" the promise is part of a clause; at the start or after a comma it is the main thing.
_CLAUSE = Pattern(
    r"(?:\b(?:how|what|why|where|if|when|which|who|because|than|as)|(?<!agree)(?<!agreed)(?<!think)(?<!believe)(?<!propose) that)\s+$"
)
_JOINTS = (",", ";", ":", "—", "–", " and", " but", " so")
_FEW_WORDS = 4
# Words at the very start that ask for nothing by themselves.
_OPENER = Pattern(
    rf"(?:(?:going forward|in (?:the )?future|long[ -]term|short[ -]term|as a follow[ -]?up|later|finally|additionally|instead|{_ADVERB})"
    r"[,:]?\s+"
    r"|(?:follow[ -]?up|action(?: item)?|to-?do|next steps?|proposal|idea)\s*[:–-]\s*"
    r"|(?:an?|one|another) (?:idea|option|possibility) (?:would be|is|could be) to\s+"
    r"|(?:need|needs|should|must|plan|want|let's|let us|we)\s+to\s+|try\s+to\s+(?!not\b)|to\s+(?=[a-z])|should\s+|must\s+|please\s+)+",
)
_SENTENCE = Pattern(r"(?<=[.!?])\s+(?=[A-Z\"'“(`])|\n+")
# "Add a replica: reports slow the primary down" and "Add a replica - …": the task, then its story.
_STORY = Pattern(r"(?<=\w)(?::| [-–—])\s+")
_SHORTEST_TASK = 3
# A sentence that tells how things are, before the one that asks.
_TELLING = ("this ", "that ", "it ", "there ", "these ", "those ", "currently", "today", "at the moment")
# Where a clause of purpose, place or condition begins: what follows explains the work and does not ask for more.
_SUBORDINATE = Pattern(
    r"(?<!\s)\s+(?:to(?!\s+(?:the|a|an|our|all|be)\b)|so that|so|such that|in order to|that|which|because|since|when|whenever|if|where|how"
    r"|until|before|after|by|whether|why|for when|with|rather than|instead of)\s+",
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly: an abbreviation within one does not end it."""
    return [part.strip() for part in _SENTENCE.split(text.strip()[:LONGEST]) if part.strip()]


def request(text: str) -> str:
    """The sentence that asks, without the story told after it."""
    parts = sentences(text)
    if not parts:
        return ""
    asking = parts[0]
    if asking.lower().startswith(_TELLING):
        asking = next((part for part in parts if _promise(part.lower())), asking)
    for story in _STORY.finditer(asking):
        if len(asking[: story.start()].split()) >= _SHORTEST_TASK:
            return asking[: story.start()]
    return asking


def head(sentence: str) -> str:
    """What a sentence asks for, from its verb on, in lower case."""
    sentence = sentence.lower()
    found = _promise(sentence)
    rest = sentence[found.end() :] if found else sentence
    opener = _OPENER.match(rest)
    return rest[opener.end() :] if opener else rest


def main_clause(words: str) -> str:
    """A head without the clauses that say why, when or how."""
    return _SUBORDINATE.split(words, maxsplit=1)[0]


def first_word(words: str) -> str:
    """The first word: of a head, its verb."""
    return words.split(maxsplit=1)[0].strip(",.:;!?") if words.strip() else ""


def forms(*verbs: str) -> frozenset[str]:
    """English verbs in the forms that heads have: "improve", "improves", "improving"."""
    found: set[str] = set()
    for verb in verbs:
        stem = verb.removesuffix("e")
        found |= {verb, f"{verb}s", f"{stem}ing", f"{verb}{verb[-1]}ing"}
    return frozenset(found)


def _promise(sentence: str) -> Match[str] | None:
    for found in _PROMISE.finditer(sentence):
        before = sentence[: found.start()]
        if _CLAUSE.search(before):
            continue
        if len(before.split()) <= _FEW_WORDS or before.rstrip().endswith(_JOINTS):
            return found
    return None
