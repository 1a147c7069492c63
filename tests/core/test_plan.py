"""The three-way comparison, by example and by properties over all small cases."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.plan import UNSAYABLE, Clash, Field, Plan, Pull, Push, Side, Sides, Unsayable, Value, plan

VALUES: list[Value] = ["a", "b", "c", None]


def sides(
    ours: Value, theirs: Value, agreed: tuple[Value, Value], *, want: Value | Unsayable | None = None, wins: Side = Side.THEIRS
) -> Sides:
    return Sides(ours, ours if want is None else want, theirs, *agreed, wins=wins)


def of(side: Sides, *, read_only: bool = False) -> Plan:
    return plan({Field.TITLE: side}, read_only=read_only)


def test_nothing_edited_is_nothing_to_do_even_where_the_two_are_spelt_differently() -> None:
    assert of(sides("declined", "won't do", ("declined", "won't do"))).quiet


def test_an_edit_there_is_taken_over_and_one_here_written() -> None:
    assert of(sides("a", "b", ("a", "a"))).steps == (Pull(Field.TITLE, "b"),)
    assert of(sides("b", "a", ("a", "a"))).steps == (Push(Field.TITLE, "b"),)


def test_the_same_edit_on_both_sides_is_agreement() -> None:
    made = of(sides("b", "b", ("a", "a")))
    assert made.quiet
    assert made.agreed == {Field.TITLE: ("b", "b")}


def test_different_edits_clash_and_the_rule_says_whose_stands() -> None:
    assert of(sides("b", "c", ("a", "a"))).steps == (Clash(Field.TITLE, "b", "c", Side.THEIRS), Pull(Field.TITLE, "c"))
    ours = of(sides("b", "c", ("a", "a"), wins=Side.OURS))
    assert ours.steps == (Clash(Field.TITLE, "b", "c", Side.OURS), Push(Field.TITLE, "b"))


def test_what_the_tracker_has_no_word_for_is_not_written_and_not_asked_again() -> None:
    made = of(sides("dora", "alice@", ("alice", "alice@"), want=UNSAYABLE))
    assert made.quiet
    assert made.agreed == {Field.TITLE: ("dora", "alice@")}


def test_an_edit_there_wins_over_one_here_that_can_t_be_said() -> None:
    made = of(sides("dora", "ben@", ("alice", "alice@"), want=UNSAYABLE, wins=Side.OURS))
    assert made.steps == (Clash(Field.TITLE, "dora", "ben@", Side.THEIRS), Pull(Field.TITLE, "ben@"))


def test_a_connection_that_only_reads_never_writes_and_says_what_it_holds_back() -> None:
    assert of(sides("b", "a", ("a", "a")), read_only=True) == Plan(held=(Field.TITLE,))
    assert of(sides("b", "c", ("a", "a"), wins=Side.OURS), read_only=True) == Plan(held=(Field.TITLE,))
    assert of(sides("a", "b", ("a", "a")), read_only=True).steps == (Pull(Field.TITLE, "b"),)


def _carry_out(side: Sides, made: Plan) -> Sides:
    """Both sides after the plan, with the tracker storing what it was told and us taking over what it says."""
    ours, theirs, pair = side.ours, side.theirs, (side.agreed_ours, side.agreed_theirs)
    for step in made.steps:
        if isinstance(step, Push):
            theirs = step.value
            pair = (ours, theirs)
        elif isinstance(step, Pull):
            ours = step.value
            pair = (ours, theirs)
    pair = made.agreed.get(Field.TITLE, pair)
    return Sides(ours, ours, theirs, *pair, wins=side.wins)


def test_one_round_converges_whatever_was_edited_and_the_next_is_quiet() -> None:
    for ours, theirs, was_ours, was_theirs, wins in product(VALUES, VALUES, VALUES, VALUES, Side):
        side = Sides(ours, ours, theirs, was_ours, was_theirs, wins)
        after = _carry_out(side, of(side))
        assert of(after).quiet, side
        assert of(after).agreed == {}, side
        edited = (ours != was_ours, theirs != was_theirs)
        if any(edited):
            assert after.ours == after.theirs, side


def test_no_edit_is_lost_without_a_clash_that_names_it() -> None:
    for ours, theirs, was_ours, was_theirs, wins in product(VALUES, VALUES, VALUES, VALUES, Side):
        side = Sides(ours, ours, theirs, was_ours, was_theirs, wins)
        made = of(side)
        after = _carry_out(side, made)
        if ours not in (was_ours, after.ours) or theirs not in (was_theirs, after.theirs):
            assert made.clashes == (Clash(Field.TITLE, ours, theirs, wins),), side


@given(
    st.dictionaries(
        st.sampled_from(list(Field)),
        st.builds(
            Sides,
            ours=st.sampled_from(VALUES),
            want=st.sampled_from([*VALUES, UNSAYABLE]),
            theirs=st.sampled_from(VALUES),
            agreed_ours=st.sampled_from(VALUES),
            agreed_theirs=st.sampled_from(VALUES),
            wins=st.sampled_from(list(Side)),
        ),
    ),
    st.booleans(),
)
def test_fields_do_not_touch_each_other(fields: dict[Field, Sides], read_only: bool) -> None:
    together = plan(fields, read_only=read_only)
    alone = [plan({name: side}, read_only=read_only) for name, side in fields.items()]
    assert together.steps == tuple(step for made in alone for step in made.steps)
    assert together.agreed == {name: pair for made in alone for name, pair in made.agreed.items()}
    if read_only:
        assert together.pushes == ()
