"""Nobody could say when the action item is finished: "improve monitoring", "look into the cache", "be more careful".

Why:  What has no end is never done, and never late. A specific question to answer, or a state that can be seen to
      hold, has an end; an unbounded better, more or less has none.
Bad:  - Improve monitoring of the queue.
Good: - Alert when the oldest message in the queue is older than five minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.level import Level
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import first_word, forms, head, main_clause, request
from followthrough.core.pattern import Pattern

# Looking without saying what for. Only a question right behind it gives it an end.
LOOKING_VERBS = forms("look", "dig", "delve", "think", "explore", "keep", "reflect", "follow", "stay", "document")
LOOKING = Pattern(
    r"(?:look(?:ing)?|dig(?:ging)?|delv(?:e|ing)) (?:(?:more|further|deeper|again) )?(?:into|at)\b"
    r"|(?:[a-z]+ and )?think(?:ing)? (?:more )?(?:about|through|over)\b|explor(?:e|ing)\b|keep(?:ing)? (?:an|a close) eye\b"
    r"|reflect(?:ing)? on\b|stay(?:ing)? on top of\b|follow(?:ing)?[- ]up on (?!(?:the |our )?(?:ticket|issue|case)\b)",
)
# Weaker: "investigate running the job hourly" names a step and "investigate the memory usage" names none.
STUDYING = forms("investigate", "consider", "research", "study", "analyse", "analyze", "evaluate", "brainstorm")
STEP = Pattern(r"[\w-]+ing\b|(?:the )?(?:root|cause|reason|source|feasibility|use of|effect|impact)\b|(?:all|each|every)\b")
SEARCHING = forms("find", "figure", "identify")
A_WAY = Pattern(r"(?:(?:find|figur|identify)(?:e|ing)? (?:out )?)?(?:an? )?(?:easy|easier|better|good|nice|path|ways)\b")
QUESTION = Pattern(r"\b(?:why|whether|if|how|what|which|where|when|who|root cause|causes? of|reasons? for)\b|\?")
NEAR = 4  # words behind the verb within which the question has to begin

# What people resolve to be or to remember. No measure makes an end of it.
ATTITUDE = Pattern(
    r"\bbe(?:ing)? (?:\w+ ){0,2}?(?:careful|cautious|mindful|vigilant|aware|better at|proactive|deliberate|diligent|attentive"
    r"|disciplined)\b"
    r"|\bmore (?:careful|cautious|mindful|vigilant|aware|proactive|deliberate|diligent|attentive|disciplined|close|thorough)(?:ly)?\b"
    r"|\bpay (?:more |closer )?attention\b"
    r"|\b(?:remember(?:ing)? to|try(?:ing)? (?:to not|not to)|striv(?:e|ing) to|endeavou?r to|continue to)\b"
    r"|\b(?:learn (?:more )?(?:from|about)|follow best practices|(?:keep|bear) in mind)\b"
    r"|\bdo what we can\b|\bas (?:much|often|soon|best|well|fast) as (?:we can|possible)\b|\bshould not always\b"
    r"|\b(?:gain|acquire|build|share|spread)(?:ing)? (?:[\w-]+ )?(?:knowledge|experience|expertise|awareness)\b"
    r"|^(?:don['’]?t|do not|avoid|never) (?:\w+ ){0,2}?(?:large|big|huge|heavy|long|risky|such|too|those|these|this)\b",
)

# More, better or less of something. A measure, or a state to be reached, gives it an end.
UNBOUNDED_VERBS = forms(
    "improve", "enhance", "optimise", "optimize", "strengthen", "harden", "streamline", "polish", "diversify", "revisit", "continue",
    "address",
)  # fmt: skip
# These are unbounded by what stands behind them.
LEANING_VERBS = forms(
    "tighten", "level", "step", "beef", "push", "move", "work", "clean", "pay", "tackle", "review", "increase", "raise", "reduce", "lower",
    "minimise", "minimize", "bring", "cut",
)  # fmt: skip
LEANING = Pattern(
    r"(?:tighten|level|step|beef)(?:p?ing)? up\b|(?:push|mov)(?:e|ing)? forward\b|work(?:ing)? (?:on|towards?)\b"
    r"|(?:clean(?:ing)? up|pay(?:ing)? (?:down|off)|tackl(?:e|ing)) (?:[\w-]+ )?(?:technical|tech) debt\b"
    r"|review(?:ing)? (?:the |our |all )?(?:process(?:es)?|procedures|practices|architecture|monitoring|alerting|documentation)[.!]?$"
    r"|(?:increas|rais|reduc|lower|minimi[sz]|bring down|cut down)(?:e|ing)? (?:the |our )?(?:[\w-]+ )?(?:awareness|visibility"
    r"|knowledge|noise"
    r"|complexity|confusion|friction|toil|risk|amount|number|coverage|observability|reliability|resilience|redundancy"
    r"|availability|stability|security|quality|likelihood|chances?|time)\b",
)
UNBOUNDED_NOUN = Pattern(
    r"\b(?:improvements?|enhancements?|optimi[sz]ations?|hardening)(?: (?:of|to|in|for)\b.*)?[.!]?$"
    r"|^(?:(?:ensur(?:e|ing)|need|have|get|provide|build|create|develop|add|set|up|setup|implement|write|an?|some|much|even) ){0,2}"
    r"(?:better|improved|further|more(?! than\b)) \w"
    r"|\b(?:more|further|better|continuous|ongoing|additional|improved|greater|closer|tighter) (?:[\w/-]+ ){0,3}(?:training"
    r"|tests?|testing"
    r"|alerts?|alerting|monitoring|monitors?|metrics|logs?|logging|docs|documentation|visibility|observability|communications?"
    r"|paths?|reviews?"
    r"|process|processes|dashboards?|tools?|tooling|coverage|checks?|validation|segmentation|techniques?|care|attention"
    r"|discipline|awareness"
    r"|knowledge|coordination|collaboration|planning|practices?|safeguards?|guardrails|automation|ways?|understanding|redundancy)\b",
)
UNBOUNDED_MANNER = Pattern(
    r"\b(?:more|much|as) (?:\w+ly|robust|resilient|reliable|stable|scalable|efficient|performant|explicit|consistent|often)\b"
    r"|\b(?:go|be|run|respond|react|recover|load|build|deploy|escalate|start|boot)s? (?:much |a lot )?(?:faster|quicker|sooner"
    r"|smoother|better)\b"
    r"|\b(?:make|making) (?:[\w'’./-]+ ){1,5}(?:faster|better|safer|easier|simpler|smoother|cleaner|nicer|clearer|quicker|stronger)\b"
    r"|\b(?:quicker|sooner|even more|even less|less often)\b|\b(?:more|less)[.!]?$|\w better(?: (?:with|about|in|on|for|between"
    r"|across)\b|[.!]?$)",
)
# Without one of these pieces neither of the two above can match.
COMPARING = re.compile(r"more|less|er\b|improve|enhancement|optimi|hardening|continuous|ongoing|additional|\b(?:much|as) \w+")
# A number, a state to be reached, or words taken from the code itself.
BOUND = Pattern(
    r"(?<!\w)\d|`|\b(?:so that|such that|until|at least|at most|no longer|below|above|every time|instead of|by [a-z]+ing)\b"
    r"|\b(?:make sure|ensure) (?:that|every\w*|all|each|no)\b",
)
# An alert is bounded by what sets it off.
ALERT = Pattern(r"\b(?:alert|monitor|notif|page|pages|paging|log|warn|check)")
TRIGGER = Pattern(r"\b(?:when|if|whenever) (?!something|things|needed|possible|necessary|anything)\w+")


@rule("FT131", "vague", since="0.1", level=Level.WARNING)
def vague(item: ActionItem) -> Iterator[str]:
    asked = request(item.text)
    words = head(asked)
    if looks_without_question(words):
        yield "vague: ask one question that can be answered, or name the change to make"
    elif ATTITUDE.search(words) or (is_unbounded(words) and not has_bound(asked.lower())):
        yield "vague: say what will exist or hold when it is done, so that somebody else could check it"


def looks_without_question(words: str) -> bool:
    """Whether the head is a look, a thought or a study with nothing to find out."""
    verb = first_word(words)
    if verb in LOOKING_VERBS and (found := LOOKING.match(words)):
        return not _asks(words[found.end() :])
    if verb in STUDYING:
        rest = words[len(verb) :].strip()
        return bool(A_WAY.match(rest)) or not (_asks(rest) or STEP.match(rest))
    return verb in SEARCHING and bool(A_WAY.match(words))


def is_unbounded(words: str) -> bool:
    """Whether the main clause wants more or better of something."""
    clause = main_clause(words)
    verb = first_word(clause)
    if verb in UNBOUNDED_VERBS or (verb in LEANING_VERBS and LEANING.match(clause)):
        return True
    return bool(COMPARING.search(clause)) and bool(UNBOUNDED_NOUN.search(clause) or UNBOUNDED_MANNER.search(clause))


def has_bound(words: str) -> bool:
    """Whether the words say how much is enough."""
    return bool(BOUND.search(words) or (ALERT.search(words) and TRIGGER.search(words)))


def _asks(rest: str) -> bool:
    return bool(QUESTION.search(" ".join(rest.split()[:NEAR]))) or rest.rstrip().endswith("?")
