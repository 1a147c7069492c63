"""What a document says of an item's state. Silence is open; what became of the work here is no affair of the document."""

from __future__ import annotations

import re

from followthrough.core.extract.verbs import is_past
from followthrough.core.item import Stated
from followthrough.core.pattern import Pattern

_LONGEST = 2000  # characters that are looked at
_DONE_WORDS = (
    r"done|completed?|closed|fixed|resolved|merged|shipped|deployed|implemented|finished|released|delivered|live|verified"
    r"|landed|executed|in place|rolled out"
)
_DROPPED_WORDS = (
    r"won'?t ?(?:fix|do)|will not (?:do|fix)|not (?:doing|planned|needed|required|pursued)|wontfix|cancell?ed|declined"
    r"|rejected|abandoned|dropped"
    r"|obsolete|superseded|discarded|no longer (?:needed|relevant)|descoped|invalid"
)
_DONE_CELL = Pattern(rf"^\W*(?:[✅✔☑✓]|:white_check_mark:|:heavy_check_mark:|(?:{_DONE_WORDS}|yes|y|x)\b)", re.IGNORECASE)
_DROPPED_CELL = Pattern(rf"^\W*(?:[❌🚫]|(?:{_DROPPED_WORDS})\b)", re.IGNORECASE)
_TICK = Pattern(
    r"^\s*(?:[✅✔☑✓]|:white_check_mark:|:heavy_check_mark:|:ballot_box_with_check:)|(?:[✅✔☑]|:white_check_mark:|:heavy_check_mark:)️?\s*\.?$",
    needs=("✅", "✔", "☑", "✓", ":white", ":heavy", ":ballot"),
)
_DONE_MARK = Pattern(
    rf"^\W*(?:{_DONE_WORDS})\s*[:\])–—-]|[(\[{{]\s*(?:already |now |status: ?)?(?:{_DONE_WORDS})\b[^()\[\]{{}}]{{0,60}}[)\]}}]"
    rf"|(?:[-–—:.,✅✔☑✓\ufe0f]|->|→)\s*(?:\*{{0,2}})(?:already |now )?(?:{_DONE_WORDS})"
    rf"(?:,? (?:on|in|by|at|via)\b.{{0,60}}|,? \d[\d./-]*(?: [a-z]{{3,9}})?"
    rf"|,? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.? \d{{1,2}}(?!\d)"
    rf"| (?:mon|tues|wednes|thurs|fri|satur|sun)day)?\W*$",
    re.IGNORECASE,
    needs=(
        "done",
        "complete",
        "closed",
        "fixed",
        "resolved",
        "merged",
        "shipped",
        "deployed",
        "implemented",
        "finished",
        "released",
        "delivered",
        "live",
        "verified",
        "landed",
        "executed",
        "in place",
        "rolled out",
    ),
)
_SHOUTED = Pattern(r"(?:^|\s)(?:DONE|FIXED|COMPLETED?|RESOLVED)\W*$")
_DROPPED_MARK = Pattern(
    rf"^\W*(?:{_DROPPED_WORDS})\s*[:\])–—-]"
    rf"|[(\[{{]\s*(?:{_DROPPED_WORDS})[^)\]}}]{{0,60}}[)\]}}]"
    rf"|(?:[-–—:.]|->"
    rf"|→)\s*(?:{_DROPPED_WORDS})\W*$|^\[[-~]\]\s|\b(?:won[’']?t (?:do|fix)|wontfix)\s*[:;,(–—-]",
    re.IGNORECASE,
    needs=(
        "won",
        "will not",
        "not do",
        "not pl",
        "not ne",
        "not re",
        "not pu",
        "cancel",
        "declin",
        "reject",
        "abandon",
        "dropp",
        "obsolet",
        "supersed",
        "discard",
        "no longer",
        "descop",
        "invalid",
        "[-]",
        "[~]",
    ),
)
_SAID_DONE = Pattern(
    r"\b(?:we|i|they|team)(?: have|'ve|’ve| has)(?: now| since| already| also)* (?:\w+ed|made|put|set up|written|built|taken|begun|given"
    r"|brought|sent|rewritten|rebuilt|cut|found and|gone through)\b"
    r"|(?<!could )(?<!should )(?<!would )(?<!might )(?<!must )\b(?:has|have) (?:now |since |already "
    r"|also )*been (?:\w+ed|made|put|set up|written|built)\b|\bis now (?:\w+ed|in place)\b|\bthis (?:was|is"
    r"|has been) (?:already )?(?:done|fixed|completed)\b",
    re.IGNORECASE,
    needs=("have ", "'ve ", "’ve ", "has ", "is now ", "this was ", "this is "),
)
# What holds by now: "deploys now require a second pair of eyes"
_HOLDS_NOW = Pattern(
    r"\bnow (?:also )?(?:includes?|requires?|runs?|uses?|checks?|alerts?|fails?|rejects?|validates?|blocks?|sends?|has|have|monitors?"
    r"|pages?|covers?|limits?|retr(?:y|ies)|supports?|logs?|enforces?|reports?|refuses?|needs?|keeps?|goes|go|gets?|takes?|warns?|asks?|shows?)\b"
    r"|\bthere(?:'s|’s| is| are) now\b|\bnow there(?:'s|’s| is| are)\b|\b(?:is|are) now \w+ed\b|\bas of (?:today|this (?:morning|week))\b",
    re.IGNORECASE,
    needs=("now ", "as of t"),
)
_WE_DID = Pattern(r"(?:we|i)(?:'ve|’ve| have)? (?:now |also |already )*(\w+)\b", re.IGNORECASE)
_PARTLY = Pattern(r"\b(?:we will|we'll|will be|should|need to|needs to|plan to|going to)\b", re.IGNORECASE)
_DROPPED_HEADING = Pattern(
    r"\b(?:will not|won['’]?t|are not going to|not going to|decided not to|chose not to) (?:be )?(?:do|doing|done|fix|change|pursue)\w*\b"
    r"|\bdecided against\b|^\W*(?:rejected|declined|dropped|discarded|out of scope|non-?goals|not planned|wontfix)\b",
    re.IGNORECASE,
)
_DONE_HEADING = Pattern(
    r"^\W*(?:already )?(?:done|completed?|finished|closed|what (?:(?:we|i)(?:['’]ve| have)) (?:already |now |since )*(?:done|changed"
    r"|fixed)|what(?:['’]s| has) (?:already )?been (?:done|changed|fixed))\b"
    r"|\b(?:completed|closed|finished) (?:action |follow-up )?(?:items|actions|tasks)\b|\balready (?:done"
    r"|completed|implemented|in place)\b",
    re.IGNORECASE,
)


def state_of(text: str, *, checked: bool | None = None, struck: bool = False) -> Stated:
    """What an entry's words, box and strike-through say."""
    if checked:
        return Stated.DONE
    if struck:
        return Stated.DROPPED if _DROPPED_MARK.search(text[-200:]) else Stated.DONE
    if _DROPPED_MARK.search(text[:100]) or _DROPPED_MARK.search(text[-200:]):
        return Stated.DROPPED
    if checked is False:
        return Stated.OPEN
    if (
        _TICK.search(text[:40])
        or _TICK.search(text[-40:])
        or _SHOUTED.search(text[-40:])
        or _DONE_MARK.search(text[:100])
        or _DONE_MARK.search(text[-200:])
    ):
        return Stated.DONE
    did = is_past(text) or ((found := _WE_DID.match(text)) and _did(found[1])) or _SAID_DONE.search(text[:_LONGEST]) or holds_now(text)
    return Stated.DONE if did and not _PARTLY.search(text[:_LONGEST]) else Stated.OPEN


def _did(verb: str) -> bool:
    """Whether what follows "we" is something finished, with a verb that we need not know ("we grepped")."""
    return is_past(verb) or (verb.lower().endswith("ed") and verb.lower() not in {"need", "needed", "used", "wanted", "failed", "missed"})


def state_in_cell(cell: str) -> Stated | None:
    """What a status column says; None where it says nothing."""
    if _DROPPED_CELL.match(cell):
        return Stated.DROPPED
    if _DONE_CELL.match(cell) or _SHOUTED.search(cell[-40:]):
        return Stated.DONE
    return Stated.OPEN if cell.strip() else None


def says_done(text: str) -> bool:
    """Whether a sentence tells of work finished since."""
    return bool(_SAID_DONE.search(text[:_LONGEST]))


def holds_now(text: str) -> bool:
    """Whether a sentence tells of something that is different by now."""
    return bool(_HOLDS_NOW.search(text[:_LONGEST]))


def state_of_headings(headings: tuple[str, ...]) -> Stated:
    """What the headings above say of all that stands below: done, dropped, or nothing."""
    for heading in reversed(headings):
        if _DROPPED_HEADING.search(heading[:200]):
            return Stated.DROPPED
        if _DONE_HEADING.search(heading[:200]):
            return Stated.DONE
    return Stated.OPEN
