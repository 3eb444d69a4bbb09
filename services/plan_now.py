"""Planning the coming days again, now: what a night does between choosing and reviewing, for all groups.

It is a run that goes on beside whoever asked for it. How it stands is in the database, so every process says
the same; whether it lives is told by the lock of the workspace, held from before the answer until its end.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from content.errors import NotReady, SishiError
from content.model import Message, Verb
from content.night import NightOrder
from content.posters.stage import posters_of
from content.store import Store
from content.store.base import batched
from content.store.runs import Run
from services.composing import compose_with, current_telling
from services.context import Context
from services.drawing import draw
from services.nightly import lay_out
from services.report import report

BY_DESK = "desk-"  # what the names of its runs begin with
CHANGE = "replan"  # what the feed calls its beginning and its end, as it does what waits for it
COMPOSED_AT_ONCE = 200  # groups; others write between two transactions
DRAWN_AT_ONCE = 20  # posters; whoever types meanwhile waits for a sketch until so many are drawn


class Stopped(Exception):
    """The program ends: what goes on beside it does not begin its next step."""


class Background(Protocol):
    """Does a piece of work while its caller goes on."""

    def begin(self, work: Callable[[], None], name: str) -> None: ...

    def step(self) -> None:
        """Work calls this before each of its steps. Stopped where the program ends."""


def begin_plan(context: Context, actor: str, background: Background) -> str:
    """Begin to lay out the window from tomorrow on, to write what changed and to draw it; the run's name.

    What need not move stays. Busy at once while another run is under way; how it ended, the run says."""
    order = _order(context)
    with ExitStack() as held:
        held.enter_context(context.workspace.only_run())
        with context.open_store() as store:
            store.runs.begin_run(order.run, _as_json(order, actor), context.clock())
            store.write_down(Verb.RERUN, order.run, actor=actor, at=context.clock())
            store.note(CHANGE, order.run, context.clock())
        background.begin(partial(_run, context, order, background, held.pop_all()), order.run)
    return order.run


def plan_of(context: Context, store: Store, name: str) -> Run | None:
    """The plan that is under way; else the one of this name, if it is one."""
    under_way = store.runs.run_under_way(BY_DESK)
    if under_way is not None:
        run = as_it_is(context, under_way)
        if run.ended_at is None or run.id == name:
            return run
    return store.lists.run(name) if name.startswith(BY_DESK) else None


def as_it_is(context: Context, run: Run) -> Run:
    """The run; a plan whose process ended without a word is ended first.

    A living run holds the workspace, so whoever can hold it knows that there is none.
    """
    if run.ended_at is not None or not run.id.startswith(BY_DESK):
        return run
    now = context.clock()
    with suppress(NotReady), context.workspace.only_run(), context.open_store() as store:
        if store.runs.cut_off_run(run.id, now):
            store.note(CHANGE, run.id, now)
            return replace(run, ended_at=now)
    return run


def _run(context: Context, order: NightOrder, background: Background, held: ExitStack) -> None:
    """Plan, and write down how that ended, whatever happens: nobody waits for it."""
    ended: dict[str, Any] | None = None  # as of a run that was cut off
    with held:
        try:
            ended = _plan(context, order, background.step)
        except Stopped:
            pass
        except SishiError as error:
            ended = {"failed": [error.message.to_json()]}
        except Exception as error:
            ended = {"failed": [_unforeseen(error).to_json()]}
            raise  # into the program's own output, with the way it took
        finally:
            _end(context, order, ended)


def _plan(context: Context, order: NightOrder, step: Callable[[], None]) -> dict[str, Any]:
    """The steps of a night from laying out on; `step` is called before each."""
    step()
    lay_out(context, order)
    with context.open_store(reading=True) as store:
        groups = [group.id for group in store.library.groups()]
    telling = current_telling(context)
    for some in batched(groups, COMPOSED_AT_ONCE):
        step()
        compose_with(telling, context, order, some)
    failed: list[Message] = []
    for keys in batched(posters_of(context.open_store, (), order.first_day, order.last_day), DRAWN_AT_ONCE):
        step()
        failed += draw(context, keys).failed
    return {**report(context.open_store, order), "failed": [failure.to_json() for failure in failed]}


def _order(context: Context) -> NightOrder:
    days = context.workspace.settings.plan.days
    name = f"{BY_DESK}{context.clock():%Y%m%d-%H%M%S}"
    return NightOrder(str(context.root), context.today + timedelta(days=1), days, run=name)


def _as_json(order: NightOrder, actor: str) -> dict[str, Any]:
    return {"first_day": order.first_day.isoformat(), "days": order.days, "by": actor}


def _unforeseen(error: Exception) -> Message:
    text = "".join(str(error).splitlines()[:1])
    return Message("desk_run.unforeseen", kind=type(error).__name__, text=text)


def _end(context: Context, order: NightOrder, ended: dict[str, Any] | None) -> None:
    """`ended` is its report; None where it was cut off."""
    with context.open_store() as store:
        if ended is None:
            store.runs.cut_off_run(order.run, context.clock())
        else:
            store.runs.end_run(order.run, ended, context.clock())
        store.note(CHANGE, order.run, context.clock())
