"""What announces that the words around tell what comes of an incident: "in response", "from now on". Finds no work itself."""

from __future__ import annotations

import re

from followthrough.core.pattern import Pattern

_INCIDENT = (
    r"(?:(?:this|the|that|last \w+'s) (?:\w+ ){0,2}(?:incident|outage|event|disruption|failure|issue|accident|problem)|this|it|that)"
)
_ANNOUNCES = Pattern(
    r"\b(?:making|made|taking|taken|implementing|planning) (?:\w+ ){0,3}(?:changes|steps|actions|measures|improvements)\b"
    rf"|\b(?:as a (?:direct )?(?:result|consequence) of|in response to|because of|following|since|in the wake of) {_INCIDENT}"
    r"(?=[ ,.])(?:,|.{0,20}\bwe\b)"
    r"|\b(?:we|i)(?: have|'ve|’ve| are|'re|’re) (?:also |now )?(?:since|already|therefore|now)\b"
    r"|\bgoing forward\b|\bin (?:the )?future\b",
    re.IGNORECASE,
    needs=(
        " changes",
        " steps",
        " actions",
        " measures",
        " improvements",
        " result of",
        " consequence",
        "in response",
        "because of",
        "following ",
        "since",
        " wake of",
        " already",
        " therefore",
        " now",
        " forward",
        " future",
    ),
)
_OPENS = Pattern(
    r"in response,|as a (?:first|next) step|(?:the )?next steps?\b|so that (?:this|it|we)\b|(?:for )?next time\b"
    r"|(?:in order )?to (?:help |better )?(?:prevent|avoid|shorten|reduce|improve|detect|make sure|ensure|guard|protect"
    r"|catch|stop|mitigate)\b",
    re.IGNORECASE,
    longest=80,
)
# A day from which something holds
_STARTS = Pattern(
    r"\b(?:effective immediately|with immediate effect|from now on|as of (?:today|now|this (?:morning|week|month|release))"
    r"|starting (?:today|now|next|this|with|from|in)"
    r"|(?:over|in|within|during) the (?:next|coming|following) (?:\w+ ){0,2}(?:days?|weeks?|months?|quarters?)"
    r"|by the end of|until further notice)\b"
    r"|^from (?:january|february|march|april|may|june|july|august|september|october|november|december|monday|today"
    r"|tomorrow|next \w+|version|release"
    r"|patch|season)\b",
    re.IGNORECASE,
    needs=("immediate", "from ", "as of ", "starting ", " the next", " the coming", " the following", "end of", "further notice"),
)


def announces_change(text: str) -> bool:
    """Whether a sentence says that what stands beside it comes of the incident."""
    return bool(_OPENS.match(text) or _ANNOUNCES.search(text))


def holds_from(text: str) -> bool:
    """Whether a sentence names the moment from which something is different."""
    return bool(_STARTS.search(text))
