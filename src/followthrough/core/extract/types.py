"""What kind of fix an item is, by the words it uses: how it opens decides, else each word votes, a model weighs both. Learns nothing."""

from __future__ import annotations

import re

from followthrough.core.extract.model.features import text_features
from followthrough.core.extract.model.linear import Linear
from followthrough.core.item import Type
from followthrough.core.pattern import Pattern

_LONGEST = 600  # characters that are looked at
_HEAD_WORDS = 8  # the first words count more

# What a type column or a tag may say.
_STATED = (
    (Type.DETECTION, Pattern(r"\b(?:detect\w*|monitor\w*|alert\w*|observability)\b", re.IGNORECASE)),
    (Type.PREVENTION, Pattern(r"\b(?:prevent\w*|corrective)\b", re.IGNORECASE)),
    (Type.MITIGATION, Pattern(r"\b(?:mitigat\w*|resilien\w*|recover\w*)\b", re.IGNORECASE)),
    (
        Type.PROCESS,
        Pattern(
            r"\b(?:process\w*|training|documentation|communication\w*|people|culture|response|investigat\w*|research|other)\b",
            re.IGNORECASE,
        ),
    ),
)

_PROMISE = r"^(?:.{0,60}?\b(?:will|should|intend to|need to|needs to|plan to|going to|'ll|’ll|must|ticket to|to)\s+(?:be |also )*)?"
_STUDY = (
    r"(?:investigat|evaluat|discuss|explor|research|assess|determin|decid|figur\w* out|understand|diagnos"
    r"|look(?:ing)? (?:into|at)|find(?:ing)? out"
    r"|analy[sz]|consider|schedul\w* a (?:discussion|meeting)|ask|reach(?:ing)? out|contact|follow(?:ing)? up|talk|study|examin|rfc|poc"
    r"|check (?:if|whether|with)|verify (?:that|whether|if)|review (?:if|whether|the|our|all)|think about|plan for|come up with)"
)
# "Investigate and fix" is a fix.
_NO_FIX = r"(?!.{0,60}\band (?:fix|implement|add|resolve|correct|repair)\b)"
_PAPER = (
    r"(?:wiki|run ?books?|play ?books?|docs?|documentation|guides?|guidelines?|guidance|checklists?|article|policy"
    r"|polic(?:y|ies)|procedures?"
    r"|learning path|cheat ?sheet|training|incident report|rules|working group|strategy|process for)"
)
# How an item opens says more than the words after it: the first that matches decides.
_OPENINGS: tuple[tuple[Type, str], ...] = (
    (Type.PROCESS, rf"{_PROMISE}{_STUDY}\w*\b{_NO_FIX}"),
    (
        Type.PROCESS,
        r"^(?:please )?(?:don'?t|don’t|do not|never|always|be (?:more |very |extra )?\w+|remember|keep an eye|raise|share"
        r"|remind|tell|teach|train|hire)\b",
    ),
    (Type.PROCESS, rf"{_PROMISE}(?:document(?:ing)?|communicat\w+|write down|nominate|agree on|clarify)\b"),
    (
        Type.PROCESS,
        rf"^(?:create|write|update|add|develop|publish|improve|make|draft|extend|set ?up"
        rf"|build)\b(?: \w[\w/-]*){{0,3}} {_PAPER}\b",
    ),
    (Type.DETECTION, r"^(?:log|monitor|alert|detect|instrument)\b"),
)
_DECIDES = tuple((kind, Pattern(pattern)) for kind, pattern in _OPENINGS)

# Type, weight, words; patterns are for lower-case text.
_VOTES: tuple[tuple[Type, float, str], ...] = (
    (
        Type.PROCESS,
        2.5,
        r"document|write (?:down|up)|communicat\w+|train|teach|educat\w+|remind\w*|encourag\w+|agree|inform|onboard\w*|nominat\w+|hire"
        r"|coordinat\w+|advis\w+|clarif\w+|announc\w+|publish\w*|practi[cs]e|drill\w*|more (?:often|careful\w*)",
    ),
    (
        Type.PROCESS,
        2.0,
        r"run ?books?|play ?books?|documentation|docs|wiki|guides?|guidelines?|guidance|checklists?|polic(?:y|ies)"
        r"|procedures?|process(?:es)?"
        r"|training|on-?call|escalation|post-?mortems?|retrospective|incident (?:response|report|commander|management"
        r"|process)|communication"
        r"|meeting|rota|game ?days?|knowledge|article|learning|template|ownership|responsibilit\w+|tabletop|exercise"
        r"|status ?page|root cause"
        r"|strategy|proposal|rfc|adr|workshop|cheat ?sheet|instructions|write-?up|awareness|investigations?|careful\w*|cautious|deliberate"
        r"|calendars?|protocols?|letters?|wording|brief(?:ing)?|contacts?|contact lists?|hand-?over|rehears\w*|call scripts?|sign-?off"
        r"|apolog\w+|confirmation|negotiat\w+|reclassif\w+|reword|second person|two people"
        r"|feedback|review process|code review|team members?|sop|techniques?|rules|before deploy\w*|manual(?:ly)?",
    ),
    (
        Type.PROCESS,
        1.0,
        r"teams?|staff|people|everyone|developers|engineers|customers|vendor|support|decide|agreement|sla|how to|should be aware",
    ),
    (
        Type.DETECTION,
        3.0,
        r"alert(?:s|ing|ed)?|alarms?|monitors?|monitoring|dashboards?|notifications?|notif(?:y|ied)|observability|metrics?|pager ?duty"
        r"|telemetry|synthetics?|probes?|tracing|emailed when|paged when",
    ),
    (
        Type.DETECTION,
        2.0,
        r"detect\w*|logging|sentry|grafana|prometheus|health ?checks?|visibility|scanner|anomal\w+|uptime|exporter|thresholds?"
        r"|page when|histograms?|end-to-end checks?|error messages?|notic(?:e|ing)|reminders?|expiry dates?"
        r"|report(?:s|ing) (?:on|of)|instrument\w*|canary|track(?:ing)? (?:of )?(?:the )?(?:usage|errors?|rate)|(?:collect"
        r"|more|better) logs",
    ),
    (Type.DETECTION, 1.0, r"catch|measure|warn(?:ing)?s?|surface|error rates?|status codes|logs?"),
    (
        Type.MITIGATION,
        2.5,
        r"circuit ?breakers?|feature flags?|kill ?switch(?:es)?|fail-?over|redundan\w+|roll ?backs?|rolling back|backups?|snapshots?"
        r"|restor(?:e|ing|es|ation)|recover(?:y|s|ing)?|graceful(?:ly)?|degrad\w+|fall-?backs?|auto-?scal\w+"
        r"|scale[ -](?:up|down|out)|replicas?"
        r"|replication|standby|disaster|self-heal\w*|restart(?:s|ing)?|capacity|headroom|high[ -]availability|ha|multi-(?:region|az)"
        r"|load[ -]?shed\w*|throttl\w*|robust(?:ness)?|resilien\w+|toleran\w+|retr(?:y|ies)|revok\w+|rotat(?:e|ed|ing)|quarantin\w+"
        r"|cach(?:e|es|ed|ing)|back-?off|jitter|stand-in|holding queue|spread|spare|second (?:cdn|region|provider|supplier|data ?cent\w+)"
        r"|offline|grace period|in reserve|shield|cool-?down"
        r"|blast radius|bulkhead\w*|isolat\w+|purg(?:e|ing)|inventory|abort",
    ),
    (
        Type.MITIGATION,
        1.5,
        r"automatic(?:ally)?|quick(?:ly|er)?|faster|speed up|reduc\w+|relaunch|scal(?:e|ing)|more (?:memory|cpu|disk|nodes)|impact|downtime"
        r"|increase (?:the )?(?:size|capacity|memory|number|disk)|minimi[sz]e|switch (?:off|between)|rate[ -]?limit\w*",
    ),
    (
        Type.PREVENTION,
        2.0,
        r"fix(?:es|ed|ing)?|bugs?|tests?|testing|validat\w+|prevent\w*|guards?|lock(?:ed|ing)?|pin(?:ned|ning)?|limits?|limiting|timeouts?"
        r"|upgrad\w+|refactor\w*|rewrit\w+|remov\w+|delet\w+|enforc\w+|lint\w*|ci|permissions?|access|secur\w+|harden\w*|patch\w*|migrat\w+"
        r"|replac\w+|deprecat\w+|avoid|never|no longer|require|constraints?|quotas?|ensure|make sure|separate|staging"
        r"|sandbox|version|cleanup",
    ),
    (
        Type.PREVENTION,
        1.0,
        r"chang\w+|updat\w+|add(?:ing)?|configur\w+|mov(?:e|ing)|set|implement\w*|clean\w*|automat\w+|deploy\w*|rework|modif\w+|creat\w+"
        r"|us(?:e|ing)|improv\w+|default|script|pipeline|code|switch",
    ),
)
_PATTERNS = tuple((kind, weight, Pattern(rf"\b(?:{pattern})\b")) for kind, weight, pattern in _VOTES)
# Where nothing speaks, a change to the system is meant.
_ORDER = (Type.PREVENTION, Type.PROCESS, Type.DETECTION, Type.MITIGATION)


def stated_type(words: str) -> Type | None:
    """The type that a column, a tag or a heading names; None where it names none."""
    for kind, pattern in _STATED:
        if pattern.search(words[:100]):
            return kind
    return None


def votes(text: str, headings: tuple[str, ...] = ()) -> dict[str, float]:
    """What the words speak for, each with its strength: how they open, and the words of each type. `headings` group the item."""
    lower = text[:_LONGEST].lower()
    said: dict[str, float] = {}
    for kind, pattern in _DECIDES:
        if pattern.search(lower):
            said[f"opens as {kind}"] = 1.0
            break
    head = len(" ".join(lower.split()[:_HEAD_WORDS]))
    for kind, weight, pattern in _PATTERNS:
        found = pattern.search(lower)
        if found:
            name = f"votes {kind}"
            said[name] = said.get(name, 0.0) + weight * (1.5 if found.start() <= head else 1.0)
    for heading in headings:
        if len(heading.split()) <= 4 and (stated := stated_type(heading)) is not None:
            said[f"heading {stated}"] = 1.0
    return said


def type_by_votes(said: dict[str, float]) -> Type:
    """The type without a model: how the words open decides, else most votes."""
    for kind in _ORDER:
        if f"opens as {kind}" in said:
            return kind
    return max(_ORDER, key=lambda kind: said.get(f"votes {kind}", 0.0) + 1.5 * said.get(f"heading {kind}", 0.0))


def type_of(text: str, *, stated: str = "", headings: tuple[str, ...] = (), model: Linear | None = None) -> Type:
    """The kind of fix. `stated` is what a type column says, `headings` what groups the item under follow-up work."""
    if (said := stated_type(stated)) is not None:
        return said
    return type_by_votes(votes(text, headings)) if model is None else Type(model.best(type_features(text, headings)))


def type_features(text: str, headings: tuple[str, ...] = ()) -> dict[str, float]:
    """What the model of types sees: the words, and what the rules make of them, which weighs as much as several words."""
    said = votes(text, headings)
    return {**text_features(text), **said, f"by votes {type_by_votes(said)}": 3.0}
