"""The action item is a project, not a task: no team would finish it in a sprint.

Why:  A project is never started in the weeks after an incident, and it hides the first step that could be. Promise
      that step, and put the project where projects are planned.
Bad:  - Redesign the storage layer.
Good: - Write the proposal for splitting the storage layer, with its cost, and bring it to planning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import LONGEST, head, request

# "a", "the new", "our whole": what may stand between a verb and what it is done to.
_FEW = r"(?:[\w'’./+-]+ ){0,4}?"
REDESIGNING = re.compile(
    r"(?:re-?design|re-?architect|re-?platform|overhaul|re-?engineer)(?:s|ing)?\b|(?:split|break|decompos)(?:e"
    r"|ing)? (?:up )?(?:the |our )?monolith\b",
    re.IGNORECASE,
)
# These are small or large by what they are done to.
REBUILDING = re.compile(
    r"(?:re-?write|re-?build|moderni[sz]e|revamp|re-?think|re-?work|unify|consolidate|decompose|break up)(?:s|ing)?\b",
    re.IGNORECASE,
)
WIDE_THING = re.compile(
    rf"^ {_FEW}(?:architecture|layer|platform|infrastructure|stack|backend|front-?end|monolith|data ?base|storage|systems?"
    r"|process(?:es)?|pipelines?|network"
    r"|services?|applications?|product|code ?base|deployment|cluster|schema|data model|service mesh|app|site|website|estate)\b",
    re.IGNORECASE,
)
MIGRATING = re.compile(r"(?:migrat|port|transition)(?:e?s|e|ing)?\b", re.IGNORECASE)
MOVING = re.compile(r"(?:mov|convert|switch|shift|chang)(?:e?s|e|ing)?\b", re.IGNORECASE)
EVERYTHING = re.compile(
    r"\b(?:everything|(?:all|every|each|entire|whole|the rest) (?:of )?(?:the |our |its )?(?:[\w-]+ ){0,2}"
    r"(?:services?|teams?|systems?|applications?|apps?|clusters?|repositor(?:y|ies)|repos|databases?|pipelines?|environments?"
    r"|components?|customers?|workloads?"
    r"|products?|estate|infrastructure|platform|code ?base|company|organi[sz]ation|fleet|network|tenants?))\b"
    r"|\bacross the (?:company|organi[sz]ation|board)\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"\bfrom [^,.;]+? to (?!a\b|the\b|\d)\w+", re.IGNORECASE)
AWAY = re.compile(r"\baway from [^,.;]+ to \w+", re.IGNORECASE)
DESTINATION = re.compile(
    r"\bto (?:a |an |the |our |using )?(?:new )?(?:micro-?services|kubernetes|the cloud|cloud|multi-?region|multi-?cluster"
    r"|multi-?cloud|event[- ]driven\b.*|serverless"
    r"|[\w-]+ architecture|another provider|our own hardware)\b",
    re.IGNORECASE,
)
SPREADING = re.compile(
    r"(?:add|introduc|implement|adopt|upgrad|instrument|cover|provid|writ|enforc|rewrit|replac|extend)(?:e?s|e|ing)?\b", re.IGNORECASE
)
FOUNDING = re.compile(
    r"(?:(?:set(?:ting)? ?up|establish|creat|build|found|stand up|introduc|implement|develop|deploy|get|have|run|need|be|mak|add"
    r"|separat|split|expand)(?:e?s|e|ing)?\b)?"
    rf" ?{_FEW}(?:operations? cent(?:re|er)|data ?cent(?:re|er)|second region|multi-?region|multi-?cluster|multi-?cloud|active[-/ ]active"
    r"|disaster recovery (?:site|region|environment|plan and)|self-service platform|developer platform"
    r"|chaos engineering (?:programme|program|platform)"
    r"|staging from production|production from staging|(?:new|own|dedicated) (?:[\w-]+ )?(?:platform|department|team|product))\b",
    re.IGNORECASE,
)
PAPER = re.compile(
    r"\b(?:runbooks?|playbooks?|docs?|documentation|pages?|alerts?|quer(?:y|ies)|messages?(?! (?:broker|queue|bus))|tests?"
    r"|scripts?|e-?mails?|wording|comments?|sections?"
    r"|checklists?|dashboards?|proposal|rfc|plan|ticket|template|guide|article|wiki|readme|notice|link|label|panel|graph|job"
    r"|index|image|rule|rules)\b",
    re.IGNORECASE,
)
LONG = re.compile(
    r"\blong[- ]term (?:effort|project|goal|initiative|undertaking|work)\b|\bmulti-?(?:quarter|month|year|team)\b"
    r"|\bover the (?:next|coming) (?:\w+ )?(?:months|quarters|years?)\b|\bfrom scratch\b",
    re.IGNORECASE,
)


# Which verb makes a project of which object.
LARGE = (
    (REBUILDING, (WIDE_THING, EVERYTHING)),
    (MIGRATING, (EVERYTHING, FROM_TO, DESTINATION, AWAY)),
    (MOVING, (EVERYTHING, DESTINATION, AWAY)),
    (SPREADING, (EVERYTHING,)),
)


@rule("FT132", "too-large", since="0.1")
def too_large(item: ActionItem) -> Iterator[str]:
    if is_project(head(request(item.text))) or LONG.search(item.text[:LONGEST]):
        yield "too large for a sprint: promise the first step that ends in one, and plan the rest as a project"


def is_project(words: str) -> bool:
    """Whether the head names work of many weeks."""
    if PAPER.search(words):
        return False
    if REDESIGNING.match(words) or FOUNDING.match(words):
        return True
    return any(
        thing.search(words[found.end() :]) is not None
        for verb, objects in LARGE
        if (found := verb.match(words)) is not None
        for thing in objects
    )
