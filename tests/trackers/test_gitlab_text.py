"""What a text does in GitLab: the fake runs quick actions as GitLab does, and nothing that we file runs, mentions or refers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from followthrough.trackers.base import Body, Edit, Meaning, Ticket
from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.gitlab_text import COMMANDS, effects, without_commands
from followthrough.trackers.markup import JOINER, harmless, unlinked
from tests.trackers.contract import World, draft
from tests.trackers.gitlab_worlds import gitlab, gitlab_world


@pytest.fixture
def world() -> Iterator[World]:
    with gitlab_world() as made:
        yield made
        assert made.dialect.violations == []


def post(world: World, description: str) -> Response:
    """As somebody files who takes no care."""
    import json

    body = json.dumps({"title": "Fence the cache", "description": description}).encode()
    headers = {"private-token": world.dialect.token}
    return world.dialect.serve(
        Request("POST", "/api/v4/projects/101/issues", headers, body, "https://gitlab.example"), sleep=lambda _: None
    )


# --- the fake is as dangerous as GitLab ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "commands", "left"),
    [
        ("/close", ["close"], ""),
        ("/CLOSE", ["close"], ""),
        ("Words\n/close\nmore", ["close"], "Words\nmore"),
        ("/close\n/due tomorrow", ["close", "due"], ""),
        ("Words\r\n/close", ["close"], "Words"),
        ("/assign @ben  ", ["assign"], ""),
        (" /close", [], " /close"),
        ("> /close", [], "> /close"),
        ("- /close", [], "- /close"),
        ("do /close", [], "do /close"),
        ("/closed", [], "/closed"),
        ("/unknown thing", [], "/unknown thing"),
        ("/usr/bin/close", [], "/usr/bin/close"),
        ("```\n/close\n```", [], "```\n/close\n```"),
        (">>>\n/close\n>>>", [], ">>>\n/close\n>>>"),
        ("<b>\n/close\n</b>", [], "<b>\n/close\n</b>"),
        ("&gt; x\n/close", ["close"], "&gt; x"),
    ],
)
def test_the_fake_takes_commands_where_gitlab_does(text: str, commands: list[str], left: str) -> None:
    kept, found = without_commands(text)
    assert ([command for command, _ in found], kept) == (commands, left)


def test_the_fake_carries_commands_out(world: World) -> None:
    post(world, "Words\n/assign @ben\n/label ~bug\n/due 2026-07-01\n/confidential\n/title Another\n/close")
    (issue,) = gitlab(world).projects[101].issues.values()
    assert ([user.username for user in issue.assignees], issue.labels, issue.due) == (["ben"], ["bug"], date(2026, 7, 1))
    assert (issue.confidential, issue.title, issue.closed is not None, issue.body) == (True, "Another", True, "Words")
    assert len([effect for effect in gitlab(world).effects if effect.startswith("quick action")]) == 6


@pytest.mark.parametrize(
    "text",
    [
        *("@ada", "cc @acme/ops", "_@ada_", "(@ada)", "/@ada", ".@ada", "@@ada", "`@ada", "é@ada", "&#64;ada", "&#x40;ada", "&commat;ada"),
        *("#12", "acme/shop#12", "!3", "acme/shop!3", "$4", "&5", "acme&5", "&#35;12", "&num;12", "GL-12", "[issue:12]", "[epic:acme/7]"),
        *("~bug", '~"two words"', "%4", '%"Next release"'),
        *(f"https://gitlab.example/acme/shop/-/{what}/12" for what in ("issues", "issues/incident", "work_items", "merge_requests")),
        *("![](https://evil.example/beacon.png)", "![x][y]", "<img src=x>", "<script>alert(1)</script>"),
    ],
)
def test_the_fake_sees_what_takes_effect_and_what_we_write_has_none(text: str) -> None:
    assert list(effects(text))
    assert list(effects(harmless(text))) == []


@pytest.mark.parametrize(
    "text", ["`@ada`", "```\n@ada #12\n```", "ada@example.com", "C# 8", "<!-- @ada -->", "50% off", "a & b", "R&D", "What!"]
)
def test_the_fake_passes_over_what_has_no_effect(text: str) -> None:
    assert list(effects(text)) == []


# --- what we write ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_no_quick_action_that_gitlab_knows_runs_from_a_text(world: World, command: str) -> None:
    line = f"/{command} @ben ~bug 2026-07-01"
    texts = [
        line,
        line.upper(),
        f"first\n{line}",
        f"first\r{line}",
        f"\u202e{line}",
        f"\x00{line}",
        f"> {line}",
        f"- {line}",
        f"&#47;{line[1:]}",
    ]
    text = "\n".join(texts)
    body = Body(text=text, quote=text, source=text, facts=((text, text, ""), (line, line, "https://ft.example/")), done_criterion=text)
    ticket = world.tracker.create(draft(body=body))
    assert gitlab(world).effects == []
    assert (ticket.meaning, ticket.assignees, ticket.due, ticket.private) == (Meaning.OPEN, (), None, False)


@pytest.mark.parametrize(
    "text",
    [
        "&#38;#64;ada",
        "&#38;#38;#38;#64;ada",
        "&" + "#38;" * 40 + "#64;ada",
        "&\x00#64;ada",
        "&&#8238;#64;ada",
        "&amp;#64;ada",
        "x&NewLine;/close",
        "&sol;close",
        "&lsqb;issue:12]",
        "https://gitlab.example/acme/shop/-/issues&sol;12",
        "https://gitlab.example/acme/shop/-/issues/&#49;2",
        "\\@ada \\#12 acme/shop\\!3",
        "&amp;12",
        "&#60;img src=x&#62;",
        "@\u200bada @ada",
        "_~bug_ *!3* __#12__",
        "@ada" * 500,
        "> /close\n>/close\n>> /close",
        "&gt; /close",
        "<!-- -->/close",
        ">>>\n/close",
        "```\n/close",
        "`\n/close\n",
    ],
)
def test_no_way_round_has_an_effect(world: World, text: str) -> None:
    ticket = world.tracker.create(draft(body=Body(text=text, quote=text, source=text, facts=((text, text, ""),))))
    assert gitlab(world).effects == []
    assert ticket.meaning is Meaning.OPEN


@pytest.mark.parametrize("inner", ["#64;ada", "commat;ada", "#35;12", "num;12", "amp;12"])
def test_an_entity_is_found_however_often_it_was_wrapped(inner: str) -> None:
    for depth in range(12):
        for wrap in ("#38;", "#x26;", "amp;#38;"):
            assert list(effects(harmless("&" + wrap * depth + inner))) == []


def test_the_words_look_the_same_to_the_eye() -> None:
    text = "Ask @ada, see #12 and acme/shop!3: 50% of $5, R&D, /close"
    assert harmless(text).replace(JOINER, "") == text
    assert unlinked(text).replace(JOINER, "") == text
    assert harmless("Fish &amp; chips &lt; 5, caf&eacute;, it&rsquo;s &unknown;") == "Fish &amp; chips &lt; 5, café, it’s &unknown;"


@pytest.mark.parametrize("title", ["Ask @ada about #12", "See acme/shop!3 for ~bug", "Costs $5 & 50%", "/close the gap"])
def test_a_title_mentions_nobody_and_reads_as_it_was_written(world: World, title: str) -> None:
    ticket = world.tracker.create(draft(title, body=Body(text="x")))
    assert (ticket.title, gitlab(world).effects) == (title, [])
    changed = world.tracker.edit(ticket.ref, Edit(title=f"{title} again"))
    assert isinstance(changed, Ticket)
    assert (changed.title, gitlab(world).effects) == (f"{title} again", [])
    (listed,) = world.listed()
    assert listed.title == f"{title} again"


def test_a_long_title_is_whole_with_what_it_mentions_and_one_of_nothing_but_mentions_is_cut(world: World) -> None:
    title = "Ask @ada about #12, !3 and ~bug, " + "word " * 41
    assert world.tracker.create(draft(title.strip())).title == title.strip()
    ticket = world.tracker.create(draft(("@ada and #12 " * 20)[:240].strip()))
    assert ticket.title.startswith("@ada and #12 @ada")
    assert ticket.title.endswith("…")
    assert gitlab(world).effects == []
