"""What the heading over some words says of them: follow-up work, a timeline, a response, a lesson. Reads headings, not what is below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from followthrough.core.pattern import Pattern


class Section(Enum):
    FOLLOW_UP = "follow-up"
    LESSONS = "lessons"
    PROBLEMS = "problems"  # what went wrong
    PRAISE = "praise"  # what went well, where we got lucky
    TIMELINE = "timeline"
    RESPONSE = "response"  # what was done to restore service
    ASIDE = "aside"  # people, figures, references, advice: no place for promises
    STORY = "story"  # summary, impact, causes
    UNKNOWN = "unknown"


# The first that is found in a heading decides. Patterns are for lower-case words without marks.
_KINDS: tuple[tuple[Section, str], ...] = (
    (
        Section.PRAISE,
        r"\bwe(?:nt|re) (?:\w+ )?(?:well|right|smooth\w*|good)\b|\b(?:worked|goes|done) well\b|\b(?:got|were|where.* )?luck\w*"
        r"|\bpositives?\b|\bsuccess(?:es)?\b|\bgood things?\b",
    ),
    (
        Section.RESPONSE,
        r"\b(?:actions?|measures) (?:we |that were |were |already )?(?:taken|performed|realised|executed)\b"
        r"|\bsteps? (?:we |that were |were )?taken\b"
        r"|\bwhat (?:we did|was done)\b|\b(?:immediate|incident) (?:response|actions?)\b|\bresponse actions?\b"
        r"|\b(?:did|took|tried|made)\b.*\b(?:following|these)\b",
    ),
    (
        Section.FOLLOW_UP,
        r"\baction (?:items?|points?|plans?|log|tracker|list)\b|^actions?\b|\b(?:follow[ -]?up|corrective"
        r"|prevent(?:at)?ive|remedial|remediation"
        r"|recommended|required|planned|agreed|proposed|suggested|future|next|outstanding|pending) (?:\w+ (?:and|&|/) )?"
        r"(?:actions?|items?|measures?|steps?|work|tasks?|changes?|fix(?:es)?|improvements?|activit\w+|plans?|solutions?|issues?)\b"
        r"|\bfollow[ -]?ups?\b|\bnext steps?\b|\bremediations?\b|\bcorrective\b|\bprevent(?:at)?ive\b|\bto[ -]?do(?:s|'s| list)?\b"
        r"|\brepair items?\b|\bactionables?\b|\bcountermeasures?\b|\bcommitments?\b|\brecommendations\b|^(?:our |the )?recommendation$"
        r"|\bfuture (?:prevention|mitigations?)\b"
        r"|\b(?:our|the) (?:plans?|next)\b|\b(?:short|medium|mid|long|longer)[ -]term (?:\w+ )?(?:fix(?:es)?|actions?|plans?|improvements?"
        r"|solutions?|tasks?|items?|work|changes|measures|goals?)\b|^(?:(?:technical|process|documentation|testing|suggested|possible|"
        r"follow-up|further|potential|key|system|operational|tooling|monitoring) )*improvements?\b"
        r"|\bimprovements? (?:to (?:be )?|we\b|plan)"
        r"|^prevention\b|\bprevention (?:plans?|measures|steps)\b"
        r"|\b(?:how|what)\b.*\b(?:prevent|avoid|stop)\w*\b.*\b(?:again|future|this|recurr\w+|happen\w*|similar|it)\b"
        r"|\bpreventing\b|\b(?:what|how)(?: \w+)? (?:we|will|are|to|can|do|could|should)\b.{0,20}\b(?:chang\w+|improv\w+"
        r"|doing|do (?:next|better|differently))\b"
        r"|\bwhat(?:'s| is| comes| happens) next\b|^(?:going|moving|looking) (?:forward|ahead)\b|\bchanges (?:we|to be"
        r"|going forward|planned)\b"
        r"|\bwork items?\b|\bareas? (?:for|of|to) improve\w*\b|\bthings to (?:do|fix|improve|change)\b|\bplanned\b|\bmitigation plan\b"
        r"|\bopportunit(?:y|ies)\b.*\bimprov\w+\b|^(?:jira )?tickets?\b|^tasks?\b"
        r"|^(?:\w+ ){0,3}improvements?$|^homework\b|\bfollow-on\b|\b(?:way|path) forward\b|^(?:our )?(?:road ?map|deliverables|plans?)$"
        r"|\bplan of action\b|\b(?:remaining|outstanding|open|upcoming|further|additional|ongoing) (?:work|items?|tasks?|actions?)\b"
        r"|\bstill to (?:do|come)\b|\bwhat(?:'s| is) (?:left|changing|being done)\b|\bhow we(?:'re| are| will|'ll)\b"
        r"|\bwhat we(?:'re| are) (?:changing|fixing|improving|doing|planning)\b|\bwhat (?:will|is going to) change\b"
        r"|\b(?:avoid|prevent|stop)\w* (?:\w+ ){0,4}(?:again|recurrence|reoccurrence|repeats?|in (?:the )?future)\b"
        r"|\b(?:never|not|n't) (?:happen|occur|repeat)\w*(?: again)?\b|^(?:immediate|short|medium|mid|near|long)(?:er)?[ -]term$"
        r"|^hardening\b|\bpromises\b|\bpreventative\b|\bsafeguards\b|\b(?:tickets|issues) (?:filed|opened|created|raised)\b"
        r"|\bimprovement (?:plan|items|actions)\b"
        r"|\bmeasures\b(?! taken)|\bdecisions\b|^(?:what )?(?:now|next|happens now|happens next)$|\bcapas?\b"
        r"|\bwhat (?:we|i)(?:'ll|'d| will| would| am| are going to| plan to| intend to| want to)\b(?! not| have\b| like you)"
        r"|\bwhat (?:we|i)(?:'ve| have) (?:already |now |since )*(?:chang\w+|fixed|improved|done (?:about|since|so far|already))\b"
        r"|\bwhat(?:'s| has) (?:already |now )?(?:been )?chang(?:ed|es)\b|^(?:and )?what changes\b"
        r"|\bwhat needs (?:doing|to (?:be done|change|happen))\b"
        r"|^(?:fix|repair|punch|wish) ?list\b|^for next time\b"
        r"|^(?:(?:our|my|some) )?(?:proposals?|suggestions?)(?: for .*)?$"
        r"|^(?:changes|next time|doing better|resolutions)$|\bwhere (?:do )?we go from here\b|\b(?:decided|promised|agreed)$"
        r"|^(?:we (?:will|are going to)|we'll)$|\bthings (?:we|that|to)\b.{0,20}\b(?:chang|fix|do)\w*|\bassigned\b",
    ),
    (
        Section.PROBLEMS,
        r"\bwe(?:nt|re) (?:wrong|bad(?:ly)?|poor(?:ly)?|less well)\b|\b(?:did not|didn't|could have|did ?n.t) (?:go|gone|work|be)\b",
    ),
    (
        Section.LESSONS,
        r"\blessons?\b|\blearn(?:ing|ings|ed|t)\b|\btake-?aways?\b|\breflections?\b|\bretrospective\b|\bconclusions?\b|\bbetter next time\b"
        r"|\bcould (?:we|have|be|go)\b|\bimprov\w+\b|\bclosing (?:thoughts|remarks)\b|\bfinal (?:thoughts|notes)\b|\bgoing forward\b",
    ),
    (
        Section.TIMELINE,
        r"\btime ?lines?\b|\bchronolog\w+\b|\bsequence of events\b|\bevent log\b|\bcourse of events\b|^\W*\d{1,2}[:.]\d\d\b",
    ),
    (
        Section.ASIDE,
        r"\battendees\b|\bparticipants\b|\bresponders?\b|\bpeople\b|\bauthors?\b|\bstats\b|\bstatistics\b|\breferences?\b|\bglossary\b"
        r"|\bappendi(?:x|ces)\b|\b(?:related|useful|further) (?:links?|reading|resources|documents?|incidents?|tickets?"
        r"|issues?)\b|^links?\b"
        r"|\bhow to\b|\btemplates?\b|\binstructions?\b|\bguid(?:e|elines?)\b|\bchangelog\b|\btrouble ?shooting\b|\bmetadata\b|\bexamples?\b"
        r"|\bopen questions\b|\bquestions\b|\backnowledge?ments?\b|\bthanks\b|\bfeatures?\b|\b(?:getting|quick) start\w*\b"
        r"|\bconfiguration\b"
        r"|\bmigration\b|\badvice\b|\bwhat (?:you|users|customers)\b|\bfaq\b|\bmeeting\b|^support\b"
        r"|\bsupporting (?:\w+ )?(?:material|documents?|information|links)\b|\bterminology\b",
    ),
    (
        Section.RESPONSE,
        r"\bresol(?:ution|ve[ds]?|ving)\b|\brecover(?:y|ed|ing)\b|\bresponse\b|\bmitigat\w+\b|^(?:the )?fix(?:es|ed)?\b|\bsolutions?\b"
        r"|\bwork-?arounds?\b|\brestor\w+\b|\b(?:details|description) of (?:the )?fix\b|\bremediated\b|\bdebugging\b|\bescalation\b",
    ),
    (
        Section.STORY,
        r"\bsummary\b|\boverview\b|\bbackground\b|\bimpact\b|\bcauses?\b|\bcontribut\w+\b|\btriggers?\b|\bdetection\b"
        r"|\bdetails?\b|\banalysis\b"
        r"|\bwhat (?:happened|broke|failed)\b|\binvestigation\b|\bfive why|\b5[ -]?whys?\b|\bwhys?\b|\blead-?up\b|\bq&a\b|\bdescription\b"
        r"|\bdiscovery\b|\bcontext\b|\bintroduction\b|\bsymptoms?\b|\bfindings\b|\bfault\b|\bscope\b|\bconditions\b|\bnotes?\b",
    ),
)
_PATTERNS = tuple((section, Pattern(pattern)) for section, pattern in _KINDS)
_MARKS = Pattern(r":[a-z0-9_+-]+:|[^\w\s'&:/.,-]|^[\d.)\s]+(?=[A-Za-z])")
_LONGEST = 200
# "We will take these steps", right before a list.
_PROMISE = Pattern(
    r"\b(?:we|team|i)(?:'ll|(?: \w+){0,2} (?:will|should|need to|plan to|are going to|intend to|must|want to"
    r"|are (?:planning|working|doing|taking|making)))\b"
    r"|\b(?:steps|actions|measures|improvements|changes|tasks|items)\b.{0,40}\b(?:will|are|to)\b"
)
_LEAD_IN_WORDS = 5
# A document may be nothing but the list: "Action items of INC-481".
_TITLE_OF_WORK = Pattern(
    r"\b(?:action (?:items?|plan|points?)|follow[ -]?ups\b"
    r"|follow[ -]?up(?=\W*$| (?:items?|actions?|work|tasks?|list|of|for)\b)|corrective|remediations?|next steps|countermeasures)\b",
    re.IGNORECASE,
)
# Under a follow-up heading these speak of something else; any other heading there only groups.
_LEAVES = frozenset({Section.TIMELINE, Section.PRAISE, Section.ASIDE, Section.PROBLEMS})


@lru_cache(maxsize=4096)
def kind_of_heading(heading: str) -> Section:
    """What one heading announces."""
    words = " ".join(_MARKS.sub(" ", heading[:_LONGEST].lower().replace("’", "'")).split())
    for section, pattern in _PATTERNS:
        if pattern.search(words):
            return section
    if len(words.split()) >= _LEAD_IN_WORDS and _PROMISE.search(words):
        return Section.FOLLOW_UP
    return Section.UNKNOWN


@lru_cache(maxsize=4096)
def section_of(path: tuple[str, ...], title: str | None) -> Section:
    """What the headings above some words announce, outermost first. A title tells what a document is, not what a part of it is."""
    found = Section.UNKNOWN
    for heading in path:
        kind = kind_of_heading(heading)
        if kind is Section.UNKNOWN or (heading == title and not _TITLE_OF_WORK.search(heading)):
            continue
        if found is Section.FOLLOW_UP and kind not in _LEAVES:
            continue
        found = kind
    return found


def follow_up_path(path: Sequence[str]) -> tuple[str, ...]:
    """The headings from the one that announces follow-up work on: what they say holds for each entry below."""
    for at, heading in enumerate(path):
        if kind_of_heading(heading) is Section.FOLLOW_UP:
            return tuple(path[at:])
    return tuple(path)
