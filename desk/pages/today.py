"""今日: what needs me now, by deadline; what goes out next; how the last night went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from content.model import Message, PostState, Verb
from content.store import Store
from content.store.lists import QueueFilter
from content.store.runs import Run
from content.store.views import Card, Counts
from desk.auth import Person, may, office_of
from desk.datetimes import today_in
from desk.night import NightView, night_of
from desk.pages.replans import band_of
from desk.pages.said import said_in, shown
from desk.posts import timed
from desk.render import render
from services.plan_now import BY_DESK

router = APIRouter()
LISTED, NEXT = 12, 4  # posts by deadline; sends of each group
GROUPS = 12  # groups whose next sends are shown
RUNS = 8  # looked through for the last night
WAITING = (PostState.IN_REVIEW, PostState.RETURNED, PostState.DRAFT)
GOING = (PostState.APPROVED, PostState.HANDED_OFF)


@dataclass(frozen=True, slots=True)
class GroupAhead:
    """A group and the posts that go out next, approved ones only."""

    group: str
    cards: tuple[Card, ...]


@router.get("/")
def today(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    office = office_of(request)
    now, zone = office.clock(), office.workspace.settings.zone
    day = today_in(zone, now)
    with office.open_store(reading=True) as store:
        newest = store.feed.newest_change()
        due = store.lists.queue_page(QueueFilter(states=WAITING, after=now), most=LISTED).items
        ahead = _ahead(store, now)
        runs = store.runs.newest(RUNS)
        band = band_of(request, store, person)
    counts, night = office.counts.at(now, newest), _last(runs, now)
    answer = render(
        request,
        "today.html.j2",
        counts=counts,
        waiting=counts.by_state.get(PostState.IN_REVIEW, 0),
        tiles=_tiles(counts, night),
        due=timed(office, due),
        ahead=ahead,
        night=night,
        day=day,
        zone=zone,
        said=said_in(request),
        **band,
    )
    return shown(request, answer)


def _ahead(store: Store, now: datetime) -> list[GroupAhead]:
    """The next approved sends of the groups that have some, soonest group first."""
    by_group: dict[str, list[Card]] = {}
    for card in store.lists.queue_page(QueueFilter(states=GOING, after=now), most=GROUPS * NEXT).items:
        by_group.setdefault(card.post.group, []).append(card)
    return [GroupAhead(key, tuple(cards[:NEXT])) for key, cards in list(by_group.items())[:GROUPS]]


def _last(runs: Sequence[Run], now: datetime) -> NightView | None:
    """The last night; what only planned again since is none."""
    return next((night_of(run, now) for run in runs if _is_night(run)), None)


def _is_night(run: Run) -> bool:
    """A run that is none came from the desk, or looked into no inbox."""
    seconds = (run.report or {}).get("seconds_by_stage")
    return not run.id.startswith(BY_DESK) and (seconds is None or "gather" in seconds)


def _tiles(counts: Counts, night: NightView | None) -> list[tuple[str, str, int, Message, str]]:
    """(tone, icon, count, name, address) of the four."""
    by_state = counts.by_state
    failed = counts.failed_posters + by_state.get(PostState.REFUSED, 0) + by_state.get(PostState.UNKNOWN, 0)
    failed += len(night.problems) if night else 0
    tiles = [
        ("wait", "clock", by_state.get(PostState.IN_REVIEW, 0), "in_review", "/queue?status=in_review"),
        ("chg", "comment", by_state.get(PostState.RETURNED, 0), "returned", "/queue?status=returned"),
        ("info", "plus", counts.gaps, "gaps", "/groups?gaps=1"),
        ("bad", "warn", failed, "failed", f"/runs/{night.run.id}" if night else "/runs"),
    ]
    return [
        (tone, icon, count, Message(f"desk_name.tile_{tile}"), address)
        for tone, icon, count, tile, address in tiles
    ]
