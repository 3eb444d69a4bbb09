"""What each task of a night calls: one line into content, on the workspace that the order names.

Workspace and worker processes are opened once in a process and shared by all its tasks.
"""

import atexit
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from channels.readers.collect import forget_gone, opened_in, sources_of
from channels.readers.sources import Source
from content import report as reports
from content.compose.copy_templates import load_copy
from content.compose.stage import Telling, tell
from content.errors import WrongInput
from content.gather import Gathered, Gathering, forget_copies, gather, heal
from content.learn import stage as learn_stage
from content.learn.stage import Learnt
from content.media import shelve
from content.model import Message
from content.night import Drawn, LaidOut, Order, Shortlisted, Told
from content.planner import stage as lay_out_stage
from content.posters import load_templates
from content.posters.encode import Out
from content.posters.engines import version_of
from content.posters.stage import draw_posters, posters_of
from content.rights.leave import bring_back, clear_taken_back
from content.score import stage as score_stage
from content.score.shop import take_shop_pictures
from content.shortlist import stage as shortlist_stage
from content.text.book import read_words
from content.workers import MEMORY, Workers
from content.workspace import Workspace, open_workspace

PRELOAD = ("content.media", "content.score.image", "content.posters.draw")


def begin(order: Order) -> None:
    """Write down that the run began; refuse what cannot be done, as a night without groups."""
    with _at(order).open_store() as store:
        known = {group.id for group in store.library.groups()}
        if unknown := sorted(set(order.groups) - known):
            raise WrongInput(Message("group.unknown", group=unknown[0]))
        if not known:
            raise WrongInput(Message("group.none"))
        store.runs.begin_run(order.run, _asked(order), _now())


def end(order: Order, report: dict[str, Any]) -> None:
    """Keep the run's report. Pictures that were taken back, copies nobody waits for, and old changes go."""
    workspace = _at(order)
    clear_taken_back(workspace.open_store, workspace)
    forget_copies(workspace.open_store, workspace.var / "quarantine")
    with workspace.open_store() as store:
        store.feed.prune_changes(_now())
        store.runs.end_run(order.run, report, _now())


def cut_off(order: Order) -> None:
    """Write down that the run was stopped."""
    with _at(order).open_store() as store:
        store.runs.cut_off_run(order.run, _now())


def folders(order: Order) -> list[str]:
    """`inbox number/folder` of everything there is to look at."""
    workspace, sources = _at(order), _inboxes(order)
    heal(workspace.open_store, workspace.media, _workers(order.workspace))
    forget_gone(workspace, sources, _now())
    return [f"{n}/{folder}" for n, inbox in enumerate(sources) for folder in inbox.folders()]


def gather_folder(order: Order, folder: str) -> Gathered:
    workspace = _at(order)
    number, _, name = folder.partition("/")
    work = Gathering(
        inbox=_inboxes(order)[int(number)],
        media=workspace.media,
        quarantine=workspace.var / "quarantine",
        workers=_workers(order.workspace),
        now=_now(),
        run=order.run,
    )
    with opened_in(workspace):
        return gather(workspace.open_store, work, name)


def unscored(order: Order) -> list[str]:
    return score_stage.unscored(_at(order).open_store)


def score_chunk(order: Order, ids: Sequence[str]) -> int:
    workspace = _at(order)
    return score_stage.score_submissions(
        workspace.open_store,
        ids,
        workspace.media,
        _workers(order.workspace),
        _now(),
        workspace.face_model,
    )


def train(order: Order) -> Learnt:
    """Learn from what the team decided, if anything is new."""
    workspace = _at(order)
    return learn_stage.train(workspace.open_store, workspace.brand.name, now=_now())


def shortlist(order: Order) -> Shortlisted:
    workspace = _at(order)
    take_shop_pictures(
        workspace.open_store,
        workspace.shop_pictures,
        workspace.media,
        _workers(order.workspace),
        zone=workspace.settings.zone,
        now=_now(),
    )
    weights = learn_stage.weights_in_use(workspace.open_store)
    return shortlist_stage.shortlist(
        workspace.open_store,
        workspace.choice_rules,
        order.first_day,
        now=_now(),
        run=order.run,
        weights=weights,
    )


def lay_out(order: Order) -> LaidOut:
    workspace = _at(order)
    return lay_out_stage.lay_out(workspace.open_store, workspace.plan_rules, order, now=_now())


def tellings(order: Order) -> list[str]:
    """Groups with something to tell or to withdraw."""
    with _at(order).open_store(reading=True) as store:
        return [group.id for group in store.library.groups() if not order.groups or group.id in order.groups]


def tell_groups(order: Order, groups: Sequence[str]) -> Told:
    workspace = _at(order)
    aside: list[str] = []
    telling = Telling(
        voice=workspace.brand.voice,
        style=workspace.style,
        copy=load_copy(workspace.templates("copy")),
        templates=load_templates(*workspace.templates("posters"), aside=aside),
        engine_name=version_of(workspace.settings.posters.engine),
        holidays=workspace.days.holidays,
        words=read_words(workspace.root).person,
    )
    told = tell(
        workspace.open_store, telling, groups, order.first_day, order.last_day, now=_now(), run=order.run
    )
    return replace(told, failed=tuple(aside))


def posters(order: Order) -> list[str]:
    """Keys of the posters that are needed. Pictures whose authors agreed again can be drawn again."""
    workers = _workers(order.workspace)
    bring_back(_at(order).open_store, _at(order), lambda jobs: list(workers.map(shelve, jobs)))
    return posters_of(_at(order).open_store, order.groups, order.first_day, order.last_day)


def render_chunk(order: Order, keys: Sequence[str]) -> Drawn:
    workspace = _at(order)
    return draw_posters(
        workspace.open_store,
        keys,
        root=workspace.root,
        folder=workspace.posters,
        templates=workspace.templates("posters"),
        media=workspace.media,
        workers=_workers(order.workspace),
        now=_now(),
        fonts=workspace.fonts,
        out=Out(max_bytes=workspace.settings.posters.max_bytes),
    )


def report(order: Order) -> dict[str, Any]:
    return reports.report(_at(order).open_store, order)


def _at(order: Order) -> Workspace:
    return _open(order.workspace)


@cache
def _open(root: str) -> Workspace:
    return open_workspace(Path(root))


@cache
def _workers(root: str) -> Workers:
    said = _open(root).settings.workers
    memory = (
        MEMORY if _open(root).settings.posters.engine == "takumi" else None
    )  # Chromium reserves terabytes
    workers = Workers(said.count, seconds=said.seconds, memory=memory, preload=PRELOAD)
    atexit.register(workers.__exit__, None, None, None)
    return workers


@lru_cache(maxsize=1)  # of one order: each of its tasks would look into every folder again
def _inboxes(order: Order) -> list[Source]:
    workspace = _at(order)
    found = (sources_of(workspace, folder, name, _now()) for name, folder in workspace.inboxes(order.inboxes))
    return [source for sources in found for source in sources]


def _asked(order: Order) -> dict[str, Any]:
    return {
        "first_day": order.first_day.isoformat(),
        "days": order.days,
        "groups": list(order.groups),
        "inboxes": list(order.inboxes),
        "seed": order.seed,
        "posters": order.posters,
    }


def _now() -> datetime:
    return datetime.now(UTC)
