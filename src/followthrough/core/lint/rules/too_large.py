"""The action item is a project, not a task: no team would finish it in a sprint.

Why:  A project is never started in the weeks after an incident, and it hides the first step that could be. Promise
      that step, and put the project where projects are planned.
Bad:  - Redesign the storage layer.
Good: - Write the proposal for splitting the storage layer, with its cost, and bring it to planning.
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.level import Level
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import LONGEST, first_word, forms, head, request
from followthrough.core.pattern import Pattern

# These make a project of nearly anything.
REDESIGNING = forms(
    "redesign", "re-design", "rearchitect", "re-architect", "replatform", "re-platform", "overhaul", "reengineer", "re-engineer"
)  # fmt: skip
# These are small or large by what they are done to.
REBUILDING = forms(
    "rewrite", "re-write", "rebuild", "re-build", "modernise", "modernize", "revamp", "rethink", "rework", "unify", "consolidate",
    "decompose", "split", "break",
)  # fmt: skip
MIGRATING = forms("migrate", "port", "transition")
MOVING = forms("move", "convert", "switch", "shift", "change")
SPREADING = forms(
    "add", "introduce", "implement", "adopt", "upgrade", "instrument", "cover", "provide", "write", "enforce", "rewrite", "replace",
    "extend",
)  # fmt: skip

# "a", "the new", "our whole": what may stand between a verb and what it is done to.
_FEW = r"(?:[\w'’./+-]+ ){0,4}?"
WIDE_THING = Pattern(
    rf"^ {_FEW}(?:architecture|layer|platform|infrastructure|stack|backend|front-?end|monolith|data ?base|storage|systems?|process(?:es)?"
    r"|pipelines?|network|services?|applications?|product|code ?base|deployment|cluster|schema|data model|service mesh|app|site"
    r"|website|estate)\b",
)
EVERYTHING = Pattern(
    r"\beverything\b|\b(?:all|every|each|entire|whole|the rest) (?:of )?(?:the |our |its )?(?:[\w-]+ ){0,2}"
    r"(?:services?|teams?|systems?|applications?|apps?|clusters?|repositor(?:y|ies)|repos|databases?|pipelines?|environments?|components?"
    r"|customers?|workloads?|products?|estate|infrastructure|platform|code ?base|company|organi[sz]ation|fleet|network|tenants?)\b"
    r"|\bacross the (?:company|organi[sz]ation|board)\b",
)
FROM_TO = Pattern(r"\bfrom [^,.;]+? to (?!a\b|the\b|\d)\w+")
AWAY = Pattern(r"\baway from [^,.;]+ to \w+")
DESTINATION = Pattern(
    r"\bto (?:a |an |the |our |using )?(?:new )?(?:micro-?services|kubernetes|the cloud|cloud|multi-?region|multi-?cluster|multi-?cloud"
    r"|event[- ]driven\b.*|serverless|[\w-]+ architecture|another provider|our own hardware)\b",
)
MONOLITH = Pattern(r"^ (?:up )?(?:the |our )?monolith\b")
CORNERSTONE = Pattern(
    r"^ (?:the |our )?(?:[\w-]+ )?(?:databases?|storage|platform|infrastructure|monolith|clusters?) (?:to|onto|from|off|away)\b"
)
# Which verb makes a project of which object.
LARGE = (
    (REBUILDING - {"split", "splitting", "break", "breaking"}, (WIDE_THING, EVERYTHING)),
    (REBUILDING, (MONOLITH,)),
    (MIGRATING, (CORNERSTONE, EVERYTHING, FROM_TO, DESTINATION, AWAY)),
    (MOVING, (EVERYTHING, DESTINATION, AWAY)),
    (SPREADING, (EVERYTHING, MONOLITH)),
)
# What nobody sets up in a sprint, whatever the verb.
FOUNDATION = Pattern(
    rf"^(?:[\w-]+ )?{_FEW}(?:operations? cent(?:re|er)|data ?cent(?:re|er)|second region|multi-?region|multi-?cluster|multi-?cloud"
    r"|active[-/ ]active|disaster recovery (?:site|region|environment|plan and)|(?:self-service|developer|chaos engineering) platform"
    r"|staging from production|production from staging|(?:new|own|dedicated) (?:[\w-]+ )?(?:platform|department|team|product))\b",
)
FOUNDING = forms(
    "set", "setup", "establish", "create", "build", "found", "stand", "introduce", "implement", "develop", "deploy", "get", "have", "run",
    "need", "make", "add", "separate", "split", "expand", "extend",
) | {"a", "an", "the", "our", "we"}  # fmt: skip
# Something small, which the same verbs are done to in an afternoon.
SMALL = Pattern(
    r"\b(?:runbooks?|playbooks?|docs?|documentation|pages?|alerts?|quer(?:y|ies)|messages?(?! (?:broker|queue|bus))|tests?"
    r"|scripts?|e-?mails?"
    r"|wording|comments?|sections?|checklists?|dashboards?|proposal|rfc|plan|ticket|template|guide|article|wiki|readme|notice|link|label"
    r"|panel|graph|job|index|image|rules?)\b",
)
LONG = Pattern(
    r"\blong[- ]term (?:effort|project|goal|initiative|undertaking|work)\b|\bmulti-?(?:quarter|month|year|team)\b"
    r"|\bover the (?:next|coming) (?:\w+ )?(?:months|quarters|years?)\b|\bfrom scratch\b",
)


@rule("FT132", "too-large", since="0.1", level=Level.WARNING)
def too_large(item: ActionItem) -> Iterator[str]:
    if is_project(head(request(item.text))) or LONG.search(item.text[:LONGEST].lower()):
        yield "too large for a sprint: promise the first step that ends in one, and plan the rest as a project"


def is_project(words: str) -> bool:
    """Whether the head names work of many weeks."""
    verb = first_word(words)
    rest = words[len(verb) :]
    large = (
        verb in REDESIGNING
        or any(verb in verbs and thing.search(rest) for verbs, things in LARGE for thing in things)
        or (verb in FOUNDING and FOUNDATION.search(words))
    )
    return bool(large) and not SMALL.search(words)
