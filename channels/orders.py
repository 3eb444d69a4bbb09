"""Orders of members out of a table: the shop's own list, as the purchase axis needs it."""

import re
from datetime import date
from pathlib import Path

from channels import cells
from channels.day_cells import a_day
from channels.definitions import Column, Definition, Values
from channels.imports import read
from content.model import Message
from content.validation import BadValue

MOST_ORDERS = 10_000  # of a member on one day
Order = tuple[str, date, int]


def _many(text: str) -> int:
    try:
        orders = cells.a_count(text)
    except BadValue:
        orders = MOST_ORDERS + 1
    if orders > MOST_ORDERS:
        raise BadValue(Message("cell.no_orders", value=text, most=MOST_ORDERS))
    return orders


def _day_of(text: str) -> date | cells.Noted:
    """The day of an order. Shops write the time of day beside it, which is no matter here."""
    return a_day(re.sub(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$", "", cells.plain(text)))


def _order(values: Values) -> Order:
    return values["member"], values["date"], values["orders"]


ORDERS: Definition[Order] = Definition(
    "orders",
    (
        Column(
            "member",
            "成员编号",
            cells.an_id,
            Message("table_example.member_id"),
            also=("成员", "会员", "会员编号", "微信号", "客户", "买家", "member_id", "customer", "buyer"),
            required=True,
        ),
        Column(
            "date",
            "日期",
            _day_of,
            "2026-11-20",
            also=("下单日期", "下单时间", "订单日期", "付款时间", "day", "ordered_at"),
            required=True,
        ),
        Column(
            "orders",
            "订单数",
            _many,
            2,
            also=("订单", "订单数量", "数量", "单数", "笔数", "count"),
            required=True,
        ),
    ),
    _order,
    key="member",
    unique=False,
)


def read_orders(path: Path, sheet: str | None = None) -> dict[tuple[str, date], int]:
    """(member, day) -> orders, out of the columns member, date and orders; rows of one day are added up.

    BadTable names all bad rows; WrongInput for a file that is no table, or lacks a column.
    """
    return sums(read(ORDERS, path, sheet).items)


def sums(orders: list[Order]) -> dict[tuple[str, date], int]:
    """(member, day) -> all orders of that day."""
    by_day: dict[tuple[str, date], int] = {}
    for member, day, many in orders:
        by_day[member, day] = by_day.get((member, day), 0) + many
    return by_day
