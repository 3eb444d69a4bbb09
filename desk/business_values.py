"""The page of business: sentences, steps of its charts, and the tables behind them."""

from datetime import date
from typing import Any

from channels.charts import axis_of, number, percent, span
from channels.exports.paper import TemplateValues
from content.model import Business, Estimate, Message
from desk import datetimes
from desk.i18n import worded
from services.business_tables import business_tables
from services.business_view import AFTER, BusinessView

CohortCells = list[tuple[Estimate | None, str]]
COLUMNS = ("member", "order", "date", "amount", "product", "coupon")


def business_values(view: BusinessView, language: str) -> TemplateValues:
    """Everything that the page shows, for its template."""
    known = view.business

    def words(name: str, **params: Any) -> str:
        return worded(Message(f"business.{name}", **params), language)

    values: dict[str, object] = {
        "view": view,
        "tables": {table.name: table for table in business_tables(view)},
        "cohort_heads": [words("after_days", n=days) for days in AFTER],
        "cohort_rows": cohort_rows(view, language),
        "cohort_words": {"label": words("retention"), "joined": words("joined"), "tops": tops(view)},
        "columns": [(name, words(f"example_{name}"), words(f"why_{name}")) for name in COLUMNS],
        "words": words,
        "money": money,
        "money_span": lambda estimate: span(estimate, money),
    }
    if known:
        values |= {
            "headline": headline(known, language),
            "cards": cards(view, known, language),
            "steps": steps(known, language),
            "steps_axis": steps_axis(known),
            "top_revenue": max((row.revenue.high for row in view.activity if row.revenue), default=1.0),
        }
    if view.funnel:
        values["funnel_steps"] = funnel_steps(view, language)
    return values


def money(value: float) -> str:
    """¥13.93, −¥0.79; whole from 100 on."""
    text = number(abs(value), 0 if abs(value) >= 100 else 2)
    return f"\N{MINUS SIGN}¥{text}" if value < 0 else f"¥{text}"


def headline(known: Business, language: str) -> str:
    """How revenue a member moved, and whether that is beyond doubt."""
    change = known.arpu_change
    if change is None:
        return worded(Message("business.head_alone", arpu=money(known.now.arpu)), language)
    code = "head_more" if change.low > 0 else "head_less" if change.high < 0 else "head_open"
    size, low, high = money(abs(change.value)), money(change.low), money(change.high)
    return worded(Message(f"business.{code}", size=size, low=low, high=high), language)


def cards(view: BusinessView, known: Business, language: str) -> list[tuple[str, str, str, str, str]]:
    """(name, value, before, interval, what it says) of the five numbers."""

    def card(name: str, now: str, before: str, estimate: Estimate | None, *, write: Any = percent) -> Any:
        interval = span(estimate, write) if estimate else ""
        return worded(Message(f"business.{name}"), language), now, before, interval

    retained, earlier = view.retained
    return [
        card("members", number(known.now.members), number(known.before.members), None),
        card(
            "retained",
            percent(retained.value) if retained else "–",
            percent(earlier.value) if earlier else "–",
            retained,
        ),
        card("conversion", percent(known.now.conversion), percent(known.before.conversion), known.conversion),
        card(
            "frequency",
            number(known.now.frequency, 2),
            number(known.before.frequency, 2),
            view.frequency,
            write=lambda value: number(value, 2),
        ),
        card("basket", money(known.now.basket), money(known.before.basket), view.basket, write=money),
    ]


def steps(known: Business, language: str) -> list[tuple[str, float, float, str, str]]:
    """(name, from, to, kind, words) of the waterfall; its terms add up exactly."""
    at, rows = known.before.arpu, []
    if known.split:
        for name in ("conversion", "frequency", "basket"):
            term = getattr(known.split, name)
            plus = "+" if term >= 0 else ""
            words = worded(Message(f"business.{name}"), language)
            rows.append((words, at, at + term, "gain" if term >= 0 else "loss", f"{plus}{money(term)}"))
            at += term
    before, now = (worded(Message(f"business.{name}"), language) for name in ("before", "now"))
    start = (before, 0.0, known.before.arpu, "tot", money(known.before.arpu))
    return [start, *rows, (now, 0.0, known.now.arpu, "tot", money(known.now.arpu))]


def steps_axis(known: Business) -> tuple[float, float]:
    """From zero on: a bar that is cut off lies."""
    return 0.0, max(known.now.arpu, known.before.arpu, 0.01) * 1.25


def cohort_rows(
    view: BusinessView, language: str
) -> list[tuple[str, str, list[tuple[Estimate | None, str]]]]:
    """(month, members, cells) of the triangle; a cell that is not full yet says from when on."""
    return [
        (
            f"{known.first:%Y-%m}",
            worded(Message("business.people", n=known.joined), language),
            [(cell.share, _full_on(cell.full_on, language)) for cell in known.cells],
        )
        for known in view.cohorts
    ]


def _full_on(day: date, language: str) -> str:
    return worded(Message("business.full_on", day=datetimes.short_day(day, language)), language)


def tops(view: BusinessView) -> list[float]:
    """The end of each column's axis."""
    columns = zip(*(known.cells for known in view.cohorts), strict=True)
    return [axis_of([cell.share for cell in cells], 0.0)[1] for cells in columns] or [1.0] * len(AFTER)


def funnel_steps(view: BusinessView, language: str) -> list[tuple[str, int, str]]:
    known = view.funnel
    if known is None:
        return []

    def step(name: str, count: int, note: str = "") -> tuple[str, int, str]:
        return worded(Message(f"business.{name}"), language), count, note

    members = max(1, known.members)
    silent = worded(Message("business.of_them_silent", n=known.silent), language)
    return [
        step("in_group", known.members),
        step("spoke", known.spoke, percent(known.spoke / members)),
        step("bought", known.bought, f"{percent(known.bought / members)} · {silent}"),
        step("again", known.again, percent(known.again / max(1, known.bought))),
    ]
