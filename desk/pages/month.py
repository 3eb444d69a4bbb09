"""月历: five weeks of all groups; what is drawn as its poster, what is planned as its product."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from markupsafe import Markup
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.model import Message, Verb
from content.model.planning import Arc, CampaignPhase
from content.store import Store
from content.store.months import A_MONTH, MonthCell, MonthRow
from content.store.views import Card
from desk.auth import Person, may, office_of
from desk.board import week_of
from desk.datetimes import day_words, short_day, weekday
from desk.days import named_days
from desk.errors import Refusal
from desk.i18n import language_of
from desk.render import render
from desk.templating import drawn

router = APIRouter()
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
IsPart = Annotated[str, Header(max_length=9)]
FAR = timedelta(days=14)  # from today: what is planned beyond it may well change
HAN = re.compile(r"[\u3400-\u9fff]")
FULL = 0.999  # of a cap: from here on the week is full


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """A month as its address says: `group` alone or all, `gaps` only, `sel` is a day of group `of`."""

    first: date
    group: str = ""
    gaps: bool = False
    sel: date | None = None
    of: str = ""
    after: str = ""


class MonthQuery(BaseModel):
    """As the address has it."""

    begin: str = Field(default="", alias="from", max_length=10)
    group: Word = ""
    show: str = Field(default="", pattern="^(gaps)?$")
    sel: str = Field(default="", max_length=10)
    of: Word = ""
    after: Word = ""


async def month_asked(request: Request, query: Annotated[MonthQuery, Query()]) -> MonthAsked:
    """For routes. 422 for what is no day."""
    day = _day(query.begin) if query.begin else office_of(request).today
    if not date(1970, 1, 5) <= day <= date(9990, 1, 1):
        raise Refusal(422, "wrong_input", Message("desk_request.invalid"))
    monday = day - timedelta(days=day.weekday())
    sel = _day(query.sel) if query.sel else None
    return MonthAsked(monday, query.group, bool(query.show), sel, query.of or query.group, query.after)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(422, "wrong_input", Message("desk_request.invalid")) from None


@dataclass(frozen=True, slots=True)
class CampaignBar:
    """A phase of a campaign in the month: from column `start` (1 to 35), `span` days; `full` is all of its
    length in days."""

    phase: str
    product: str
    start: int
    span: int
    full: int


@dataclass(frozen=True, slots=True)
class DayPanel:
    """What stands beside a day: its posts in the order of the day, and the day of its campaign (None: of
    none)."""

    row: MonthRow
    day: MonthCell
    cards: tuple[Card, ...]
    phase: str = ""
    nth: int = 0


@router.get("/month")
def month(
    request: Request,
    query: MonthAsked = Depends(month_asked),
    x_part: IsPart = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """Five weeks. As a part: the rows after a group."""
    office, language = office_of(request), language_of(request)
    today = office.today
    with office.open_store(reading=True) as store:
        page = store.months.month(query.first, after=query.after, group=query.group, gaps=query.gaps)
        gaps = store.months.gaps_a_day(query.first)
        arcs = store.planning_rules.week_rules().arcs
        names = {product.id: product.name for product in office.products.at(office.clock()).products}
        panel = _panel(store, page.items, query, arcs)
    days = [query.first + timedelta(days=n) for n in range(A_MONTH)]
    full = sum(day.load >= row.cap * FULL > 0 for row in page.items for day in row.days if day.promo)
    values: dict[str, Any] = {
        "asked": query,
        "rows": [_row(row, today, language) for row in page.items],
        "single": page.items[0] if query.group and page.items else None,
        "next": page.next,
    }
    if x_part:
        return render(request, "month/rows.html.j2", **values)
    return render(
        request,
        "month.html.j2",
        **values,
        days=days,
        named=named_days(office, days),
        today=today,
        gaps=gaps,
        bars=_bars(arcs, query.first, names),
        arcs=len([arc for arc in arcs if arc.ends_on >= days[0] and arc.starts_on <= days[-1]]),
        full=full if page.next is None and not query.after else None,
        panel=panel,
        menu=office.groups.at(office.clock()),
        far=today + FAR,
        week_of=week_of,
        letter=letter_of,
        weekday=lambda day: weekday(day, language, short=True),
        short_day=lambda day: short_day(day, language),
        day_words=lambda day: day_words(day, language),
        earlier=query.first - timedelta(days=A_MONTH),
        later=query.first + timedelta(days=A_MONTH),
    )


@router.get("/month/day")
def one_day(
    request: Request, query: MonthAsked = Depends(month_asked), person: Person = may(Verb.VIEW)
) -> Response:
    """What stands beside a day, as a part of the page."""
    office, language = office_of(request), language_of(request)
    with office.open_store(reading=True) as store:
        panel = _panel(store, (), query, store.planning_rules.week_rules().arcs)
    return render(
        request,
        "month/day.html.j2",
        panel=panel,
        asked=query,
        week_of=week_of,
        day_words=lambda day: day_words(day, language),
    )


@lru_cache(maxsize=500)
def _row(row: MonthRow, today: date, language: str) -> Markup:
    """A group's row, drawn once for what it says."""
    return drawn("month/row.html.j2", language, row=row, letter=letter_of, far=today + FAR, today=today)


def letter_of(product: str) -> str:
    """The one character that stands for a product: the last of its name, which in Chinese says what it is;
    else the first letter."""
    name = product.strip()
    return name[-1:] if HAN.fullmatch(name[-1:]) else name[:1].upper()


def _panel(
    store: Store, rows: tuple[MonthRow, ...], query: MonthAsked, arcs: tuple[Arc, ...]
) -> DayPanel | None:
    if query.sel is None or not query.of:
        return None
    row = next((row for row in rows if row.group == query.of), None)
    if row is None:
        row = next(iter(store.months.month(query.first, group=query.of).items), None)
    day = next((day for day in row.days if day.day == query.sel), None) if row else None
    if row is None or day is None:
        return None
    cards = store.boards.week(row.group, query.sel, days=1).cards
    ordered = tuple(card for _, card in sorted(cards.items(), key=lambda item: item[1].post.goes_out_at))
    for arc in arcs:
        concerned = (not arc.kinds or row.kind in arc.kinds) and (not arc.groups or row.group in arc.groups)
        if concerned and (phase := arc.phase(query.sel)):
            seeded = arc.seeding_days if phase is CampaignPhase.CONVERSION else 0
            return DayPanel(row, day, ordered, phase.value, (query.sel - arc.starts_on).days - seeded + 1)
    return DayPanel(row, day, ordered)


def _bars(arcs: tuple[Arc, ...], first: date, names: dict[str, str]) -> list[list[CampaignBar]]:
    """The campaigns in lanes, in which none overlaps another."""
    lanes: list[list[CampaignBar]] = []
    ends: list[int] = []
    for arc in sorted(arcs, key=lambda arc: (arc.starts_on, arc.id)):
        start = (arc.starts_on - first).days + 1
        phases = (("seed", start, arc.seeding_days), ("conv", start + arc.seeding_days, arc.conversion_days))
        bars = [bar for phase in phases if (bar := _bar(*phase, names.get(arc.product, arc.product)))]
        if not bars:
            continue
        lane = next((n for n, end in enumerate(ends) if end < bars[0].start), len(lanes))
        if lane == len(lanes):
            lanes.append([])
            ends.append(0)
        lanes[lane] += bars
        ends[lane] = bars[-1].start + bars[-1].span - 1
    return lanes


def _bar(phase: str, start: int, days: int, product: str) -> CampaignBar | None:
    begin, end = max(1, start), min(A_MONTH, start + days - 1)
    return CampaignBar(phase, product, begin, end - begin + 1, days) if begin <= end and days else None
