"""What the pages of insight need beside the figures: names of columns and days, marks on the clock, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from channels.charts import change, percent, span
from channels.exports.paper import TemplateValues
from content.messages import render
from content.model import ChatHours, Estimate, Figure, LeftOut, Message, Slot, WeekFinding, WeekInsight
from desk.board import week_of
from desk.i18n import worded
from desk.labels import slot_name
from services.findings import key_of, verdict_words
from services.insight_tables import WEEKDAYS, tables_of

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BusyHour:
    """The hour of a week in which most is written."""

    day: str
    hour: int
    share: str


def week_values(week: WeekInsight, language: str, today: date) -> TemplateValues:
    """Everything that the page of a week shows, for its template."""
    tables = {table.name: table for table in tables_of(week)}
    following = week.monday + A_WEEK
    return {
        "week": week,
        "week_name": week_of(week.monday),
        "earlier": _address(week, week.monday - A_WEEK),
        "later": _address(week, following) if following + A_WEEK <= today + A_WEEK else None,
        "week_tables": tables,
        "figure_names": {key: _name(f"weekly.figure_{key}", language) for key in map(_key, week.findings)},
        "slots": list(Slot),
        "day_names": day_names(language),
        "slot_marks": slot_marks(week.hours, language),
        "peak": busy_hour(week.hours, language),
        "behind_names": worded(
            Message("insight_page.listed", names=tuple(name for name, _ in week.reach.behind[:6])), language
        ),
        **words_of(week, language),
    }


def words_of(week: WeekInsight, language: str) -> TemplateValues:
    """Functions that put numbers into words, for titles of charts."""

    def left_out_name(reason: LeftOut) -> str:
        return worded(Message(f"left_out.{reason.value}"), language)

    def week_label(values: Sequence[Estimate | None], first: Estimate) -> str:
        back = len(values) - 1 - values.index(first)
        return f"W{(week.monday - back * A_WEEK).isocalendar().week}"

    def series(figure: Figure) -> tuple[Estimate | None, ...]:
        return (*figure.before, figure.estimate)

    return {
        "series": series,
        "left_out_name": left_out_name,
        "week_label": week_label,
        "verdict_words": verdict_words,
        "ratio_span": ratio_span,
        "spark_words": spark_words,
    }


def ratio_span(ratio: Estimate | None) -> str:
    """+25% (+12% … +41%); nothing without an estimate."""
    return f"{change(ratio.value)} ({span(ratio, change)})" if ratio else ""


def spark_words(values: Sequence[Estimate | None]) -> str:
    """The values of a line, for whoever does not see it."""
    return ", ".join(percent(value.value) if value else "–" for value in values)


def day_names(language: str) -> list[str]:
    return [worded(Message(f"insight_day.{day}"), language) for day in WEEKDAYS]


def slot_marks(hours: ChatHours, language: str) -> list[tuple[float, str, str]]:
    """(hour, letter of the slot, words) of each slot that goes out."""
    return [
        (at.hour + at.minute / 60, slot.value[0], f"{worded(slot_name(slot), language)} {at:%H:%M}")
        for slot, at in sorted(hours.slots.items(), key=lambda pair: pair[1])
    ]


def busy_hour(hours: ChatHours, language: str) -> BusyHour | None:
    """None where nobody wrote anything."""
    if not hours.total:
        return None
    count, day, hour = max(
        (count, -day, -hour) for day, row in enumerate(hours.counts) for hour, count in enumerate(row)
    )
    return BusyHour(day_names(language)[-day], -hour, percent(count / hours.total))


def _key(finding: WeekFinding) -> str:
    return key_of(finding.figure)


def _name(code: str, language: str) -> str:
    return render(Message(code), language)


def _address(week: WeekInsight, monday: date) -> str:
    kind = f"&kind={week.kind.value}" if week.kind else ""
    return f"/insight?week={week_of(monday)}{kind}"
