"""Planning the coming days anew, now: what a night does between choosing and reviewing, for all groups.

It is a run that goes on beside the desk. How it stands is in the database, so every process of the desk says
the same; whether it lives is told by the lock of the workspace, held from before the answer until its end.
"""

from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from content.compose.stage import tell
from content.errors import NotReady, SishiError
from content.model import Message, Verb
from content.night import Order
from content.planner.stage import lay_out
from content.posters.stage import posters_of
from content.report import report
from content.store import Store
from content.store.base import batched
from content.store.runs import Run
from desk.auth import Person
from desk.background import Stopped
from desk.context import Office
from desk.datetimes import today_in
from desk.drawing import draw_due, telling_of

BY_DESK = "desk-"  # what the names of its runs begin with
CHANGE = "replan"  # what the feed calls its beginning and its end, as it does what waits for it
TOLD_AT_ONCE = 200  # groups; others write between two transactions
DRAWN_AT_ONCE = 20  # posters; whoever types meanwhile waits for a sketch until so many are drawn


def begin_plan(office: Office, person: Person) -> str:
    """Begin to lay out the window from tomorrow on, to tell what changed and to draw it; the run's name. What
    need not move stays. Busy at once while another run is under way; how it ended, the run says."""
    order = _order(office)
    with ExitStack() as held:
        held.enter_context(office.workspace.only_run())
        with office.open_store() as store:
            store.runs.begin_run(order.run, _asked(order, person), office.clock())
            store.write_down(Verb.RERUN, order.run, actor=person.name, at=office.clock())
            store.note(CHANGE, order.run, office.clock())
        office.beside.begin(partial(_run, office, order, held.pop_all()), order.run)
    return order.run


def plan_of(office: Office, store: Store, named: str) -> Run | None:
    """The plan from the desk that is under way; else the one that is named, if it is one."""
    under_way = store.runs.run_under_way(BY_DESK)
    if under_way is not None:
        run = as_it_is(office, under_way)
        if run.ended_at is None or run.id == named:
            return run
    return store.lists.run(named) if named.startswith(BY_DESK) else None


def as_it_is(office: Office, run: Run) -> Run:
    """The run; a plan from the desk whose process ended without a word is ended first.

    A living run holds the workspace, so whoever can hold it knows that there is none.
    """
    if run.ended_at is not None or not run.id.startswith(BY_DESK):
        return run
    now = office.clock()
    with suppress(NotReady), office.workspace.only_run(), office.open_store() as store:
        if store.runs.cut_off_run(run.id, now):
            store.note(CHANGE, run.id, now)
            return replace(run, ended_at=now)
    return run


def _run(office: Office, order: Order, held: ExitStack) -> None:
    """Plan, and write down how that ended, whatever happens: nobody waits for it."""
    ended: dict[str, Any] | None = None  # as of a run that was cut off
    with held:
        try:
            ended = _planned(office, order)
        except Stopped:
            pass
        except SishiError as error:
            ended = {"failed": [_stored(error.message)]}
        except Exception as error:
            ended = {"failed": [_stored(_unforeseen(error))]}
            raise  # into the desk's own output, with the way it took
        finally:
            _end(office, order, ended)


def _planned(office: Office, order: Order) -> dict[str, Any]:
    step, first, last = office.beside.step, order.first_day, order.last_day
    step()
    lay_out(office.open_store, office.workspace.plan_rules, order, now=office.clock())
    with office.open_store(reading=True) as store:
        groups = [group.id for group in store.library.groups()]
    telling = telling_of(office)
    for some in batched(groups, TOLD_AT_ONCE):
        step()
        tell(office.open_store, telling, some, first, last, now=office.clock(), run=order.run)
    failed: list[str] = []
    for keys in batched(posters_of(office.open_store, (), first, last), DRAWN_AT_ONCE):
        step()
        failed += draw_due(office, keys)
    return {**report(office.open_store, order), "failed": [f"poster {each}" for each in failed]}


def _order(office: Office) -> Order:
    now, settings = office.clock(), office.workspace.settings
    tomorrow = today_in(settings.zone, now) + timedelta(days=1)
    return Order(str(office.root), tomorrow, settings.plan.days, run=f"{BY_DESK}{now:%Y%m%d-%H%M%S}")


def _asked(order: Order, person: Person) -> dict[str, Any]:
    return {"first_day": order.first_day.isoformat(), "days": order.days, "by": person.name}


def _unforeseen(error: Exception) -> Message:
    text = "".join(str(error).splitlines()[:1])
    return Message("desk_run.unforeseen", kind=type(error).__name__, text=text)


def _stored(failure: Message | str) -> dict[str, Any] | str:
    return failure.to_json() if isinstance(failure, Message) else failure


def _end(office: Office, order: Order, ended: dict[str, Any] | None) -> None:
    """`ended` is its report; None where it was cut off."""
    with office.open_store() as store:
        if ended is None:
            store.runs.cut_off_run(order.run, office.clock())
        else:
            store.runs.end_run(order.run, ended, office.clock())
        store.note(CHANGE, order.run, office.clock())
