"""A postmortem comes in, comes again, and comes edited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followthrough.errors import InputError, NotPermitted
from followthrough.web.models import Candidate, Document, Event, Incident, Item
from followthrough.web.models.candidate import Status
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations import candidates
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.candidates import promise_of
from followthrough.web.operations.documents import Imported, import_document
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, make_incident

POSTMORTEM = """# Queue of the label printer ran full

- **Incident:** INC-77
- **Date:** 2026-05-02
- **Severity:** SEV2

## What happened

The printer of the second hall took no labels for two hours, and nobody saw it.

## Action items

- [ ] Alert when the label queue holds more than 500 jobs (Owner: Priya, due 2026-06-01, OPS-12)
- [ ] Restart the spooler by itself when it hangs
- [x] Write down how the spooler is restarted by hand

## Lessons

We were lucky that it was a Saturday.
"""


def take_in(cast: Cast, text: str = POSTMORTEM, *, name: str = "label-queue.md", by: Actor | None = None, **given: Any) -> Imported:
    return import_document(content=text.encode(), name=name, by=by or Actor.importing(cast.alice), **given)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Candidate, Document, Event, Incident, Item)}


def test_a_document_brings_its_incident_and_candidates_that_wait(cast: Cast) -> None:
    imported = take_in(cast, team=cast.team)
    incident = imported.document.incident
    assert (incident.reference, incident.severity, str(incident.began_on), incident.team) == ("INC-77", 2, "2026-05-02", cast.team)
    waiting = list(imported.document.candidates.filter(where="listed"))
    assert (imported.unchanged, imported.kept, imported.found) == (False, 0, imported.document.candidates.count())
    assert [row.status for row in waiting] == [Status.WAITING] * 3
    assert [row.stated for row in waiting] == ["open", "open", "done"]
    assert (waiting[0].owners, str(waiting[0].due), waiting[0].tracking) == (["Priya"], "2026-06-01", ["OPS-12"])
    assert Item.objects.count() == 0


def test_the_bytes_are_kept_and_each_quote_stands_at_its_place(cast: Cast) -> None:
    content = ("\ufeff" + POSTMORTEM.replace("\n", "\r\n")).encode()
    document = import_document(content=content, name="a.md", by=Actor.importing(cast.alice)).document
    document.refresh_from_db()
    assert bytes(document.content) == content
    for row in document.candidates.all():
        assert document.text[row.start : row.end] == row.quote


def test_who_brought_it_and_when_is_in_the_events(cast: Cast) -> None:
    document = take_in(cast, at=at(-3)).document
    events = Event.objects.filter(candidate__document=document)
    assert {(event.kind, event.through, event.actor, event.at) for event in events} == {(Kind.FOUND, Through.IMPORT, cast.alice, at(-3))}
    assert document.incident.events.get().kind == Kind.RECORDED


@pytest.mark.parametrize("name", ["label-queue.md", "other/name.md"])
def test_the_same_bytes_change_nothing_whatever_they_are_called(cast: Cast, name: str) -> None:
    first = take_in(cast)
    before = counts()
    again = take_in(cast, name=name)
    assert (again.unchanged, again.document, again.found, again.kept) == (True, first.document, 0, 0)
    assert counts() == before


def test_an_edited_document_keeps_what_was_decided_and_drops_what_it_no_longer_says(cast: Cast) -> None:
    first = take_in(cast, team=cast.team)
    alert, spooler, manual = first.document.candidates.filter(where="listed")
    item = candidates.accept_candidate(alert.pk, by=cast.by("bob"), version=1, promise=promise_of(alert), without="Priya is new here")
    candidates.dismiss_candidate(manual.pk, by=cast.by("bob"), version=1, reason="Done long ago")
    edited = POSTMORTEM.replace("- [ ] Restart the spooler by itself when it hangs\n", "- [ ] Buy a second printer for the hall\n")
    edited = edited.replace("## What happened\n", "## What happened\n\nAn introduction that moves every line.\n")
    second = take_in(cast, edited)
    assert (second.document.incident, second.document.replaces, second.found, second.kept) == (
        first.document.incident,
        first.document,
        1,
        first.found - 1,
    )
    for row in (alert, spooler, manual):
        row.refresh_from_db()
    assert (alert.status, alert.item, alert.document) == (Status.ACCEPTED, item, second.document)
    assert (manual.status, manual.reason) == (Status.DISMISSED, "Done long ago")
    assert (spooler.status, spooler.document) == (Status.GONE, first.document)
    assert second.document.text[alert.start : alert.end] == alert.quote
    assert second.document.candidates.waiting().filter(where="listed").get().text.startswith("Buy a second printer")
    assert candidates.accept_listed(second.document.pk, by=cast.by("bob")).items[0].text.startswith("Buy")
    assert Item.objects.count() == 2
    assert list(verify_rows()) == []


def test_a_candidate_that_got_an_owner_in_the_new_version_is_the_same_and_has_the_owner(cast: Cast) -> None:
    first = take_in(cast)
    spooler = first.document.candidates.get(text__startswith="Restart the spooler")
    second = take_in(cast, POSTMORTEM.replace("when it hangs", "when it hangs (Owner: Bob)"))
    spooler.refresh_from_db()
    assert (second.found, spooler.document, spooler.owners) == (0, second.document, ["Bob"])


def test_what_a_person_edited_is_not_overwritten_by_the_new_version(cast: Cast) -> None:
    first = take_in(cast)
    spooler = first.document.candidates.get(text__startswith="Restart the spooler")
    candidates.edit_candidate(spooler.pk, by=cast.by("bob"), version=1, text="Watchdog for the spooler", owners=["Ann"])
    take_in(cast, POSTMORTEM.replace("when it hangs", "when it hangs (Owner: Bob)"))
    spooler.refresh_from_db()
    assert (spooler.text, spooler.owners, "Owner: Bob" in spooler.quote) == ("Watchdog for the spooler", ["Ann"], True)


def test_words_that_come_back_in_a_third_version_are_the_candidate_they_were(cast: Cast) -> None:
    first = take_in(cast)
    spooler = first.document.candidates.get(text__startswith="Restart the spooler")
    without = POSTMORTEM.replace("- [ ] Restart the spooler by itself when it hangs\n", "")
    take_in(cast, without)
    third = take_in(cast, POSTMORTEM + "\nA last remark.\n")
    spooler.refresh_from_db()
    assert (spooler.status, spooler.document, third.found) == (Status.WAITING, third.document, 0)


def test_the_parts_of_a_split_candidate_move_with_it_and_go_with_it(cast: Cast) -> None:
    first = take_in(cast)
    spooler = first.document.candidates.get(text__startswith="Restart the spooler")
    parts = candidates.split_candidate(spooler.pk, by=cast.by("bob"), version=1, texts=["Notice that it hangs", "Restart it"])
    second = take_in(cast, "A first line.\n\n" + POSTMORTEM)
    assert set(Candidate.objects.filter(part_of=spooler).values_list("document", "status")) == {(second.document.pk, "waiting")}
    take_in(cast, POSTMORTEM.replace("- [ ] Restart the spooler by itself when it hangs\n", "") + "End.\n")
    assert {Candidate.objects.get(pk=part.pk).status for part in parts} == {Status.GONE}
    assert list(verify_rows()) == []


def test_another_document_of_the_same_incident_stands_beside_the_first(cast: Cast) -> None:
    first = take_in(cast)
    other = "# Review of INC-77\n\nIncident: INC-77\n\n## Action items\n\n- Order more toner for the second hall\n"
    second = take_in(cast, other, name="review.md")
    assert second.document.incident == first.document.incident
    assert second.document.replaces is None
    assert first.document.candidates.waiting().count() == first.found


NAMELESS = "# The gate stayed closed\n\nOn Monday.\n\n## Action items\n\n- Grease the hinge of the gate every month\n- Call the smith\n"


def test_a_document_without_a_reference_gets_one_from_its_name_and_is_known_again_by_it(cast: Cast) -> None:
    first = take_in(cast, NAMELESS, name="2026/05 gate closed.md")
    assert first.document.incident.reference == "05-gate-closed"
    again = take_in(cast, NAMELESS + "\nMore words.\n", name="2026/05 gate closed.md")
    assert (again.document.incident, again.document.replaces) == (first.document.incident, first.document)


def test_two_incidents_whose_files_have_one_name_stay_two(cast: Cast) -> None:
    one = take_in(cast, NAMELESS, name="gate/postmortem.md").document.incident
    other = take_in(cast, "# The lift stopped\n\n## Action items\n\n- Oil the lift\n", name="lift/postmortem.md").document.incident
    third = take_in(cast, "# The lamp broke\n\n## Action items\n\n- Buy a lamp\n", name="other/lift/postmortem.md").document.incident
    assert (one.reference, other.reference, third.reference) == ("gate-postmortem", "lift-postmortem", "lift-postmortem-2")
    fourth = take_in(cast, "# The door jammed\n\nQuite other words.\n\n## Action items\n\n- Plane the door\n", name="lift/postmortem.md")
    assert fourth.document.replaces is None
    assert fourth.document.incident.reference == "lift-postmortem-3"


def test_a_document_can_be_given_to_an_incident(cast: Cast) -> None:
    incident = make_incident(cast)
    assert take_in(cast, NAMELESS, incident=incident).document.incident == incident


@pytest.mark.parametrize("content", [b"", b"   \n", b"\x00\x01\x02", b"%PDF-1.7\n\x00\xff", b"\xc3\x28\xa0\xa1\x00" * 50])
def test_what_can_not_be_read_leaves_nothing_behind(cast: Cast, content: bytes) -> None:
    before = counts()
    with pytest.raises(InputError):
        import_document(content=content, name="broken.md", by=cast.by("alice"))
    assert counts() == before


def test_a_reader_and_a_rule_import_nothing(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        take_in(cast, by=cast.by("erin"))
    with pytest.raises(NotPermitted):
        take_in(cast, by=cast.by("charlie"), team=cast.team)


def test_a_stranger_brings_no_new_version_of_another_teams_document(cast: Cast) -> None:
    take_in(cast, team=cast.team)
    before = counts()
    with pytest.raises(NotPermitted):
        take_in(cast, POSTMORTEM + "More.\n", by=cast.by("charlie"))
    assert counts() == before


def test_a_private_incident_is_not_reached_by_naming_it(cast: Cast) -> None:
    make_incident(cast, reference="INC-77", private=True, let_in=[cast.person("alice")])
    with pytest.raises(NotPermitted, match="not part of"):
        take_in(cast, by=cast.by("bob"))
    document = take_in(cast, by=cast.by("alice")).document
    with pytest.raises(NotPermitted, match="ask an administrator"):
        take_in(cast, by=cast.by("bob"))
    assert document.incident.private


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_taken_in_or_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    try:
        document = import_document(content=content, name="any.md", by=cast.by("alice")).document
    except InputError as refused:
        told = str(refused)
    else:
        told = ""
        document.refresh_from_db()
    if told:
        assert told.startswith("any.md")
        return
    assert bytes(document.content) == content
    for row in document.candidates.all():
        assert document.text[row.start : row.end] == row.quote


def test_a_name_of_any_length_is_kept_as_far_as_it_goes(cast: Cast) -> None:
    document = take_in(cast, NAMELESS, name="x" * 4000 + ".md").document
    document.refresh_from_db()
    assert (len(document.name), len(document.incident.reference)) == (500, 70)


def test_a_promise_of_an_imported_candidate_can_be_accepted_as_it_stands(cast: Cast) -> None:
    candidate = take_in(cast, team=cast.team).document.candidates.get(text__startswith="Alert")
    promise = replace(promise_of(candidate), owner=cast.person("bob"))
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise)
    assert (str(item.due), item.due_source, item.accepted_without) == ("2026-06-01", "stated", "")


def test_an_incidents_title_does_not_repeat_its_reference(cast: Cast) -> None:
    imported = take_in(cast, "# INC-481: Checkout down\n\n## Action items\n\n- Alert on refused orders\n", name="a.md")
    assert (imported.document.incident.reference, imported.document.incident.title) == ("INC-481", "Checkout down")
    bare = take_in(cast, "# INC-482\n\n## Action items\n\n- Alert on refused refunds\n", name="refunds-late.md")
    assert (bare.document.incident.reference, bare.document.incident.title) == ("INC-482", "refunds late")
