"""What a night counted for the pages is read as it was, and is not believed where the program changed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from content.dataclass_json import dumps, loads, shape
from content.model import GroupRows, Message, Slot, WeekInsight
from services.business_view import BusinessView
from services.counted_pages import count_pages, counted, counted_at, last_monday
from services.group_rows import group_rows
from services.insight import Insight
from services.week_insight import WeekQuery, week_insight
from tests.feedback.counted_history import MadeHistory


@dataclass(frozen=True)
class Inner:
    slot: Slot
    when: date | None = None


@dataclass(frozen=True)
class Outer:
    by_slot: dict[Slot, tuple[Inner, ...]]
    pairs: tuple[tuple[str, float], ...]
    words: Message | str
    at: datetime | None
    holds: "Outer | None" = None


VALUE = Outer(
    {Slot.NOON: (Inner(Slot.NOON, date(2026, 11, 30)), Inner(Slot.EVENING))},
    (("a", 0.5), ("中", 1.0)),
    Message("slot.noon"),
    datetime(2026, 11, 30, 4, tzinfo=UTC),
)


@pytest.mark.parametrize("value", [VALUE, replace(VALUE, words="plain", at=None, holds=VALUE)])
def test_a_value_is_read_as_it_was_written(value):
    assert loads(Outer, dumps(value)) == value


def test_what_has_no_json_is_refused():
    with pytest.raises(TypeError):
        dumps(replace(VALUE, words=object()))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="zip"):
        loads(Inner, '["noon"]')


def test_another_field_is_another_shape():
    @dataclass(frozen=True)
    class Later(Inner):
        more: int = 0

    assert shape(Inner) != shape(Later)
    assert shape(Outer) == shape(Outer)


def test_a_nights_pages_are_those_that_would_be_worked_out_now(history: MadeHistory):
    context = history.context
    monday = last_monday(context, context.clock())
    assert counted(context, GroupRows, monday) is None
    assert count_pages(context) == 4
    rows = counted(context, GroupRows, monday)
    fresh = group_rows(context, monday)
    assert rows.at == context.clock()
    assert rows.value == replace(fresh, reach=replace(fresh.reach, counted_at=rows.at))
    week, now = counted(context, WeekInsight, monday).value, week_insight(context, WeekQuery(monday))
    assert week.findings == now.findings
    assert week.forms == now.forms
    assert counted(context, Insight, monday).value.figures.keys()
    assert counted(context, BusinessView, monday) is not None
    assert counted_at(context, monday)[0] == context.clock()
    with context.open_store() as store:
        content = store.counted_pages.content("groups", monday)
        store.counted_pages.put("groups", monday, "0" * 16 + content[16:], context.clock())
    assert counted(context, GroupRows, monday) is None  # of another version of the program
    with context.open_store() as store:
        store.counted_pages.prune(monday + timedelta(days=1))
    assert counted_at(context, monday)[0] is None
