"""Which messages of a window count, and when a post has the group's ear."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.feedback.lines import WhyCounted, WindowQuestion, count_lines
from content.feedback.windows import LONGEST, QUARTER, Window, windows_of
from content.ledger.usual import usual_of
from content.model import LedgerLine, MessageKind

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
WINDOW = Window(NOON, NOON + timedelta(hours=3, minutes=30))
ASKS = WindowQuestion(asks=True)


def line(
    minute: float, member: str | None, letter: str = "", kind: MessageKind = MessageKind.TEXT, **known: object
) -> LedgerLine:
    at = NOON + timedelta(minutes=minute)
    return LedgerLine(at, member, kind, 4, known.get("reply_to"), letter or None, bool(known.get("revoked")))  # type: ignore[arg-type]


LINES = st.lists(
    st.builds(
        line,
        st.floats(-60, 300, allow_nan=False),
        st.sampled_from(["a", "b", "c", "staff", None]),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from([MessageKind.TEXT, MessageKind.IMAGE, MessageKind.SYSTEM]),
        revoked=st.booleans(),
    ),
    max_size=20,
)


@given(LINES)
def test_each_member_counts_once_and_the_teams_own_never(lines: list[LedgerLine]) -> None:
    counts = count_lines(lines, WINDOW, {"staff"}, ASKS)
    assert set(counts.first) <= {"a", "b", "c"}
    assert len(counts.first) == sum(counts.by_quarter(WINDOW))
    assert len(counts.by_quarter(WINDOW)) == 14
    for others in (counts.letters, counts.quotes, counts.pictures):
        assert others.keys() <= counts.first.keys()
    rows = list(counts.counted())
    assert sum(WhyCounted.SPOKE in row.why for row in rows) == len(counts.first)
    assert all(row.at in WINDOW for row in rows)


def test_the_last_letter_of_a_member_counts_and_what_is_outside_does_not() -> None:
    lines = [
        line(-1, "a", "C"),
        line(2, "a", "A"),
        line(9, "a", "B"),
        line(16, "b", "B"),
        line(210, "c", "A"),
    ]
    counts = count_lines(lines, WINDOW, (), ASKS)
    assert (dict(counts.letter_counts), counts.by_quarter(WINDOW)[:3]) == ({"B": 2}, (1, 1, 0))
    assert count_lines(lines, WINDOW, ()).letters == {}, "only a question is answered with letters"


def test_what_was_recalled_counts_for_nothing() -> None:
    assert not count_lines([line(2, "a", "A", revoked=True)], WINDOW, (), ASKS).first


@given(st.lists(st.integers(0, 3_000), max_size=12))
def test_windows_never_overlap_and_end_with_the_next_post(minutes: list[int]) -> None:
    sent = [NOON + timedelta(minutes=minute) for minute in minutes]
    windows = sorted(windows_of(sent).values(), key=lambda window: window.begins)
    assert [window.begins for window in windows] == sorted(set(sent))
    assert all(timedelta() < window.ends - window.begins <= LONGEST for window in windows)
    assert all(one.ends <= other.begins for one, other in itertools.pairwise(windows))


def test_a_window_has_a_place_for_each_begun_quarter() -> None:
    assert Window(NOON, NOON + QUARTER).quarters == 1
    assert Window(NOON, NOON + QUARTER + timedelta(seconds=1)).quarters == 2


@given(st.lists(st.integers(0, 90), max_size=30))
def test_what_is_usual_lies_within_the_days_that_were(people: list[int]) -> None:
    usual = usual_of(people)
    if len(people) < 5:
        assert usual is None
    else:
        assert usual is not None
        assert min(people) <= usual.low <= usual.people <= usual.high <= max(people)
