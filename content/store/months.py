"""The month of all groups: five weeks of each, what every day tells and how far it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, select

from content.model import GONE, GroupKind, PostState, Slot
from content.store.base import StorePart
from content.store.tables import GapRow, GroupRow, PosterRow, PostRow, ProductRow, StoryRow, TellingRow
from content.store.views import Page

A_MONTH = 35  # days: five whole weeks
ROWS = 40  # groups on a page
ROLLING = 6  # days before a day whose promo counts with its own
_GROUPS, _POSTS, _GAPS = GroupRow.__table__.c, PostRow.__table__.c, GapRow.__table__.c
_TOLD, _STORIES, _PRODUCTS = TellingRow.__table__.c, StoryRow.__table__.c, ProductRow.__table__.c
_AFTER = select(_GROUPS.id, _GROUPS.name, _GROUPS.kind, _GROUPS.promo_cap).order_by(_GROUPS.id)


def _among(table: Any) -> tuple[Any, ...]:
    return (
        table.group_id.in_(bindparam("groups", expanding=True)),
        table.day >= bindparam("first"),
        table.day <= bindparam("last"),
    )


def _count(*states: PostState) -> Any:
    return func.sum(case((_POSTS.state.in_([state.value for state in states]), 1), else_=0))


_TELLINGS = (
    select(_TOLD.group_id, _TOLD.day, _STORIES.id, _STORIES.title, _STORIES.promo, _PRODUCTS.name)
    .select_from(
        TellingRow.__table__.join(StoryRow.__table__, _STORIES.id == _TOLD.story_id).join(
            ProductRow.__table__, _PRODUCTS.id == _STORIES.product_id
        )
    )
    .where(*_among(_TOLD))
)
_DRAWN = case((PosterRow.__table__.c.sha256.is_not(None), _POSTS.poster_key))
_DAYS = (
    select(
        _POSTS.group_id,
        _POSTS.day,
        func.coalesce(
            func.max(case((_POSTS.slot == Slot.MORNING.value, _DRAWN))),
            func.max(_DRAWN),
        ),
        _count(PostState.RETURNED),
        _count(PostState.DRAFT, PostState.IN_REVIEW),
        _count(PostState.SENT),
        func.count(),
    )
    .select_from(
        PostRow.__table__.outerjoin(PosterRow.__table__, PosterRow.__table__.c.key == _POSTS.poster_key)
    )
    .where(*_among(_POSTS), _POSTS.state.not_in([state.value for state in GONE]))
    .group_by(_POSTS.group_id, _POSTS.day)
)
_WITH_GAPS = select(_GAPS.group_id, _GAPS.day).where(*_among(_GAPS)).distinct()
_GAPS_A_DAY = (
    select(_GAPS.day, func.count(_GAPS.group_id.distinct()))
    .where(_GAPS.day >= bindparam("first"), _GAPS.day <= bindparam("last"))
    .group_by(_GAPS.day)
)


@dataclass(frozen=True, slots=True)
class MonthCell:
    """What a day of a group tells; "" where nothing is planned. `promo` is its story's (0 to 1), `load` the
    sum of the seven days that end with it.

    `mark` is how far its posts are: returned, pending, approved, sent, or "" where there are none. `poster`
    names the picture of the morning, else of another slot.
    """

    day: date
    story: str = ""
    title: str = ""
    product: str = ""
    promo: float = 0.0
    load: float = 0.0
    poster: str = ""
    mark: str = ""
    gap: bool = False


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One group; `cap` is the most promo of any seven days."""

    group: str
    name: str
    kind: GroupKind
    cap: float
    days: tuple[MonthCell, ...]


class Months(StorePart):
    def month(self, first: date, *, after: str = "", group: str = "", gaps: bool = False) -> Page[MonthRow]:
        """Five weeks from `first` on of the groups after this one by id, or of one `group` alone; only those
        with a gap, if asked so."""
        rows = _AFTER.where(_GROUPS.id == group) if group else _AFTER.where(_GROUPS.id > after)
        last = first + timedelta(days=A_MONTH - 1)
        if gaps:
            with_gaps = select(_GAPS.group_id).where(_GAPS.day.between(first, last))
            rows = rows.where(_GROUPS.id.in_(with_gaps))
        groups = self._read(rows.limit(ROWS + 1)).all()
        page = groups[:ROWS]
        days = self._days([row.id for row in page], first, last)
        items = tuple(
            MonthRow(
                row.id,
                row.name,
                GroupKind(row.kind),
                GroupKind(row.kind).promo_cap if row.promo_cap is None else row.promo_cap,
                days[row.id],
            )
            for row in page
        )
        return Page(items, page[-1].id if len(groups) > ROWS else None)

    def gaps_a_day(self, first: date) -> dict[date, int]:
        """In how many groups each day of the month lacks something."""
        last = first + timedelta(days=A_MONTH - 1)
        return dict(self._read(_GAPS_A_DAY, first=first, last=last).all())

    def _days(self, groups: Sequence[str], first: date, last: date) -> dict[str, tuple[MonthCell, ...]]:
        values = {"groups": groups, "last": last}
        tellings: defaultdict[str, dict[date, Any]] = defaultdict(dict)
        for row in self._read(_TELLINGS, first=first - timedelta(days=ROLLING), **values):
            tellings[row.group_id][row.day] = row
        drawn: defaultdict[str, dict[date, Any]] = defaultdict(dict)
        for row in self._read(_DAYS, first=first, **values):
            drawn[row[0]][row[1]] = row
        gaps = {(group, day) for group, day in self._read(_WITH_GAPS, first=first, **values)}
        return {group: tuple(_days_of(group, first, tellings[group], drawn[group], gaps)) for group in groups}


def _days_of(
    group: str, first: date, tellings: dict[date, Any], drawn: dict[date, Any], gaps: set[tuple[str, date]]
) -> list[MonthCell]:
    load = sum(
        tellings[day].promo for n in range(1, ROLLING + 1) if (day := first - timedelta(days=n)) in tellings
    )
    days = []
    for n in range(A_MONTH):
        day = first + timedelta(days=n)
        telling, posts = tellings.get(day), drawn.get(day)
        load += telling.promo if telling else 0
        days.append(
            MonthCell(
                day,
                story=telling[2] if telling else "",
                title=telling[3] if telling else "",
                product=telling[5] if telling else "",
                promo=telling[4] if telling else 0.0,
                load=round(load, 3),
                poster=posts[2] if posts else "",
                mark=_mark(*posts[3:]) if posts else "",
                gap=(group, day) in gaps,
            )
        )
        gone = tellings.get(day - timedelta(days=ROLLING))
        load -= gone.promo if gone else 0
    return days


def _mark(returned: int, pending: int, sent: int, count: int) -> str:
    """The state of a day's posts that needs a person most."""
    if returned:
        return "returned"
    if pending:
        return "pending"
    return "sent" if sent == count else "approved"
