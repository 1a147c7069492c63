"""What looks like a promise or a wish and is none: of the past, to the reader, with an if. Finds no promise."""

from __future__ import annotations

import re

from followthrough.core.pattern import Pattern

# What looks like a wish and tells of the past, of a state or of the reader.
PAST_WISH = Pattern(
    r"\b(?:should|could|would|must|might)(?:n't| not| never)? (?:also |ideally )?have\s+(?:been\b|\w+(?:ed|en|n|t|ne"
    r"|de)\b)|\b(?:should|must) (?:now )?be (?:able|fine|ok(?:ay)?|aware|noted|possible|resolved|working|back|safe"
    r"|clear)\b",
    re.IGNORECASE,
    needs=("have", "be "),
)
TO_READERS = Pattern(
    r"\b(?:you|your|users?|customers?|readers?) (?:should|must|need|can|will|may|have to)\b|\bplease\b|\b(?:if you|your)\b",
    re.IGNORECASE,
    needs=("you", "user", "customer", "reader", "please"),
)
# "We will update this page", "a report will be published": promises of words about it all
OF_THIS_PAPER = Pattern(
    r"\b(?:publish|post|share|provide|update|send)(?:ed|ing|d)? (?:an?|this|the|our|further|more|another|regular)\b(?: \w+){0,3} "
    r"(?:updates?|page|reports?|versions?|summary|post-?mortem|document|review|rca|details|information|blog|post|findings)\b"
    r"|\b(?:keep you|keep everyone|keep our customers) (?:posted|informed|updated)\b|\bannounce (?:it|this|them)\b"
    # "We are making several changes as a result.": the changes are told by the sentences after it
    r"|\b(?:making|taking|made|taken|make|take) (?:\w+ ){0,3}(?:changes|steps|actions|measures|improvements)"
    r"(?: (?:as a (?:result|consequence)|in response|because of|following|since|to (?:prevent|avoid)|so that)\b.*)?[.!:]*$",
    re.IGNORECASE,
)
CONDITIONAL = Pattern(
    r"^(?:if|when|whenever|unless|in case)\b|\b(?:what|how|why|whether|if|where|which|who|that|things|something"
    r"|anything|everything) (?:we|it|they) (?:should|could|would|need)\b|\bwe (?:thought|believed|assumed|realized"
    r"|realised|decided|felt|knew|figured|expected)\b|\bwould\b.*\bif\b",
    re.IGNORECASE,
    needs=(
        "if ",
        "if,",
        "when",
        "unless",
        "in case",
        " we should",
        " we could",
        " we would",
        " we need",
        " it should",
        " it could",
        " it would",
        " it need",
        " they should",
        " they could",
        " they would",
        " they need",
        "we thought",
        "we believed",
        "we assumed",
        "we reali",
        "we decided",
        "we felt",
        "we knew",
        "we figured",
        "we expected",
    ),
)
BELOW = Pattern(
    r"\b(?:below|following) (?:are|is|we|steps|actions|items|measures|changes|list)\b|\b(?:as follows|listed below)\b",
    re.IGNORECASE,
    needs=("below", "follow"),
)
