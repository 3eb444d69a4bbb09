"""The shop's orders, one by one or as sums of days."""

from pathlib import Path
from zoneinfo import ZoneInfo

from cli.common import Place, say
from content.model import Message

HERE = Place()


def import_orders(file: Path, *, place: Place = HERE) -> None:
    """Take in the shop's list of orders: one row an order, or a member's orders of a day.

    An order that is known by its id is replaced, never counted twice.

    Example: `sishi orders import orders.xlsx`
    """
    from channels.orders import lists_single_orders, read_orders, read_shop_orders

    workspace = place.open()
    if lists_single_orders(file):
        orders = read_shop_orders(file, ZoneInfo(workspace.settings.zone))
        with workspace.open_store() as store:
            new = store.orders.put_orders(orders)
        members = len({order.member for order in orders})
        say(Message("orders.taken", orders=len(orders), new=new, members=members, file=str(file)))
        return
    by_day = read_orders(file)
    with workspace.open_store() as store:
        store.koc.put_orders(by_day)
    members = len({member for member, _ in by_day})
    say(Message("cli_koc.orders", orders=sum(by_day.values()), members=members, file=str(file)))
