"""The tables behind the charts: one for each, on the page, as CSV and as a sheet of a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from channels.tables import guarded
from content.messages import render
from content.model import (
    CellKind,
    DataColumn,
    DataTable,
    Estimate,
    FormEstimate,
    GroupSummary,
    Message,
    StoryRanks,
    WeekFinding,
    WeekInsight,
)
from content.model.message import Param
from services.findings import form_label, verdict_words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TEXT, COUNT, SHARE, RATIO, DECIMAL = (
    CellKind.TEXT,
    CellKind.COUNT,
    CellKind.SHARE,
    CellKind.RATIO,
    CellKind.DECIMAL,
)


def columns(*names: tuple[str, CellKind]) -> tuple[DataColumn, ...]:
    """Columns by (name, kind); names are codes of the catalogue."""
    return tuple(DataColumn(Message(f"insight_column.{name}"), kind) for name, kind in names)


def bounds(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    """An estimate with the ends of its interval, as three cells."""
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)


def tables_of(week: WeekInsight) -> list[DataTable]:
    """All tables of a week, in the order of the page."""
    return [
        findings_table(week.findings),
        forms_table("forms", week.forms.cells.values()),
        forms_table("promo", week.promo),
        stories_table(week.stories),
        hours_table(week),
        left_out_table(week),
    ]


def findings_table(findings: Sequence[WeekFinding]) -> DataTable:
    heads = columns(
        *(("figure", TEXT), ("part", COUNT), ("whole", COUNT), ("value", DECIMAL)),
        *(("low", DECIMAL), ("high", DECIMAL), ("before", DECIMAL), ("groups", COUNT)),
    )
    rows = [
        (
            Message(finding.figure.name),
            finding.figure.part,
            finding.figure.whole,
            *bounds(finding.figure.estimate),
            next((before.value for before in reversed(finding.figure.before) if before), None),
            finding.figure.groups,
        )
        for finding in findings
    ]
    return DataTable("week", Message("insight_table.week"), heads, rows)


def forms_table(name: str, forms: Iterable[FormEstimate]) -> DataTable:
    heads = columns(
        *(("form", TEXT), ("slot", TEXT), ("ratio", RATIO), ("low", RATIO), ("high", RATIO)),
        *(("posts", COUNT), ("observed", COUNT), ("expected", DECIMAL), ("best", SHARE), ("verdict", TEXT)),
    )
    rows = [
        (
            form_label(form.form),
            form.slot.label,
            *bounds(form.ratio),
            form.posts,
            form.observed,
            form.expected,
            form.best,
            verdict_words(form),
        )
        for form in forms
    ]
    return DataTable(name, Message(f"insight_table.{name}"), heads, rows)


def stories_table(stories: StoryRanks) -> DataTable:
    heads = columns(
        *(
            ("story", TEXT),
            ("title", TEXT),
            ("form", TEXT),
            ("ratio", RATIO),
            ("low", RATIO),
            ("high", RATIO),
        ),
        *(("posts", COUNT), ("groups", COUNT)),
    )
    rows = [
        (story.story, story.title, form_label(story.form), *bounds(story.ratio), story.posts, story.groups)
        for story in (*stories.best, *stories.worst)
    ]
    return DataTable("stories", Message("insight_table.stories"), heads, rows)


def hours_table(week: WeekInsight) -> DataTable:
    heads = (
        *columns(("weekday", TEXT)),
        *(DataColumn(Message("insight_column.hour", hour=hour), COUNT) for hour in range(24)),
    )
    days = zip(WEEKDAYS, week.hours.counts, strict=True)
    rows: list[tuple[Param, ...]] = [(Message(f"insight_day.{day}"), *counts) for day, counts in days]
    return DataTable("hours", Message("insight_table.hours"), heads, rows)


def left_out_table(week: WeekInsight) -> DataTable:
    heads = columns(("reason", TEXT), ("posts", COUNT))
    rows = [(Message(f"left_out.{reason.value}"), n) for reason, n in week.forms.left_out.items()]
    return DataTable("left_out", Message("insight_table.left_out"), heads, rows)


def groups_table(rows: Sequence[GroupSummary]) -> DataTable:
    heads = columns(
        *(("group", TEXT), ("name", TEXT), ("class", TEXT), ("members", COUNT), ("speakers", SHARE)),
        *(("low", SHARE), ("high", SHARE), ("mesh", DECIMAL), ("ads", SHARE), ("habit", SHARE)),
        *(("photos", SHARE), ("kocs", COUNT), ("kocs_needed", COUNT), ("on_time", SHARE)),
        *(("gaps", COUNT), ("owner", TEXT)),
    )
    cells = [
        (
            row.group.id,
            row.group.name,
            row.health_class.label,
            row.group.size,
            *bounds(row.health.speakers if row.health else None),
            row.health.mesh.value if row.health and row.health.mesh else None,
            row.health.ads if row.health else None,
            row.habit.value if row.habit else None,
            *(part / whole if whole else None for part, whole in (row.ugc,)),
            row.kocs,
            row.kocs_needed,
            *(part / whole if whole else None for part, whole in (row.on_time,)),
            row.gaps,
            row.owner,
        )
        for row in rows
    ]
    return DataTable("groups", Message("insight_table.groups"), heads, cells)


def as_csv(table: DataTable, language: str) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; numbers as they are, and no text is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([render(column.name, language) for column in table.columns])
    writer.writerows([list(_plain(row, language)) for row in table.rows])
    return text.getvalue().encode("utf-8-sig", "replace")


def _plain(row: Sequence[Param], language: str) -> Iterator[object]:
    for value in row:
        match value:
            case Message():
                yield guarded(render(value, language))
            case str():
                yield guarded(value)
            case float():
                yield round(value, 6)
            case _:
                yield "" if value is None else value
