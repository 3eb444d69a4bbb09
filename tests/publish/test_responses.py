"""What came back to a post, of messages without their words."""

from datetime import UTC, datetime, timedelta

from content.ledger.responses import QUARTER, ResponseWindow, responses_in, usual_of
from hypothesis import given
from hypothesis import strategies as st

from content.model import LedgerLine, MessageKind

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
WINDOW = ResponseWindow(NOON, NOON + timedelta(hours=3, minutes=30))


def line(
    minute: float, member: str | None, letter: str = "", kind: MessageKind = MessageKind.TEXT
) -> LedgerLine:
    return LedgerLine(NOON + timedelta(minutes=minute), member, kind, 4, None, letter or None, False)


LINES = st.lists(
    st.builds(
        line,
        st.floats(-60, 300, allow_nan=False),
        st.sampled_from(["a", "b", "c", "staff", None]),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from([MessageKind.TEXT, MessageKind.IMAGE, MessageKind.SYSTEM]),
    ),
    max_size=20,
)


@given(LINES)
def test_each_member_counts_once_and_the_teams_own_never(lines: list[LedgerLine]) -> None:
    found = responses_in(lines, {"staff"}, WINDOW)
    assert found.people == sum(found.quarters) <= 3
    assert sum(found.letters.values()) <= found.people
    assert len(found.quarters) == 14


def test_the_first_letter_of_a_member_counts_and_what_is_outside_does_not() -> None:
    lines = [
        line(-1, "a", "C"),
        line(2, "a", "A"),
        line(9, "a", "B"),
        line(16, "b", "B"),
        line(210, "c", "A"),
    ]
    found = responses_in(lines, (), WINDOW)
    assert (found.people, dict(found.letters), found.quarters[:3]) == (2, {"A": 1, "B": 1}, (1, 1, 0))


def test_a_window_has_a_place_for_each_begun_quarter() -> None:
    assert ResponseWindow(NOON, NOON + QUARTER).quarters == 1
    assert ResponseWindow(NOON, NOON + QUARTER + timedelta(seconds=1)).quarters == 2


@given(st.lists(st.integers(0, 90), max_size=30))
def test_what_is_usual_lies_within_the_days_that_were(people: list[int]) -> None:
    usual = usual_of(people)
    if len(people) < 5:
        assert usual is None
    else:
        assert usual is not None
        assert min(people) <= usual.low <= usual.people <= usual.high <= max(people)
