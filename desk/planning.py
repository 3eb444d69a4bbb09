"""Planning the coming days anew, now: what a night does between choosing and reviewing, for all groups."""

from datetime import timedelta
from typing import Any

from content.errors import SishiError
from content.lay_out.stage import lay_out
from content.model import Verb
from content.night import Order
from content.posters.stage import posters_of
from content.report import report
from content.tell import tell
from desk.moments import today_in
from desk.office import Office
from desk.people import Person
from desk.studio import draw_due, telling_of

BY_DESK = "desk-"  # what the names of its runs begin with


def plan_now(office: Office, person: Person) -> str:
    """Lay out the window from tomorrow on, tell what changed and draw it; the run's name. What need not move
    stays. Busy while another run is under way; whatever goes wrong, the run says so."""
    order = _order(office)
    with office.workspace.only_run():
        with office.open_store() as store:
            store.begin_run(order.run, _asked(order), office.clock())
            store.write_down(Verb.RERUN, order.run, who=person.name, at=office.clock())
        try:
            ended = _planned(office, order)
        except SishiError as error:
            _end(office, order, {"failed": [str(error)]})
            raise
        _end(office, order, ended)
    return order.run


def _planned(office: Office, order: Order) -> dict[str, Any]:
    lay_out(office.open_store, office.workspace.plan_rules, order, now=office.clock())
    with office.open_store(reading=True) as store:
        groups = [group.id for group in store.groups()]
    first, last = order.first_day, order.last_day
    tell(office.open_store, telling_of(office), groups, first, last, now=office.clock(), run=order.run)
    failed = draw_due(office, posters_of(office.open_store, (), first, last))
    return {**report(office.open_store, order), "failed": [f"poster {each}" for each in failed]}


def _order(office: Office) -> Order:
    now, settings = office.clock(), office.workspace.settings
    tomorrow = today_in(settings.zone, now) + timedelta(days=1)
    return Order(str(office.root), tomorrow, settings.plan.days, run=f"{BY_DESK}{now:%Y%m%d-%H%M%S}")


def _asked(order: Order) -> dict[str, Any]:
    return {"first_day": order.first_day.isoformat(), "days": order.days}


def _end(office: Office, order: Order, ended: dict[str, Any]) -> None:
    with office.open_store() as store:
        store.end_run(order.run, ended, office.clock())
