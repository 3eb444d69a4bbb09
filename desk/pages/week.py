"""周历: one group's week as a board of finished posters with an inspector, and the week of all groups.

Both answer whole pages. With the header X-Part a request gets only what `part` names of the page, so that
scripts renew what changed: board, inspector, tray, rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi import Path as InPath
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from content.model import (
    HAND_ORDER,
    Approval,
    AuditEntry,
    GuestOpinion,
    Message,
    PostState,
    Slot,
    Verb,
    Version,
)
from content.model.planning import CellRule, FormRule
from content.model.week import is_silent, template_of
from content.review import Alternative, Retelling, alternatives
from content.review.amend import LONGEST_TEXT
from content.score.explain import explain, name_of_part
from content.score.quotes import Quote, Withheld
from content.score.weights import HAND, ScoreWeights
from content.store import Store
from content.store.lists import AuditFilter, QueueFilter
from content.store.rail import RailFilter, RailSort
from content.store.views import Page, RailItem, SubmissionLife, WeekRow
from desk.api.posts import picture_of
from desk.api.shapes import ID
from desk.auth import Person, may, office_of
from desk.board import (
    CHIPS,
    CLASSES,
    Board,
    Cell,
    board_of,
    fix_of,
    monday_of,
    week_of,
)
from desk.comments_view import Notes, notes_of, opinions_now, people_menu
from desk.context import DeskContext
from desk.datetimes import brief, day_words, moment, span_words, weekday, zone_words
from desk.days import days_of, named_days
from desk.editing import Editable, editables, field_name
from desk.i18n import language_of, worded
from desk.layout_view import LayoutView, layout_view
from desk.names import PROGRAM
from desk.pages.queue import KINDS
from desk.pages.said import entry_in, said_in, shown
from desk.posts import ICONS
from desk.render import render
from desk.templating import drawn
from desk.weights import name_of
from services.composing import current_telling
from services.explain import form_figure, judge, learnt_of

router = APIRouter()
TABS = ("chat", "versions", "notes", "trace")
NOTED = "noted"  # the chip of posts with remarks that nobody settled
SAID_ABOVE = frozenset({"comment", "share_opinion"})  # kinds of the audit that threads show already
PARTS = {"board": "_week_board", "inspector": "_week_inspector", "tray": "_week_tray"}
FAN = 3  # photos on the fan of an empty cell
ROWS = 40  # groups on a page of all groups' week

Id = Annotated[str, InPath(pattern=ID)]
IsoWeek = Annotated[str, InPath(pattern=r"^[0-9]{4}-W[0-9]{2}$")]
Word = Annotated[str, Query(max_length=200)]
IsPart = Annotated[str, Header(alias="X-Part", max_length=5)]


@dataclass(frozen=True)
class Inspected:
    """Everything beside the board about one cell; a tab's own facts are there when it is open."""

    cell: Cell
    fields: list[Editable] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    pixels: Mapping[str, str] = field(default_factory=dict)
    approvals: Mapping[int, list[Approval]] = field(default_factory=dict)
    notes: list[AuditEntry] = field(default_factory=list)
    talk: Notes | None = None
    people: list[dict[str, str]] = field(default_factory=list)
    opinions: tuple[GuestOpinion, ...] = ()
    life: SubmissionLife | None = None
    weights: ScoreWeights = HAND
    version: int = HAND_ORDER
    runner_up: str = ""
    form: Message | None = None  # what it brought so far
    quote: Quote | Withheld | None = None
    layout: LayoutView | None = None


@router.get("/week/{group}/{week}")
def week(
    request: Request,
    group: Id,
    week: IsoWeek,
    status: Word = "",
    sel: Word = "",
    tab: Word = "chat",
    part: Word = "board",
    tray: Word = "",
    x_part: IsPart = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The board of a group's week, with the inspector of the cell `sel`."""
    office, monday = office_of(request), monday_of(week)
    if sel and tab == "notes":
        office.bells.seen_post(person.name, sel, office.clock())
    with office.open_store(reading=True) as store:
        board = _board(office, store, group, monday)
        cell = board.selected(sel)
        tab = tab if tab in TABS else "chat"
        inspected = _inspected(office, store, board, cell, tab) if cell else None
        if inspected and cell and cell.card:
            inspected = replace(inspected, **_talk(store, cell, person, request, whole=tab == "notes"))
        noted = store.comments.open_counts([key for key, there in board.by_id.items() if there.card])
        more: dict[str, Any] = {
            "fan": _fan(store, board),
            "groups": () if x_part else office.groups.at(office.clock()),
        }
    if (tray or part == "tray") and cell and cell.card:
        more["tray"] = _tray(office, cell)
    template = PARTS.get(part, "_week_board") if x_part else "week"
    answer = render(
        request,
        f"{template}.html.j2",
        board=board,
        cell=cell,
        inspected=inspected,
        monday=monday,
        iso=week,
        weeks=(week_of(monday - timedelta(days=7)), week_of(monday + timedelta(days=7))),
        named=named_days(office, board.days),
        filtered=status if status in (*CHIPS, NOTED) else "",
        noted=noted,
        kinds=KINDS,
        tab=tab,
        beside=_beside([key for key, _ in more["groups"]], group),
        said="" if x_part else said_in(request),
        entry=entry_in(request),
        **_words(request, monday),
        **more,
    )
    return answer if x_part else shown(request, answer)


@router.get("/week/{group}")
def this_week(request: Request, group: Id, person: Person = may(Verb.VIEW)) -> Response:
    """The board of the week that is now."""
    return RedirectResponse(f"/week/{group}/{week_of(office_of(request).clock().date())}", 303)


@router.get("/weeks")
def these_weeks(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """All groups in the week that is now, or in the first one that has posts to review."""
    office = office_of(request)
    today = office.clock().date()
    with office.open_store(reading=True) as store:
        coming = store.lists.queue_page(
            QueueFilter(first=today, last=today + timedelta(days=13)), most=1
        ).items
    return RedirectResponse(f"/weeks/{week_of(coming[0].post.day if coming else today)}", 303)


@router.get("/weeks/{week}")
def weeks(
    request: Request,
    week: IsoWeek,
    after: Word = "",
    x_part: IsPart = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The week of all groups, one row each; `after` is the last group of the page before."""
    monday = monday_of(week)
    days = [monday + timedelta(days=n) for n in range(7)]
    office = office_of(request)
    with office.open_store(reading=True) as store:
        page: Page[WeekRow] = store.boards.weeks(monday, after=after, most=ROWS)
        rules = store.planning_rules.form_rules()
        cells = by_group(store.experiments.cell_rules(days[0], days[-1], [row.group for row in page.items]))
    language = language_of(request)
    return render(
        request,
        "_weeks_rows.html.j2" if x_part else "weeks.html.j2",
        rows=[_row(row, monday, Asked(rules, cells.get(row.group, ())), language) for row in page.items],
        next=page.next,
        days=days,
        named=named_days(office, days),
        today=office.clock().date(),
        icons=ICONS,
        monday=monday,
        iso=week,
        weeks=(week_of(monday - timedelta(days=7)), week_of(monday + timedelta(days=7))),
        **_words(request, monday),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the week template and experiments ask of a row."""

    rules: tuple[FormRule, ...]
    cells: tuple[CellRule, ...] = ()


def by_group(cells: Iterable[CellRule]) -> dict[str, tuple[CellRule, ...]]:
    groups: dict[str, tuple[CellRule, ...]] = {}
    for cell in cells:
        groups[cell.group] = (*groups.get(cell.group, ()), cell)
    return groups


@lru_cache(maxsize=2000)
def _row(row: WeekRow, monday: date, ruled: Asked, language: str) -> Markup:
    """A group's row, drawn once for what it says: day by day, what stands in each slot, and whether anything
    is to stand there."""
    template, states = template_of(ruled.rules, ruled.cells), row.states

    def cell(day: date, slot: Slot) -> tuple[Slot, PostState | None, bool]:
        awaited = slot in row.slots and not is_silent(row, day, slot, template)
        return slot, states.get((day, slot)), awaited

    days = [monday + timedelta(days=n) for n in range(7)]
    cells = [[cell(day, slot) for slot in Slot] for day in days]
    return drawn("_weeks_row.html.j2", language, row=row, cells=cells, iso=week_of(monday))


def _beside(groups: Sequence[str], group: str) -> tuple[str, str] | None:
    """The groups before and after this one, in a ring; None where there is no other."""
    if group not in groups or len(groups) < 2:
        return None
    at = groups.index(group)
    return groups[at - 1], groups[(at + 1) % len(groups)]


def _words(request: Request, monday: date) -> dict[str, Any]:
    """What the templates say days and times with."""
    language = language_of(request)
    return {
        "span": span_words(monday, language),
        "number": monday.isocalendar().week,
        "weekday": lambda day, short=False: weekday(day, language, short=short),
        "day_words": lambda day: day_words(day, language),
        "moment": lambda at, zone: moment(at, zone, language),
        "brief": lambda at, zone: brief(at, zone, language),
        "zone_words": lambda zone: zone_words(zone, language),
        "fix_of": lambda gap: fix_of(gap, language),
        "slots": list(Slot),
        "classes": CLASSES,
        "longest": LONGEST_TEXT,
        "field_name": field_name,
        "model_name": lambda version: worded(name_of(version), language),
        "picture_of": picture_of,
        "part_name": name_of_part,
        "explained": explain,
    }


def _board(office: DeskContext, store: Store, group: str, monday: date) -> Board:
    week_cards = store.boards.week(group, monday)
    specs = store.queue.specs(card.post.poster for card in week_cards.cards.values())
    cells = store.experiments.cell_rules(monday, monday + timedelta(days=6), [group])
    template = template_of(store.planning_rules.form_rules(), cells)
    return board_of(week_cards, {spec.key: spec for spec in specs}, office.clock(), days_of(office), template)


def _fan(store: Store, board: Board) -> tuple[RailItem, ...]:
    """The best photos of the group's shortlist, to be seen where a cell is empty."""
    if not board.counts["gap"]:
        return ()
    kept_only = RailFilter(group=board.group.id, kept=True)
    return tuple(
        item for item in store.rail.page(kept_only, sort=RailSort.SCORE, most=FAN).items if item.cover
    )


def _inspected(office: DeskContext, store: Store, board: Board, cell: Cell, tab: str) -> Inspected:
    if cell.card is None:
        return Inspected(cell)
    post = cell.card.post
    specs = store.queue.specs([post.poster])
    made: dict[str, Any] = {"fields": editables(specs[0], current_telling(office).templates) if specs else []}
    if tab == "versions":
        made |= _history(store, post.id)
    if tab == "notes":
        made["notes"] = [
            entry
            for entry in store.lists.audit_page(AuditFilter(item=post.id)).items
            if entry.why and entry.who != PROGRAM and entry.kind not in SAID_ABOVE
        ]
    if tab == "trace" and (shown_there := post.submission or post.photo):
        judged = judge(store, shown_there, office.rules.words)
        made |= {"life": judged.life, "weights": judged.weights}
        made |= {"version": judged.version, "quote": judged.quote}
    if tab == "trace":
        made["layout"] = layout_view(store, store.queue.post(post.id), current_telling(office))
        made["runner_up"] = _runner_up(store, board, cell.day)
        learnt = learnt_of(store, store.queue.post(post.id), office.insights.context)
        made["form"] = form_figure(learnt) if learnt else None
    return Inspected(cell, **made)


def _runner_up(store: Store, board: Board, day: date) -> str:
    """The title of the story that came second on that day; "" where none did."""
    placed = next((head.placement for head in board.heads if head.day == day), None)
    second = placed.runner_up if placed else None
    story = store.library.story(second) if second else None
    return story.title if story else second or ""


def _history(store: Store, post: str) -> dict[str, Any]:
    versions, approvals = store.history.versions(post), store.history.approvals(post)
    return {
        "versions": versions,
        "pixels": store.history.poster_hashes({version.poster for version in versions}),
        "approvals": {
            version.number: [approval for approval in approvals if approval.version == version.number]
            for version in versions
        },
    }


def _talk(store: Store, cell: Cell, person: Person, request: Request, *, whole: bool) -> dict[str, Any]:
    """What outsiders think of the post; with `whole` all remarks, and who can be called."""
    if not whole:
        return {"opinions": opinions_now(store, cell.sight)}
    notes = notes_of(store, cell.sight, person, cell.now)
    return {"talk": notes, "opinions": notes.opinions, "people": people_menu(notes, language_of(request))}


def _tray(office: DeskContext, cell: Cell) -> list[Alternative]:
    """What could stand in the cell instead, best first."""
    return alternatives(
        office.open_store, cell.id, Retelling(current_telling(office), office.rules, office.clock())
    )
