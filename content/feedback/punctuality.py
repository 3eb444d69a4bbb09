"""How punctually posts went out: the share on time, the median delay, and how fixed a slot's minute is.
Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import sqrt

from content.feedback.shares import Z, median_of, share
from content.model import Estimate, LeftOut, OwnerPunctuality, PostResponse, Slot

LEAST_SENT = 8  # of one slot, before its scatter says anything


def delays_of(responses: Iterable[PostResponse]) -> list[float | None]:
    """Minutes after its time that each planned post went out; None for one that did not."""
    delays: list[float | None] = []
    for response in responses:
        if response.due_at is None or response.left_out in (LeftOut.OFF_PLAN, LeftOut.OPEN):
            continue
        sent = response.sent_at
        delays.append((sent - response.due_at).total_seconds() / 60 if sent else None)
    return delays


def is_on_time(delay: float | None, within: timedelta) -> bool:
    return delay is not None and delay <= within.total_seconds() / 60


def scatter(responses: Iterable[PostResponse]) -> dict[Slot, Estimate]:
    """Standard deviation of the minute at which each slot goes out, about each group's own mean; minutes."""
    by_cell: defaultdict[tuple[Slot, str], list[float]] = defaultdict(list)
    for response in responses:
        if response.due_at and response.sent_at:
            minutes = (response.sent_at - response.due_at).total_seconds() / 60
            by_cell[response.slot, response.group].append(minutes)
    by_slot: dict[Slot, Estimate] = {}
    for slot in Slot:
        cells = [minutes for (cell_slot, _), minutes in sorted(by_cell.items()) if cell_slot is slot]
        if sum(map(len, cells)) >= LEAST_SENT and sum(len(cell) - 1 for cell in cells) > 1:
            by_slot[slot] = _within(cells)
    return by_slot


def _within(cells: Sequence[Sequence[float]]) -> Estimate:
    """Its error is that of a normal sample: sd / sqrt(2 degrees of freedom)."""
    freedom = sum(len(cell) - 1 for cell in cells)
    squares = sum((value - sum(cell) / len(cell)) ** 2 for cell in cells for value in cell)
    value = sqrt(squares / freedom)
    half = Z * value / sqrt(2 * freedom)
    return Estimate(value, max(0.0, value - half), value + half)


def of_owners(
    delays: Mapping[str, Sequence[timedelta | None]],
    names: Mapping[str, str],
    within: timedelta,
    days: int,
) -> list[OwnerPunctuality]:
    """The least punctual first. The load stands beside it: who sends most is often the most punctual."""
    rows = []
    for owner, known in delays.items():
        minutes = [None if delay is None else delay.total_seconds() / 60 for delay in known]
        hits = sum(is_on_time(delay, within) for delay in minutes)
        middle = median_of([delay for delay in minutes if delay is not None])
        rows.append(
            OwnerPunctuality(
                owner=owner,
                name=names.get(owner, owner),
                hits=hits,
                total=len(minutes),
                share=share(hits, len(minutes)),
                median_minutes=middle.value if middle else None,
                posts_a_day=len(minutes) / days,
            )
        )
    return sorted(rows, key=lambda row: (row.share.value if row.share else 1.0, row.owner))
