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
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import head, main_clause, request


def _compile(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


# Looking without saying what for. Only a question right behind it gives it an end.
LOOKING = _compile(
    r"(?:look(?:ing)?|dig(?:ging)?|delv(?:e|ing)) (?:(?:more|further|deeper|again) )?(?:into|at)\b",
    r"(?:[a-z]+ and )?think(?:ing)? (?:more )?(?:about|through|over)\b",
    r"explor(?:e|ing)\b",
    r"keep(?:ing)? (?:an|a close) eye\b",
    r"reflect(?:ing)? on\b",
    r"follow(?:ing)?[- ]up on (?!(?:the |our )?(?:ticket|issue|case)\b)",
    r"stay on top of\b",
)
# Weaker: "investigate running the job hourly" names a step and "investigate the memory usage" names none.
STUDYING = _compile(r"(?:investigat|consider|research|study|analy[sz]|evaluat|brainstorm)(?:e|ing)?\b")
STEP = _compile(r"[\w-]+ing\b", r"(?:the )?(?:root|cause|reason|source|feasibility|use of|effect|impact)\b", r"(?:all|each|every)\b")
SEARCH_FOR_A_WAY = _compile(
    r"(?:find(?:ing)?|figur(?:e|ing) out|identify(?:ing)?|look(?:ing)? for) (?:an? )?(?:easy|easier|better|good|nice|path|ways\b)"
)
QUESTION = _compile(r"\b(?:why|whether|if|how|what|which|where|when|who|root cause|causes? of|reasons? for)\b", r"\?")
NEAR = 4  # words behind the verb within which the question has to begin

# What people resolve to be or to remember. No measure makes an end of it.
ATTITUDE = _compile(
    r"\bbe(?:ing)? (?:\w+ ){0,2}?(?:careful|cautious|mindful|vigilant|aware|better at|proactive|deliberate|diligent|attentive"
    r"|disciplined)\b",
    r"\bmore (?:carefully|closely|thoroughly|deliberately|proactively|cautiously)\b",
    r"\bpay (?:more |closer )?attention\b",
    r"\b(?:remember(?:ing)? to|try(?:ing)? (?:to not|not to)|striv(?:e|ing) to|endeavou?r to)\b",
    r"\b(?:keep|bear) in mind\b",
    r"\blearn from\b",
    r"\bdo what we can\b",
    r"\bas (?:much|often|soon|best|well|fast) as (?:we can|possible)\b",
    r"\bcontinue to\b",
    r"\b(?:gain|acquire|build|share|spread)(?:ing)? (?:[\w-]+ )?(?:knowledge|experience|expertise|awareness)\b",
    r"\bshould not always\b",
    r"^(?:don['’]?t|do not|avoid|never) (?:\w+ ){0,2}?(?:large|big|huge|heavy|long|risky|such|too|those|these|this)\b",
)

# More, better or less of something. A measure, or a state to be reached, gives it an end.
UNBOUNDED_VERB = _compile(
    r"(?:improv|enhanc|optimi[sz]|strengthen|harden|streamlin|polish|tighten up|level up|step up|beef up|diversif|revisit)(?:e|es"
    r"|y|ing)?\b",
    r"(?:push|moving|move|pushing) forward\b",
    r"(?:clean(?:ing)? up|pay(?:ing)? (?:down|off)|tackl(?:e|ing)) (?:[\w-]+ )?(?:technical|tech) debt\b",
    r"review(?:ing)? (?:the |our |all )?(?:process(?:es)?|procedures|practices|architecture|monitoring|alerting|documentation)[.!]?$",
    r"continu(?:e|ing)\b",
    r"(?:address|work on|work towards?)(?:ing)?\b",
    r"(?:increas|rais|reduc|lower|minimi[sz]|bring down|cut down)(?:e|ing)? (?:the |our )?(?:[\w-]+ )?"
    r"(?:awareness|visibility|knowledge|noise|complexity|confusion|friction|toil|risk|amount|number|coverage|observability"
    r"|reliability|resilience|time)\b",
)
UNBOUNDED_NOUN = _compile(
    r"^(?:(?:ensur(?:e|ing)|need|have|get|provide|build|create|develop|add|set|up|setup|implement|write|an?|some|much|even) ){0,2}"
    r"(?:better|improved|further|more(?! than\b)) \w",
    r"\b(?:improvements?|enhancements?|optimi[sz]ations?|hardening)(?: (?:of|to|in|for)\b.*)?[.!]?$",
    r"\b(?:more|further|better|continuous|ongoing|additional|improved|greater|closer|tighter) (?:[\w/-]+ ){0,3}"
    r"(?:training|tests?|testing|alerts?|alerting|monitoring|monitors?|metrics|logs?|logging|docs|documentation|visibility"
    r"|observability|communications?"
    r"|communication paths?|reviews?|process|processes|dashboards?|tools?|tooling|coverage|checks?|validation|segmentation"
    r"|techniques?|care|attention"
    r"|discipline|awareness|knowledge|coordination|collaboration|planning|practices?|safeguards?|guardrails|automation|ways?"
    r"|understanding|redundancy)\b",
)
UNBOUNDED_MANNER = _compile(
    r"\b(?:more|much|as) (?:\w+ly|robust|resilient|reliable|stable|scalable|efficient|performant|explicit|consistent|often)\b",
    r"\b(?:go|be|run|respond|react|recover|load|build|deploy|escalate|start|boot)s? (?:much |a lot )?(?:faster|quicker|sooner"
    r"|smoother|better)\b",
    r"\b(?:make|making) (?:[\w'’./-]+ ){1,5}(?:faster|better|safer|easier|simpler|smoother|cleaner|nicer|clearer|quicker|stronger)\b",
    r"\b(?:quicker|sooner|even more|even less|less often)\b",
    r"\b(?:more|less)[.!]?$",
    r"\w better(?: (?:with|about|in|on|for|between|across)\b|[.!]?$)",
)
# A number, a state to be reached, or words taken from the code itself.
BOUND = _compile(
    r"(?<!\w)\d|`",
    r"\b(?:so that|such that|until|at least|at most|no longer|below|above|every time|instead of|by [a-z]+ing)\b",
    r"\b(?:make sure|ensure) (?:that|every\w*|all|each|no)\b",
)
# An alert is bounded by what sets it off.
ALERT = _compile(r"\b(?:alert|monitor|notif|page|pages|paging|log|warn|check)")
TRIGGER = _compile(r"\b(?:when|if|whenever) (?!something|things|needed|possible|necessary|anything)\w+")


@rule("FT131", "vague", since="0.1")
def vague(item: ActionItem) -> Iterator[str]:
    asked = request(item.text)
    words = head(asked)
    if looks_without_question(words):
        yield "vague: ask one question that can be answered, or name the change to make"
    elif ATTITUDE.search(words) or (is_unbounded(words) and not has_bound(asked)):
        yield "vague: say what will exist or hold when it is done, so that somebody else could check it"


def looks_without_question(words: str) -> bool:
    """Whether the head is a look, a thought or a study with nothing to find out."""
    if found := LOOKING.match(words):
        return not _asks(words[found.end() :])
    if found := STUDYING.match(words):
        rest = words[found.end() :].strip()
        return bool(SEARCH_FOR_A_WAY.match(rest)) or not (_asks(rest) or STEP.match(rest))
    return bool(SEARCH_FOR_A_WAY.match(words))


def is_unbounded(words: str) -> bool:
    """Whether the main clause wants more or better of something."""
    clause = main_clause(words)
    return bool(UNBOUNDED_VERB.match(clause) or UNBOUNDED_NOUN.search(clause) or UNBOUNDED_MANNER.search(clause))


def has_bound(words: str) -> bool:
    """Whether the words say how much is enough."""
    return bool(BOUND.search(words) or (ALERT.search(words) and TRIGGER.search(words)))


def _asks(rest: str) -> bool:
    return bool(QUESTION.search(" ".join(rest.split()[:NEAR]))) or rest.rstrip().endswith("?")
