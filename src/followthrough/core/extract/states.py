"""What the document says of the work's state: open, done or dropped. Where it says nothing, it is open."""

from __future__ import annotations

import re

from followthrough.core.item import Stated

DONE_CELL = re.compile(
    r"\b(?:done|complete[d]?|finished|closed|fixed|resolved|shipped|merged|implemented|deployed|delivered|yes)\b|✅|✔|☑|:white_check_mark:|:heavy_check_mark:|:ballot_box_with_check:",
    re.I,
)
NOT_YET = re.compile(r"\b(?:not|in\s+progress|to\s*-?do|open|pending|partially|ongoing|started|wip)\b", re.IGNORECASE)
DROPPED = re.compile(
    r"\b(?:won'?t\s+(?:do|fix)|cancell?ed|dropped|abandoned|rejected|not\s+planned|declined|wontfix|obsolete|no\s+longer\s+needed)\b",
    re.IGNORECASE,
)
DONE_MARK = re.compile(
    r"^\W*(?:\[?(?:done|complete[d]?|fixed|finished|resolved|shipped)\]?)\s*[:\-–—\]]|[(\[]\s*(?:already\s+)?(?:done|complete[d]?|fixed|finished|resolved|shipped|merged|implemented|deployed)(?:\s[^)\]]{0,40})?[)\]]"
    r"|[-–—:]\s*(?:already\s+)?(?:done|complete[d]?|fixed|shipped)!?\s*\.?$|✅|✔|☑|:white_check_mark:|:heavy_check_mark:",
    re.IGNORECASE,
)
DONE_SENTENCE = re.compile(
    r"\b(?:we|i|they|team)\s*(?:'ve|\s+have|\s+has)\s+(?:now\s+|already\s+|also\s+|since\s+|just\s+)?(?:added|changed|fixed|updated|created|introduced|implemented|removed|improved|"
    r"increased|reduced|moved|enabled|disabled|modified|set\s+up|put|built|written|migrated|upgraded|restored|deployed|begun|started|taken|installed|rotated)\b|"
    r"\b(?:has|have)\s+(?:now\s+|already\s+|since\s+)?been\s+\w+(?:ed|en|t)\b|\bis\s+now\s+(?:\w+ly\s+)?(?:in\s+place|enabled|live|fixed|monitored|deployed)\b|\bwe\s+have\s+now\s+restored\b",
    re.IGNORECASE,
)
DONE_OPENING = re.compile(
    r"^(?:added|changed|fixed|updated|created|introduced|implemented|removed|improved|increased|reduced|enabled|disabled|upgraded|migrated|deployed|documented|replaced|configured|moved)\b",
    re.IGNORECASE,
)


def find_state(text: str, *, checked: bool | None, struck: bool, cell: str = "", heading: str = "") -> Stated:
    """The state by box, status cell, strike-through, mark or tense, in this order of weight."""
    if DROPPED.search(cell) or re.search(r"[(\[]\s*(?:won'?t\s+(?:do|fix)|cancell?ed|dropped|not\s+planned|declined)", text, re.IGNORECASE):
        return Stated.DROPPED
    if checked:
        return Stated.DONE
    if cell:
        return Stated.DONE if DONE_CELL.search(cell) and not NOT_YET.search(cell) else Stated.OPEN
    if struck:
        return Stated.DONE
    if DONE_MARK.search(text) or DONE_SENTENCE.search(text) or DONE_OPENING.search(text):
        return Stated.DONE
    if checked is None and re.search(r"^\W*(?:done|completed|already\s+done|fixed)\b", heading, re.IGNORECASE):
        return Stated.DONE
    return Stated.OPEN
