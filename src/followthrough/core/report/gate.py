"""What the gate found, as text, JSON or workflow commands. A log is read by many: of a private incident nothing is named.

The JSON is also what the API answers, and `read_verdict` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from followthrough.core.gate import PRIVATE, Promise, Question, Verdict, words_of
from followthrough.core.report.github import command, log_line
from followthrough.errors import InputError

SHOWN = 50  # lines of a text; a log is no place for more
ANNOTATIONS = 10  # of each kind, as GitHub shows no more of them
WAY_OUT = (
    "Each opens the gate once it is done, or once a person has decided in the open: a new date with its reason, "
    "the risk accepted, declined."
)


def text_of(verdict: Verdict) -> str:
    """For people who read a log."""
    return "\n".join(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    about = asked_for(verdict.question)
    if verdict.is_open:
        yield f"The gate is open: nothing overdue {about}."
    else:
        yield f"The gate is closed: {count(verdict.blocking)} overdue {about}."
        yield from _rows(verdict.blocking, verdict.on)
        yield WAY_OUT
    if verdict.in_grace:
        yield f"In their {_days(verdict.question.grace)} of grace: {count(verdict.in_grace)}."
        yield from _rows(verdict.in_grace, verdict.on)
    if verdict.unranked_left_out:
        number = verdict.unranked_left_out
        yield (
            f"Not asked for: {number} overdue item{'s' if number > 1 else ''} of incidents whose severity nobody has stated. "
            "Add --severity unranked to ask for them."
        )


def asked_for(question: Question) -> str:
    """What was asked for, in words."""
    of = [f"for {question.service}"] if question.service else []
    of += [f"of team {question.team}"] if question.team else []
    if question.is_ranked:
        ranks = [*map(str, question.severities), *(["unranked"] if question.unranked else [])]
        of.append(f"from incidents of severity {', '.join(ranks)}")
    if question.grace:
        of.append(f"for more than {_days(question.grace)}")
    return " ".join(of) or "anywhere"


def _rows(promises: tuple[Promise, ...], on: date) -> Iterator[str]:
    for one in promises[:SHOWN]:
        owner = one.owner or "nobody owns it"
        parts = [f"{_days(one.days_late(on))} late", rank(one.severity)]
        parts += [] if one.private else [one.incident, owner, *(["needs a decision"] if one.needs_decision else [])]
        yield "  " + log_line(f"{'' if one.private else f'#{one.item} '}{words_of(one)} ({', '.join(parts)})")
        if one.url and not one.private:
            yield f"      {log_line(one.url)}"
    if len(promises) > SHOWN:
        yield f"  and {len(promises) - SHOWN} more"


def github_of(verdict: Verdict) -> str:
    """Errors for what holds the release up, warnings for what is in its grace, as many as GitHub shows; then the text, for the log."""
    commands = [_annotation("error", one, verdict.on) for one in verdict.blocking[:ANNOTATIONS]]
    commands += [_annotation("warning", one, verdict.on) for one in verdict.in_grace[:ANNOTATIONS]]
    return "\n".join([*commands, text_of(verdict)])


def _annotation(kind: str, one: Promise, on: date) -> str:
    title = "Overdue action item" if one.private else f"Overdue action item #{one.item}, {one.incident}"
    where = f". {one.url}" if one.url and not one.private else ""
    return command(kind, {"title": title}, f"{words_of(one)} ({_days(one.days_late(on))} late, {rank(one.severity)}){where}")


def json_of(verdict: Verdict) -> dict[str, object]:
    """For programs. New keys may be added."""
    question = verdict.question
    severities: list[object] = [*question.severities, *(["unranked"] if question.unranked else [])]
    return {
        "gate": "open" if verdict.is_open else "closed",
        "on": verdict.on.isoformat(),
        "question": {"service": question.service, "team": question.team, "severities": severities, "grace": question.grace},
        "blocking": [_promise(one, verdict.on) for one in verdict.blocking],
        "in_grace": [_promise(one, verdict.on) for one in verdict.in_grace],
        "unranked_left_out": verdict.unranked_left_out,
    }


def _promise(one: Promise, on: date) -> dict[str, object]:
    told: dict[str, object] = {"severity": one.severity, "due": one.due.isoformat(), "days_late": one.days_late(on), "private": one.private}
    if one.private:
        return {"item": None, "text": PRIVATE, "incident": "", "owner": "", "team": "", "url": "", "needs_decision": False, **told}
    named = {"item": one.item, "text": one.text, "incident": one.incident, "owner": one.owner, "team": one.team, "url": one.url}
    return {**named, "needs_decision": one.needs_decision, **told}


def read_verdict(data: Any) -> Verdict:  # Any: a border, JSON of another machine
    """What `json_of` wrote; InputError where it is something else."""
    try:
        asked, said = data["question"], data["gate"]
        severities = list(asked["severities"])
        verdict = Verdict(
            question=Question(
                service=str(asked["service"]),
                team=str(asked["team"]),
                severities=tuple(int(one) for one in severities if one != "unranked"),
                unranked="unranked" in severities,
                grace=int(asked["grace"]),
            ),
            on=date.fromisoformat(data["on"]),
            blocking=tuple(map(_read, data["blocking"])),
            in_grace=tuple(map(_read, data["in_grace"])),
            unranked_left_out=int(data["unranked_left_out"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("This is not what Followthrough's gate answers: look at the address.") from error
    if said != ("open" if verdict.is_open else "closed"):
        raise InputError("The server's answer contradicts itself: it is of another version than this program.")
    return verdict


def _read(told: Mapping[str, Any]) -> Promise:
    return Promise(
        item=int(told["item"] or 0),
        text=str(told["text"]),
        incident=str(told["incident"]),
        severity=None if told["severity"] is None else int(told["severity"]),
        due=date.fromisoformat(told["due"]),
        owner=str(told["owner"]),
        team=str(told["team"]),
        url=str(told["url"]),
        needs_decision=bool(told["needs_decision"]),
        private=bool(told["private"]),
    )


def rank(severity: int | None) -> str:
    return "severity unknown" if severity is None else f"severity {severity}"


def count(promises: tuple[Promise, ...]) -> str:
    return f"{len(promises)} item{'' if len(promises) == 1 else 's'}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
