"""What kind of fix a piece of work is, by weighted words and how it opens. A stated type wins."""

from __future__ import annotations

import re
from functools import cache

from followthrough.core.item import Type

STATED = (
    (Type.DETECTION, re.compile(r"\bdetect\w*|\bmonitoring\b|\balerting\b", re.IGNORECASE)),
    (Type.PREVENTION, re.compile(r"\bprevent\w*", re.IGNORECASE)),
    (Type.MITIGATION, re.compile(r"\bmitigat\w*|\brecover\w*|\bresilien\w*", re.IGNORECASE)),
    (Type.PROCESS, re.compile(r"\bprocess\w*|\bcommunicat\w*|\btraining\b|\bdocumentation\b|\bother\b", re.IGNORECASE)),
)
WEIGHTS: dict[Type, tuple[tuple[str, float], ...]] = {
    Type.DETECTION: (
        (r"\balert\w*|\balarms?\b|\bpag(?:e|es|ing|er)\b", 2.2),
        (r"\bmonitor\w*|\bdashboards?\b|\bgrafana\b|\bprometheus\b|\bmetrics?\b|\bobservab\w*|\btelemetry\b|\btracing\b", 1.8),
        (r"\blog(?:s|ging)?\b|\bsentry\b|\bdetect\w*|\bhealth\s*checks?\b|\bsynthetic\b|\bprobes?\b|\bnotif\w+|\bvisib\w+", 1.4),
        (r"\bwarn\w*|\bthresholds?\b|\bslo\b|\bsli\b|\bnotice\b|\bsurface\b|\bgraphs?\b", 0.9),
    ),
    Type.PROCESS: (
        (
            r"^(?:\W*(?:to\s+)?)(?:investigat\w+|evaluat\w+|consider\b|discuss\w*|research\b|explor\w+|decide\b|determine\b|think\b|review\b|assess\b|look\b|figure\b|find\s+out|check\b|understand\b|analy[sz]e\b|follow\s+up|talk\b|agree\b|plan\b|ask\b|speak\b|share\b|revisit\b|clarify\b|identify\b|verify\b|confirm\b)",
            2.6,
        ),
        (
            r"\bdocument\w*|\brunbooks?\b|\bplaybooks?\b|\btraining\b|\btrain\b|\bon-?call\b|\bescalat\w+|\bcommunicat\w+|\bstatus\s*page\b|\bchecklists?\b|\bpolic(?:y|ies)\b",
            2.0,
        ),
        (
            r"\bprocess(?:es)?\b|\bprocedures?\b|\bguid(?:e|es|ance|elines?)\b|\bpostmortems?\b|\bincident\s+(?:report|response|management)|\bteams?\b|\bpeople\b|\bengineers?\b|\bdevelopers?\b|\bstaff\b|\bhandover\b|\bonboarding\b|\bmeeting\b|\bretro\w*",
            1.0,
        ),
        (
            r"\bwrite\s+(?:a\s+|an\s+|up\b)|\bvendor\b|\bsupport\s+ticket\b|\bticket\b|\bcustomers?\b|\bpermissions?\s+to\b|\brfc\b|\bapproval\b|\bawareness\b|\bcareful\b|\bmake\s+sure\s+(?:everyone|we|people)",
            0.9,
        ),
    ),
    Type.MITIGATION: (
        (
            r"\bbackups?\b|\brestor\w+|\bfail-?over\b|\bredundan\w+|\breplicas?\b|\bcircuit\s*breakers?\b|\bfeature\s+flags?\b|\bkill\s+switch\b|\broll-?back\b|\bdisaster\b|\bhigh\s+availability\b|\bfallback\b",
            2.2,
        ),
        (
            r"\bscal(?:e|ing|able)\b|\bautoscal\w+|\bcapacity\b|\bheadroom\b|\bresilien\w+|\bgraceful\w*|\bdegrad\w+|\brecover\w*|\bspare\b|\bmulti-?(?:az|region)\b|\bload\s+balanc\w+|\bcach(?:e|ing)\b|\bretr(?:y|ies)\b",
            1.4,
        ),
        (r"\bfaster\b|\bquick(?:er|ly)\b|\bspeed\b|\breduce\s+(?:the\s+)?(?:impact|time|downtime)|\blonger\b|\bsnapshots?\b", 0.9),
    ),
    Type.PREVENTION: (
        (
            r"\bfix(?:es|ed|ing)?\b|\bbugs?\b|\btests?\b|\btesting\b|\bvalidat\w+|\bupgrad\w+|\bpin\b|\btimeouts?\b|\blimits?\b|\brate\s*limit\w*|\bquotas?\b|\bguard\w*|\bci\b|\blint\w*",
            1.3,
        ),
        (
            r"\bremove\b|\breplace\b|\bmigrat\w+|\bupdate\b|\bchange\b|\bconfigur\w+|\bautomat\w+|\bterraform\b|\bprevent\w*|\bblock\b|\bdisable\b|\brefactor\w*|\bdeploy\w*|\bstaging\b|\bsecur\w+|\benforce\b|\brotate\b|\bpatch\b|\bavoid\b",
            0.8,
        ),
    ),
}
BASE = {Type.PREVENTION: 0.5, Type.PROCESS: 0.3, Type.DETECTION: 0.0, Type.MITIGATION: -0.2}


@cache
def _patterns() -> tuple[tuple[Type, re.Pattern[str], float], ...]:
    return tuple((kind, re.compile(words, re.IGNORECASE), weight) for kind, pairs in WEIGHTS.items() for words, weight in pairs)


def stated_type(text: str) -> Type | None:
    """The type that a column, a tag or a subheading names."""
    return next((kind for kind, pattern in STATED if pattern.search(text)), None) if text else None


def find_type(text: str, *, cell: str = "", heading: str = "") -> Type:
    """The type of a piece of work."""
    stated = stated_type(cell) or (stated_type(heading) if len(heading.split()) <= 3 else None)
    if stated:
        return stated
    scores = dict(BASE)
    for kind, pattern, weight in _patterns():
        if pattern.search(text):
            scores[kind] += weight
    return max(scores, key=lambda kind: scores[kind])
