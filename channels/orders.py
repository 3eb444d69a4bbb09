"""Orders of members out of a table: the shop's own list, one row an order, or as sums of days.

Which of the two a file is, its columns say: only single orders have an id and a time.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from channels import cells
from channels.day_cells import a_day
from channels.definitions import Column, Definition, Values
from channels.imports import read
from channels.slot_times import clock
from channels.tables import read_table
from content.model import Message, ShopOrder
from content.validation import BadValue

BUYERS = (
    *(
        "成员",
        "会员",
        "会员编号",
        "微信号",
        "客户",
        "买家",
        "买家会员名",
        "买家微信号",
        "客户编号",
        "客户ID",
        "买家ID",
        "买家昵称",
    ),
    *("member_id", "customer", "buyer", "customer_id", "buyer_id"),
)
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
            also=BUYERS,
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


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A row of the shop's list: the time as its clock shows it, in no zone."""

    id: str
    member: str
    clock: datetime
    amount: Decimal
    product: str
    coupon: str


_SPOKEN = re.compile(  # 2026年11月20日 下午3点
    r"(?P<day>\S+?)\s*(?P<time>(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)\s*\d{1,2}[点时:].*|\d{1,2}[点时].*)",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<day>.+?)[ T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<noon>[ap]m)?",
    re.ASCII | re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}\.\d+", re.ASCII)
_AMOUNT = re.compile(
    r"(?:[¥￥$]|rmb|cny)?(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,4})?(?:元|rmb|cny)?", re.ASCII | re.IGNORECASE
)
CENT = Decimal("0.01")


def wall_clock(text: str) -> datetime | cells.Noted:
    """Day and time as shops write them; midnight where there is no time. A spreadsheet's serial is noted."""
    written = cells.plain(text)
    if _SERIAL.fullmatch(written):
        noted = a_day(written)
        seconds = round(float(written) % 1 * 86_400)
        at = datetime.combine(_unnoted(noted), time()) + timedelta(seconds=seconds)
        return cells.Noted(at, (Message("cell.read_as", text=text, read=at.isoformat(" ")),))
    if spoken := _SPOKEN.fullmatch(written):
        notes: list[Message] = []
        day = a_day(spoken["day"])
        notes += day.notes if isinstance(day, cells.Noted) else ()
        at = datetime.combine(_unnoted(day), clock(spoken["time"], notes))
        return cells.Noted(at, tuple(notes)) if notes else at
    match = _TIME.fullmatch(written)
    day = a_day(match["day"] if match else written)
    try:
        hour = time(_hour(match), int(match["minute"]), int(match["second"] or 0)) if match else time()
    except ValueError:
        raise BadValue(Message("cell.no_instant", text=text)) from None
    at = datetime.combine(_unnoted(day), hour)
    return cells.Noted(at, day.notes) if isinstance(day, cells.Noted) else at


def _hour(match: re.Match[str]) -> int:
    hour, noon = int(match["hour"]), (match["noon"] or "").lower()
    if noon and not 1 <= hour <= 12:
        return 24  # 15:00 pm is no time
    return hour % 12 + (12 if noon == "pm" else 0) if noon else hour


def _unnoted(day: date | cells.Noted) -> date:
    return day.value if isinstance(day, cells.Noted) else day


def _amount(text: str) -> Decimal:
    match = _AMOUNT.fullmatch("".join(cells.plain(text).split()))
    if match is None:
        raise BadValue(Message("cell.no_amount", text=text))
    return Decimal(f"{match[1].replace(',', '')}{match[2] or ''}").quantize(CENT)


def _order_line(values: Values) -> OrderLine:
    return OrderLine(
        values["id"],
        values["member"],
        values["time"],
        values["amount"],
        values.get("product", ""),
        values.get("coupon", ""),
    )


SHOP_ORDERS: Definition[OrderLine] = Definition(
    "shop_orders",
    (
        Column(
            "id",
            "订单号",
            cells.an_id,
            "D20261120001",
            also=("订单编号", "订单ID", "order_id", "order"),
            required=True,
        ),
        Column(
            "member",
            "成员编号",
            cells.an_id,
            "m012",
            also=BUYERS,
            required=True,
        ),
        Column(
            "time",
            "下单时间",
            wall_clock,
            "2026-11-20 20:31",
            also=(
                *("付款时间", "支付时间", "订单时间", "订单创建时间", "订单付款时间", "时间"),
                *("ordered_at", "paid_at", "date", "order_date", "order_time", "payment_time"),
            ),
            required=True,
        ),
        Column(
            "amount",
            "金额",
            _amount,
            "129.00",
            also=(
                "实付金额",
                "买家实付金额",
                "买家实际支付金额",
                "实际支付金额",
                "实收款",
                "实收金额",
                "实付款",
                "实付",
                "订单金额",
                "支付金额",
                "总价",
                "total",
                "price",
            ),
            required=True,
        ),
        Column(
            "product",
            "商品",
            cells.a_name,
            also=("商品编号", "商品名称", "商品名", "宝贝标题", "商品标题", "sku", "product_name", "item"),
        ),
        Column("coupon", "优惠券", cells.a_line, also=("优惠码", "券码", "优惠券码", "coupon_code")),
    ),
    _order_line,
)


def lists_single_orders(path: Path, sheet: str | None = None) -> bool:
    """Whether a table has a row for each order. WrongInput for a file that is no table."""
    table = read_table(path, SHOP_ORDERS, sheet)
    named = {name for row in table.rows for name in row.values} | set(table.headings)
    return {"id", "amount"} <= named


def shop_order(line: OrderLine, zone: ZoneInfo) -> ShopOrder:
    """The order of a shop whose clocks stand in `zone`."""
    at, day = line.clock.replace(tzinfo=zone), line.clock.date()
    return ShopOrder(line.id, line.member, at, day, line.amount, line.product, line.coupon)
