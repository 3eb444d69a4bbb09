"""The long lists of the desk, page by page: queue, audit, runs; and what its first page counts."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from content.model import AuditEntry, Group, PostState, Slot
from content.store.base import AnySelect, StorePart, UnitOfWork
from content.store.cards import POSTS, Cards
from content.store.culling import LATER
from content.store.library import as_group
from content.store.paging import cursor, time_and_id, time_and_number
from content.store.review_tables import DecisionRow
from content.store.runs import RUNS, Run, as_run
from content.store.tables import (
    AuditRow,
    GapRow,
    GroupRow,
    MemberRow,
    PosterRow,
    PostRow,
    RunRow,
    StoryRow,
    VerdictRow,
)
from content.store.tables import SubmissionRow as Sub
from content.store.views import Card, Counts, Page

A_PAGE = 60
Place = tuple[datetime, str]  # in a list of posts: when it goes out, its id
SEARCHED_AT_ONCE = 1000  # posts a search looks at before it hands back what it has: its work has a bound
COUNTED = (  # states that are not over; those that are only grow, and nobody waits for them
    PostState.DRAFT,
    PostState.IN_REVIEW,
    PostState.RETURNED,
    PostState.APPROVED,
    PostState.HANDED_OFF,
    PostState.SENDING,
    PostState.UNKNOWN,
    PostState.REFUSED,
)
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)  # the zones furthest from UTC


# of a post: its place in the list, then what a search looks at
_LOOKED_AT = (POSTS.goes_out_at, POSTS.id, POSTS.text, POSTS.story_id, POSTS.group_id, POSTS.member_id)
_GROUPS = GroupRow.__table__.c
_GAPS = GapRow.__table__.c
_GAP_COUNTS = (  # of each of the groups that has some from the first day to the last
    select(_GAPS.group_id, func.count())
    .where(
        _GAPS.group_id.in_(bindparam("groups", expanding=True)),
        _GAPS.day >= bindparam("first"),
        _GAPS.day <= bindparam("last"),
    )
    .group_by(_GAPS.group_id)
)
_RUNS, _AUDIT = RunRow.__table__.c, AuditRow.__table__.c
_ENTRIES = select(*_AUDIT).order_by(_AUDIT.at.desc(), _AUDIT.id.desc())
_ALL_GROUPS = select(*_GROUPS).order_by(_GROUPS.id)
_GROUP_NAMES = select(_GROUPS.id, _GROUPS.name).order_by(_GROUPS.id)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which posts a list asks for; what is empty does not matter. `first` and `last` are the groups' days.

    `q` is looked for in texts, ids, titles of stories, nicknames and names of groups.
    """

    states: tuple[PostState, ...] = ()
    group: str = ""
    slot: Slot | None = None
    story: str = ""
    q: str = ""
    first: date | None = None
    last: date | None = None
    after: datetime | None = None  # goes out later than this


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries a list asks for; what is empty does not matter. `since` is included, `until` is not."""

    item: str = ""
    who: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Lists(StorePart):
    def __init__(self, unit: UnitOfWork, cards: Cards) -> None:
        super().__init__(unit)
        self._cards = cards

    def queue_page(
        self, queue_filter: QueueFilter, *, after: str | None = None, most: int = A_PAGE
    ) -> Page[Card]:
        """Posts by the time they go out, then id. With `q` a page may be short or empty and still go on."""
        if queue_filter.q:
            places, end = self._searched(
                _window(queue_filter, after, SEARCHED_AT_ONCE), queue_filter.q, most + 1
            )
        else:
            window = _window(queue_filter, after, most + 1)
            places, end = [(at, key) for at, key, *_ in self._read(window).all()], None
        cards_by_id = self._cards.cards_with(key for _, key in places[:most])
        cards = tuple(cards_by_id[key] for _, key in places[:most] if key in cards_by_id)
        return Page(cards, cursor(*places[most - 1]) if len(places) > most else end)

    def _searched(self, window: AnySelect, q: str, most: int) -> tuple[list[Place], str | None]:
        """The first posts of a window that have `q` in them, and where the search goes on: after the last one
        it looked at; None if those were all."""
        columns = window.cte("looked_at").c
        # lowering every text costs threefold: SQLite's LIKE does not mind the case of ASCII, Chinese has none
        plain = self._dialect == "sqlite" or q.lower() == q.upper()

        def has(column: Any) -> ColumnElement[bool]:
            look = column.contains if plain else column.icontains
            condition: ColumnElement[bool] = look(q, autoescape=True)
            return condition

        hit = or_(
            has(columns.text),
            has(columns.id),
            columns.story_id.in_(select(StoryRow.id).where(has(StoryRow.title))),
            columns.group_id.in_(select(GroupRow.id).where(has(GroupRow.name))),
            columns.member_id.in_(select(MemberRow.id).where(has(MemberRow.nickname))),
        )

        def some(of: Literal["hits", "end"]) -> AnySelect:
            return select(literal(of), columns.goes_out_at, columns.id).order_by(
                columns.goes_out_at, columns.id
            )

        parts = some("hits").where(hit).limit(most), some("end").offset(SEARCHED_AT_ONCE - 1).limit(1)
        parts_found = sorted(self._read(union_all(*(part.subquery().select() for part in parts))))
        places = [(at, key) for of, at, key in parts_found if of == "hits"]
        return places, next((cursor(at, key) for of, at, key in parts_found if of == "end"), None)

    def group_names(self) -> tuple[tuple[str, str], ...]:
        """(id, name) of every group, by id: for menus, which need no more."""
        return tuple(map(tuple, self._read(_GROUP_NAMES)))

    def groups_page(
        self, *, after: str | None = None, gaps: tuple[date, date] | None = None, most: int = A_PAGE
    ) -> Page[Group]:
        """Groups by id; only those that have a gap between two days (both count), if they are named."""
        rows = _ALL_GROUPS.limit(most + 1)
        if after is not None:
            rows = rows.where(_GROUPS.id > after)
        if gaps is not None:
            rows = rows.where(exists().where(_GAPS.group_id == _GROUPS.id, _GAPS.day.between(*gaps)))
        groups = [as_group(row) for row in self._read(rows)]
        return Page(tuple(groups[:most]), groups[most - 1].id if len(groups) > most else None)

    def gap_counts(self, first: date, last: date, groups: Collection[str]) -> dict[str, int]:
        """group -> how many gaps it has in these days, both included; only those that have some."""
        counts = self._read(_GAP_COUNTS, groups=list(groups), first=first, last=last)
        return dict(counts.all())

    def counts(self, today: date, *, since: datetime) -> Counts:
        """What waits on `today`; what came in since and nobody has decided on is undecided, as the culling
        room counts it: copies of a photo once, without what was put aside, whatever the consent."""
        gaps = select(func.count()).select_from(GapRow).where(GapRow.day >= today)
        waits = exists().where(PostRow.poster_key == PosterRow.key, PostRow.state == PostState.DRAFT.value)
        failed = select(func.count()).select_from(PosterRow).where(PosterRow.failed.is_not(None), waits)
        return Counts(
            by_state=self.state_counts(),
            gaps=self._session.scalar(gaps) or 0,
            failed_posters=self._session.scalar(failed) or 0,
            undecided=self._undecided(since),
        )

    def state_counts(self) -> dict[PostState, int]:
        """How many posts there are in each state that is not over."""
        states = self._session.execute(
            select(PostRow.state, func.count())
            .where(PostRow.state.in_([state.value for state in COUNTED]))
            .group_by(PostRow.state)
        )
        return {PostState(state): count for state, count in states}

    def _undecided(self, since: datetime) -> int:
        copy = exists().where(VerdictRow.submission_id == Sub.id, VerdictRow.of.is_not(None))
        aside = exists().where(DecisionRow.submission_id == Sub.id, DecisionRow.reason == LATER)
        waiting = select(func.count()).select_from(Sub).where(Sub.choice == "", ~copy, ~aside)
        return self._session.scalar(waiting.where(Sub.gathered_at >= since)) or 0

    def audit_page(
        self, audit_filter: AuditFilter, *, after: str | None = None, most: int = A_PAGE
    ) -> Page[AuditEntry]:
        """What was done, the newest first."""
        rows = _ENTRIES.where(*_audited(audit_filter)).limit(most + 1)
        if after is not None:
            rows = rows.where(tuple_(_AUDIT.at, _AUDIT.id) < time_and_number(after))
        entries = [_entry(row) for row in self._read(rows)]
        more = cursor(entries[most - 1].at, entries[most - 1].id) if len(entries) > most else None
        return Page(tuple(entries[:most]), more)

    def runs_page(self, *, after: str | None = None, most: int = A_PAGE) -> Page[Run]:
        """Runs, the newest first."""
        rows = RUNS.limit(most + 1)
        if after is not None:
            rows = rows.where(tuple_(_RUNS.began_at, _RUNS.id) < time_and_id(after))
        runs = [as_run(row) for row in self._read(rows)]
        more = cursor(runs[most - 1].began_at, runs[most - 1].id) if len(runs) > most else None
        return Page(tuple(runs[:most]), more)

    def run(self, run_id: str) -> Run | None:
        row = self._session.get(RunRow, run_id)
        return as_run(row) if row else None


def _window(queue_filter: QueueFilter, after: str | None, size: int) -> AnySelect:
    """What a search looks at of the first `size` posts of a filter, but for its `q`.

    Each state is read along its own index and the few that come first of each are merged: one filter over
    all states would read through everything that is sent.
    """
    branches = [_branch(queue_filter, state, after, size) for state in _states(queue_filter)]
    if len(branches) == 1:
        return branches[0]
    merged = union_all(*(branch.subquery().select() for branch in branches)).subquery()
    return select(merged).order_by(merged.c.goes_out_at, merged.c.id).limit(size)


def _states(queue_filter: QueueFilter) -> tuple[PostState | None, ...]:
    return queue_filter.states if queue_filter.states and not queue_filter.group else (None,)


def _branch(queue_filter: QueueFilter, state: PostState | None, after: str | None, size: int) -> AnySelect:
    rows = (
        select(*(_LOOKED_AT if queue_filter.q else _LOOKED_AT[:2]))
        .order_by(POSTS.goes_out_at, POSTS.id)
        .limit(size)
    )
    chosen = queue_filter if state is None else replace(queue_filter, states=(state,))
    rows = rows.where(*wanted(chosen, POSTS))
    if after is not None:
        rows = rows.where(tuple_(POSTS.goes_out_at, POSTS.id) > time_and_id(after))
    return rows


def wanted(queue_filter: QueueFilter, columns: Any) -> list[ColumnElement[bool]]:
    """What a filter asks of a post, but for its `q`; `columns` are those of the posts or of an alias."""
    conditions: list[ColumnElement[bool]] = []
    if len(queue_filter.states) == 1:
        conditions.append(columns.state == queue_filter.states[0].value)
    elif queue_filter.states:
        conditions.append(columns.state.in_([chosen.value for chosen in queue_filter.states]))
    if queue_filter.group:
        conditions.append(columns.group_id == queue_filter.group)
    if queue_filter.slot is not None:
        conditions.append(columns.slot == queue_filter.slot.value)
    if queue_filter.story:
        conditions.append(columns.story_id == queue_filter.story)
    return conditions + _when(queue_filter, columns)


def _when(queue_filter: QueueFilter, columns: Any) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if queue_filter.after is not None:
        conditions.append(columns.goes_out_at > queue_filter.after)
    if queue_filter.first is not None:
        begin = _midnight(queue_filter.first) - _EAST
        conditions += [columns.day >= queue_filter.first, columns.goes_out_at >= begin]
    if queue_filter.last is not None:
        end = _midnight(queue_filter.last) + timedelta(days=1) + _WEST
        conditions += [columns.day <= queue_filter.last, columns.goes_out_at < end]
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _audited(audit_filter: AuditFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if audit_filter.item:
        wanted.append(_AUDIT.what == audit_filter.item)
    if audit_filter.who:
        wanted.append(_AUDIT.who == audit_filter.who)
    if audit_filter.kind:
        wanted.append(_AUDIT.kind == audit_filter.kind)
    if audit_filter.since is not None:
        wanted.append(_AUDIT.at >= audit_filter.since)
    if audit_filter.until is not None:
        wanted.append(_AUDIT.at < audit_filter.until)
    return wanted


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        who=row.who,
        kind=row.kind,
        what=row.what,
        was=row.was,
        became=row.became,
        why=row.why,
        detail=row.detail or {},
    )
