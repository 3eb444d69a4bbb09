"""The shop's orders, one by one or as sums of days."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from channels.orders import ORDERS, SHOP_ORDERS, lists_single_orders, shop_order, sums
from cli.common import AsJson, WorkDir, say
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.model import Message
from services.table_shelf import RowOutcome, compared

HERE = WorkDir()
AS_IS = TableOptions()


def import_orders(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Take in the shop's list of orders: one row an order, or a member's orders of a day.

    An order that is known by its id is replaced, never counted twice.

    Example: `sishi orders import orders.xlsx`
    """
    request = ImportRequest(file, options, json)
    if wrote_template(SHOP_ORDERS, request):
        return TAKEN
    return take_orders(request, place)


def take_orders(request: ImportRequest, place: WorkDir) -> int:
    """Take either list; which of the two a file is, its columns say."""
    is_single = lists_single_orders(request.source(), request.options.sheet)
    return _take_single(request, place) if is_single else _take_sums(request, place)


def _take_single(request: ImportRequest, place: WorkDir) -> int:
    with place.context() as context:
        reading = read_reporting(SHOP_ORDERS, request)
        if reading is None:
            return REFUSED
        listed = [shop_order(line, context.zone) for line in reading.items]
        with context.open_store() as store:
            ids = {alias.id: alias.member for alias in store.people.aliases()}
            orders = {
                order.id: replace(order, member=ids.get(order.member, order.member)) for order in listed
            }
            outcomes = compared(orders, store.orders.by_id(list(orders)))
            store.orders.put_orders(
                [order for key, order in orders.items() if outcomes[key] is not RowOutcome.UNCHANGED]
            )
    report(request, reading, [outcomes[line.id] for line in reading.items])
    new = sum(outcome is RowOutcome.NEW for outcome in outcomes.values())
    members = len({order.member for order in orders.values()})
    file = str(request.source())
    say(Message("orders.taken", orders=len(orders), new=new, members=members, file=file))
    return TAKEN


def _take_sums(request: ImportRequest, place: WorkDir) -> int:
    workspace = place.open()
    reading = read_reporting(ORDERS, request)
    if reading is None:
        return REFUSED
    with workspace.open_store() as store:
        ids = {alias.id: alias.member for alias in store.people.aliases()}
        orders = [(ids.get(member, member), day, many) for member, day, many in reading.items]
        by_day = sums(orders)
        known = store.koc.order_sums(min((day for _, day in by_day), default=date.max))
        outcomes = compared(by_day, known)
        store.koc.put_orders(
            {key: by_day[key] for key in by_day if outcomes[key] is not RowOutcome.UNCHANGED}
        )
    report(request, reading, [outcomes[member, day] for member, day, _ in orders])
    members = {member for member, _ in by_day}
    file = str(request.source())
    say(Message("cli_koc.orders", orders=sum(by_day.values()), members=len(members), file=file))
    return TAKEN
