"""What the wording of a sentence says of work: a promise, a wish, a need, something done. Decides nothing about items."""

from __future__ import annotations

import re
from functools import lru_cache

from followthrough.core.extract.no_promise import BELOW, CONDITIONAL, OF_THIS_PAPER, PAST_WISH, TO_READERS
from followthrough.core.extract.states import holds_now, says_done
from followthrough.core.extract.verbs import base, is_gerund, is_imperative, is_past
from followthrough.core.pattern import Pattern

_ADVERBS = r"(?:\s+(?:also|now|then|just|probably|definitely|really|always|actively|all|still|be|continue to|try to|start to|not))*"
_WE = r"(?:we|i|@[\w-]+|(?:the |our )?(?:[\w-]+ ){0,2}team|(?-i:[A-Z]\w+))"
# "we will add", "the team is going to rebuild"
_PROMISE = Pattern(
    rf"\b{_WE}(?:'ll|’ll|\s+(?:also |now |currently |all )*(?:will|shall|plans? to|are planning (?:to|on)"
    rf"|is planning (?:to|on)|(?:are|is|'re|’re) going to|intends? to|aims? to|(?:are|is) committed to"
    rf"|would like to|want to|(?:are|is) (?:also |now |currently |already |actively )*(?:working on|looking (?:into|at)"
    rf"|considering|investigating|exploring)|(?:have |has )?decided to|have started|agreed to)){_ADVERBS}\s+(\w+)",
    re.IGNORECASE,
    needs=(
        "'ll ",
        "’ll ",
        " will ",
        " shall ",
        "plan",
        " going to ",
        " intend",
        " aim",
        " committed to ",
        " like to ",
        " want to ",
        " working on ",
        " looking ",
        " considering ",
        " investigating ",
        " exploring ",
        " decided to ",
        " started ",
        " agreed to ",
    ),
)
# "we should have an alert", "the job needs to check"
_WISH = Pattern(
    rf"\b(?:should(?:n't| not| never)?|must(?:n't| not| never)?|(?:we |it |this |that )?needs? to|ought to|(?:we"
    rf"|i) (?:could(?! not)|have to|might want to|may want to)|has to|let's|(?:would|will) need to){_ADVERBS}\s+(?:(?:be|get)\s+)?(\w+)",
    re.IGNORECASE,
    needs=("should", "must", "need", "ought to", "could ", "have to", "might want", "may want", "has to", "let's"),
)
_FIRST_PERSON = Pattern(
    r"\b(?:we|i|the team|our team|team)\s+(?:\w+\s+){0,2}?(?:should|must|need|ought|could|have to|might want)"
    r"|\bour (?:[\w-]+ ){1,7}(?:should|must|needs? to|ought to|has to|have to)\b",
    re.IGNORECASE,
    needs=("should", "must", "need", "ought", "could", "have to", "might want"),
)
_NEED = Pattern(
    r"\b(?:we|there(?:'s| is)?|team|and)\b(?: \w+){0,2} (?:need|require|want)s?\b (?:for )?(?:an?|more|better|to|some"
    r"|additional|clear(?:er)?|the)\b|\b(?:is|are) needed\b|\bneeds? (?:an?|better|more|some)\b"
    r"|\bwe have a need for\b|\b(?:we|i)(?:'d|’d| would) (?:also |really |all )*like (?:us|someone|somebody|it|there|an?|more|better) ",
    re.IGNORECASE,
    needs=("need", "require", "want", "like "),
)
_IDEA = Pattern(
    r"\b(?:an idea|one option|a solution|a possible|another idea|one idea|one possibility|(?:it|this) (?:would|might"
    r"|may|could) (?:be|have been)? ?(?:good|nice|better|worth|useful|helpful|great)|would (?:help|be (?:good|nice"
    r"|better|worth|useful|helpful)))\b"
    r"|\b(?:could|can|may|might) be (?:\w+ )?(?:used|improved|added|automated|extended|made|changed)\b"
    r"|\b(?:we (?:recommend|suggest|propose)|(?:it|this) (?:is|was) (?:recommended|suggested|proposed|advised)|recommendation is)\b"
    r"|\b(?:worth|consider|suggest|recommend|propos)(?:e|ing|ed)? \w+ing\b"
    r"|\bwould be (?:\w+ )?(?:beneficial|valuable|wise|ideal|preferable|worthwhile|desirable|handy|safer|smart)\b"
    r"|\b(?:improvement|option|step|solution|fix|alternative) (?:would|could|might) be\b|\bopportunit(?:y|ies) (?:to|for)\b",
    re.IGNORECASE,
    needs=(
        "idea",
        "option",
        "solution",
        "possib",
        "would",
        "could",
        "can ",
        "may",
        "might",
        "recommend",
        "worth",
        "consider",
        "suggest",
        "propos",
        "opportunit",
    ),
)
_PASSIVE = Pattern(
    r"\b(?:will|are going to|is going to|is to|are to) (?:also |now )?be (?:\w+ly )?(\w+(?:ed|t|n|d))\b|\b(?:is"
    r"|are) (?:also |now |currently )?being (\w+(?:ed|t|n|d))\b|\b(?:is|are) (?:also |now |currently "
    r"|already )?(?:under way|underway|in progress|planned|in the works)\b|\bchanges coming\b",
    re.IGNORECASE,
    needs=(" be ", " being ", "under way", "underway", "in progress", " planned", "in the works", "changes coming"),
)
_MORE = Pattern(
    r"^(?:(?:much )?(?:more|better|further|clearer|improved|additional|continuous|regular|stricter|automated?"
    r"|automatic|proper|earlier|faster) )(?:[\w/-]+ ){0,4}[\w/-]+",
    re.IGNORECASE,
)
# Without one of these no sentence outside of lessons and follow-up work is a promise or a wish: most are passed over by this alone.
_SPEAKING_OF_WORK = frozenset(
    """
    will shall plan plans to now since worth recommend recommends recommended recommendation recommendations suggest suggests
    suggested suggestion suggestions propose proposes proposed proposal consider goal step action todo better planning going
    intend intends aim aims committed like want wants working looking considering investigating exploring decided started agreed
    should must need needs ought could have has might may let require wants being underway under progress coming ll ve re
    reviewing undertook undertakes effective immediately
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_WORD = re.compile(r"[a-z]+")
_POINTS_BACK = Pattern(
    r"(?<!\bto )\b(?:do|doing|fix|address|change|avoid|improve|automate|add|handle|resolve|prevent) (?:this|that|it|these|those"
    r"|so)\b|^to (?:this|that) end\b",
    re.IGNORECASE,
    needs=(" this", " that", " it", " these", " those", " so"),
)
_SHORT = 16  # words
_IF_THEN = Pattern(r"^(?:if|when|whenever|before|after|once)\b[^,.]{3,120}, ", re.IGNORECASE)
_NO_WORK = frozenset(
    """
    able be become begin see know have happen take remain expect find never likely get need only come go require cause result
    occur mean help feel hope want seem appear impact affect like think wonder love apologize apologise thank sorry soon
    still
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_WORK_OF_HAVE = Pattern(
    r"\b(?:need|should|must|want|have|has|ought) (?:to )?(?:have|be|get|take|find|see)\b (?:an?|better|more|some|the|alerts?|in place"
    r"|able|careful|aware|a)\b",
    re.IGNORECASE,
    needs=("need ", "should ", "must ", "want ", "have to ", "has to ", "ought "),
)
_AFTER_HAVE = Pattern(r" (?:an?|better|more|some)\b", re.IGNORECASE)
_LATER = Pattern(
    r"\b(?:going forward|in (?:the )?future|future|next|soon|further|also|plans?|planning|additional\w*|improve\w*"
    r"|prevent\w*|avoid|again|later|long[ -]term|coming|under ?way|ensure|resurfac\w+|recur\w*|keep an eye)\b",
    re.IGNORECASE,
    needs=(
        "forward",
        "future",
        "next",
        "soon",
        "further",
        "also",
        "plan",
        "addition",
        "improv",
        "prevent",
        "avoid",
        "again",
        "later",
        "long",
        "coming",
        "under",
        "ensure",
        "resurfac",
        "recur",
        "keep an eye",
    ),
)
# "The plan is to add", "next we are to"
_PLAN = Pattern(
    r"\b(?:plan|goal|next step|fix|solution|intention|idea|aim|proposal|remedy|answer|follow-?up|recommendation|improvement"
    r"|mitigation|change|approach|option|suggestion)s?\b(?: \w+){0,4} (?:is|are|was|would be|will be|could be) (?:to|that we)\b",
    re.IGNORECASE,
    needs=("is to", "are to", "was to", "be to", "that we"),
)
# "Action: rotate the keys", wherever it stands
_MARKED = Pattern(
    r"^\W*(?:action(?: items?| points?| required| needed)?|a\.?i\.?|todo|to-do|follow[- ]?up(?: action)?|next steps?|(?:for )?next time"
    r"|recommendation|remediation|corrective action|preventive action|improvement|proposal|suggestion)\s*(?:#?\d+)?\s*[:–—→>-]\s*\S",
    re.IGNORECASE,
)
# "We're building a check", "the team is moving to": work under way
_UNDER_WAY = Pattern(
    r"\b(?:(?:we|they|i|(?:the |our )?(?:[\w-]+ ){0,2}team|our (?:[\w-]+ ){0,3}[\w-]+"
    r"|@[\w-]+|(?-i:[A-Z][a-z]+))(?: are| is| am|'re|’re|'m|’m)"
    r"(?: (?:also|now|currently|already|actively|therefore))*) (\w+ing)\b",
    re.IGNORECASE,
    needs=("are ", "'re ", "’re ", "is ", "am ", "'m ", "’m "),
)
# "The pooler will look up roles": what a system will do differently, or what it always does
_FUTURE = Pattern(
    r"\b(?:will|(?:is|are) going to|'ll|’ll) (?:\w+ly |also |now |no longer |then )?(?:be )?(\w+)",
    re.IGNORECASE,
    needs=("will", "going to", "ll "),
)
# "It has been agreed that", "the area proposes to", "Pim has written the card", "is to be replaced"
_AGREED = Pattern(
    r"\b(?:(?:has|have|was|were|is|are|been) (?:now |since |also |therefore )*(?:been )?(?:agreed|decided|approved|requested"
    r"|commissioned|scheduled"
    r"|instructed|tasked|earmarked|budgeted|ordered|recommended|proposed|considered necessary|accepted) (?:to|that|by|for|on|in)\b"
    r"|(?:agreement|decision|approval) (?:has|was) (?:since )?(?:been )?(?:reached|made|given|taken)\b"
    r"|\bpropos(?:es?|ing) (?:to|that)\b|\bundert(?:ook|akes?|aken) to\b|\bbeen asked (?:to|for)\b"
    r"|\b(?:is|are) to be \w+"
    r"|\bto be \w+ed (?:by|before|in|until|next|this)\b|\bought to\b|\bon the (?:road ?map|backlog|list) for\b"
    r"|\b(?:first|next|top) in the backlog\b"
    r"|\bhas (?:a|an) (?:branch|pr|patch|draft|merge request|pull request)\b|\bfrom now on\b|\bin future\b"
    r"|\b(?:in|under) review\b|\b(?:are|is|gets?) getting \w+|\bgoing away\b|\brollout starts\b|\bwould be (?:a )?(?:great|worth)\b)",
    re.IGNORECASE,
    needs=(
        "agree",
        "decid",
        "approv",
        "request",
        "commission",
        "schedul",
        "instruct",
        "asked",
        "tasked",
        "undert",
        "asked",
        "earmark",
        "budget",
        "order",
        "recommend",
        "propos",
        "necessary",
        "accepted",
        "to be ",
        "ought to",
        "on the ",
        "in the backlog",
        " has a",
        "from now on",
        "in future",
        " review",
        "getting ",
        "going away",
        "rollout",
        "would be",
    ),
)
# A ticket or a name with an at sign within a sentence: somebody is on it
_TICKET = Pattern(
    r"(?<![\w/])(?:[A-Z][A-Z0-9]{1,9}-\d+|#\d+|![1-9]\d*|AB#\d+|T\d{3,})\b|https?://\S+/(?:issues|pull|browse|merge_requests)/",
    needs=tuple("0123456789"),
)
# What has been so since
_SINCE = Pattern(r"\bsince (?:been|then)\b|\b(?:have|'ve|’ve|has) since\b", re.IGNORECASE, needs=("since ",))
# "we will <a verb that we do not know>"
_ODD_PROMISE = Pattern(
    r"\b(?:we|i|(?:the |our )?(?:[\w-]+ ){0,2}team)(?:'ll|’ll|\s+(?:will|shall|plan to|are going to|intend to|aim to|want to))"
    rf"{_ADVERBS}\s+(\w+)",
    re.IGNORECASE,
    needs=("'ll ", "’ll ", " will ", " shall ", " plan to ", " going to ", " intend to ", " aim to ", " want to "),
)
_LEARNT = Pattern(
    r"\b(?:to this end|to prevent|to avoid|learn(?:ed|t)|so that (?:this|it|we)|going forward|in (?:the )?future"
    r"|as a result of this)\b",
    re.IGNORECASE,
    needs=("this end", "to prevent", "to avoid", "learn", "so that", "going forward", "future", "as a result"),
)


def speaks_of_work(text: str) -> bool:
    """Whether a sentence may say anything of this kind: most do not, and are passed over by this alone."""
    return not _SPEAKING_OF_WORK.isdisjoint(_WORD.findall(text.lower()))


@lru_cache(maxsize=4096)
def signals(text: str) -> frozenset[str]:
    """What the wording says, each by its name."""
    opens = is_imperative(text) or bool((found := _IF_THEN.match(text)) and is_imperative(text[found.end() :]))
    tests = (
        ("opens", opens),
        ("gerund", is_gerund(text)),
        ("past", is_past(text)),
        ("promise", _promises(text)),
        ("wish", _wishes(text)),
        ("passive", _passive(text)),
        ("we", bool(_FIRST_PERSON.search(text))),
        ("need", bool(_NEED.search(text))),
        ("more", bool(_MORE.match(text))),
        ("idea", bool(_IDEA.search(text))),
        ("done", says_done(text)),
        ("later", bool(_LATER.search(text))),
        ("learnt", bool(_LEARNT.search(text))),
        ("to-readers", bool(TO_READERS.search(text))),
        ("past-wish", _past_wish(text)),
        ("conditional", bool(CONDITIONAL.search(text))),
        ("of-this-paper", bool(OF_THIS_PAPER.search(text))),
        ("below", bool(BELOW.search(text))),
        ("plan", bool(_PLAN.search(text))),
        ("marked", bool(_MARKED.match(text))),
        ("now", holds_now(text) or bool(_SINCE.search(text))),
        ("odd-promise", _odd_promise(text)),
        ("under-way", _works(_UNDER_WAY, text)),
        ("future", _works(_FUTURE, text)),
        ("agreed", bool(_AGREED.search(text))),
        ("ticket", bool(_TICKET.search(text))),
    )
    return frozenset(name for name, holds in tests if holds)


def points_back(text: str) -> bool:
    """Whether a short sentence is nothing without the one before it ("We should do that.")."""
    return bool(_POINTS_BACK.search(text)) and len(text.split()) <= _SHORT


def _promises(text: str) -> bool:
    for found in _PROMISE.finditer(text):
        verb = found[1].lower()
        worked = base(verb) is not None and verb not in _NO_WORK
        if (worked or (verb in {"have", "get"} and _AFTER_HAVE.match(text, found.end()))) and not CONDITIONAL.search(text[: found.end()]):
            return True
    return False


def _past_wish(text: str) -> bool:
    """Whether it tells of what should have been, and of nothing that should be ("we should have seen it, and need to log it")."""
    return bool(PAST_WISH.search(text)) and not _wishes(PAST_WISH.sub(" ", text))


def _works(pattern: Pattern, text: str) -> bool:
    """Whether a pattern finds a verb that work is done with."""
    return any(found[1].lower() not in _NO_WORK and base(found[1]) is not None for found in pattern.finditer(text))


def _odd_promise(text: str) -> bool:
    return any(
        found[1].lower() not in _NO_WORK and base(found[1]) is None and not CONDITIONAL.search(text[: found.end()])
        for found in _ODD_PROMISE.finditer(text)
    )


def _wishes(text: str) -> bool:
    if _WORK_OF_HAVE.search(text) and not CONDITIONAL.search(text):
        return True
    for found in _WISH.finditer(text):
        verb = found[1].lower()
        if (verb == "do" or (verb not in _NO_WORK and base(verb) is not None)) and not CONDITIONAL.search(text[: found.end()]):
            return True
    return False


def _passive(text: str) -> bool:
    for found in _PASSIVE.finditer(text):
        verb = found[1] or found[2]
        if verb is None or base(verb) is not None:
            return not CONDITIONAL.search(text)
    return False
