"""The tables of groups, members and products: their columns, and what a row becomes."""

from datetime import date, time
from types import MappingProxyType
from typing import Any

from channels import cells
from channels.day_cells import a_day, days
from channels.definitions import Column, Definition, Values, not_before
from channels.slot_times import clock, in_order, slot_times, some_slot_times
from channels.zones import a_zone
from content.model import Group, GroupKind, Member, Message, Product, Slot
from content.validation import BadValue

SLOT_COLUMNS = {f"slot_{slot}": slot for slot in Slot}
_CALLED = {
    Slot.MORNING: ("早", ("morning", "早上", "早间", "上午", "早时段", "早上时间", "早间时间")),
    Slot.NOON: ("午", ("noon", "中", "中午", "午间", "午时段", "中午时间", "午间时间")),
    Slot.AFTERNOON: ("暮", ("afternoon", "下午", "傍晚", "暮时段", "下午时间", "傍晚时间")),
    Slot.EVENING: ("晚", ("evening", "夜", "夜里", "夜间", "晚上", "晚间", "晚时段", "晚上时间", "晚间时间")),
}


def _a_clock(text: Any) -> time | cells.Noted:
    notes: list[Message] = []
    at = clock(str(text), notes)
    return cells.Noted(at, tuple(notes)) if notes else at


def _holidays_fit(on_holidays: dict[Slot, time], earlier: Values) -> dict[Slot, time]:
    """Only slots that the group has, and in the order of the day."""
    slots = earlier.get("slots", on_holidays)
    if others := [slot for slot in on_holidays if slot not in slots]:
        raise BadValue(Message("cell.no_holiday_slot", slot=others[0].label))
    in_order(slots | on_holidays)
    return on_holidays


def _slot_column(name: str, slot: Slot) -> Column:
    zh, also = _CALLED[slot]
    return Column(name, zh, _a_clock, also=also, whole="slots", part=slot.value)


def _group(values: Values) -> Group:
    usual = {slot: slot.usual_time for slot in Slot}
    return Group(
        id=values["id"],
        name=values["name"],
        kind=values.get("kind", GroupKind.DAILY),
        size=values.get("members", 0),
        zone=values.get("timezone", "Asia/Shanghai"),
        slots=MappingProxyType(values.get("slots", usual)),
        promo_cap=values.get("promo_cap"),
        starts_on=values.get("starts_on"),
        ends_on=values.get("ends_on"),
        blackouts=frozenset[date](values.get("blackouts", ())),
        shares_members_with=frozenset[str](values.get("shares_members_with", ())),
        tags=frozenset[str](values.get("tags", ())),
        holiday_slots=values.get("holiday_slots", {}),
    )


GROUPS = Definition(
    "groups",
    (
        Column(
            "id",
            "群编号",
            cells.an_id,
            Message("table_example.group_id"),
            also=("编号", "群号", "群ID", "社群编号", "社群ID", "group_id"),
            required=True,
        ),
        Column(
            "name",
            "群名",
            cells.a_name,
            Message("table_example.group_name"),
            also=("群名称", "名称", "社群", "社群名", "社群名称", "群", "group", "group_name"),
            required=True,
        ),
        Column(
            "kind",
            "类型",
            cells.a_kind,
            Message("table_example.kind"),
            also=("群类型", "社群类型", "类别", "type"),
        ),
        Column(
            "members",
            "人数",
            cells.a_count,
            186,
            also=("成员数", "群人数", "社群人数", "群成员数", "规模", "size"),
        ),
        Column("timezone", "时区", a_zone, "Asia/Shanghai", also=("所在时区", "zone", "tz")),
        Column(
            "slots",
            "时段",
            slot_times,
            Message("table_example.slots"),
            structured=True,
            also=("推送时段", "推送时间", "时段时间"),
            join=dict,
        ),
        *(_slot_column(name, slot) for name, slot in SLOT_COLUMNS.items()),
        Column("promo_cap", "促销上限", cells.a_weight),
        Column(
            "starts_on",
            "开始日期",
            a_day,
            "2026-12-01",
            also=("开始", "起始日期", "开群日期", "建群日期", "start", "start_date"),
        ),
        Column(
            "ends_on",
            "结束日期",
            a_day,
            also=("结束", "截止日期", "闭群日期", "解散日期", "end", "end_date"),
            check=not_before("starts_on", "开始日期"),
        ),
        Column(
            "blackouts",
            "休群日",
            days,
            "2026-12-24~2026-12-26",
            structured=True,
            also=("休群", "休群日期", "停发日", "停发日期", "不发日"),
        ),
        Column(
            "shares_members_with",
            "重合群",
            cells.ids,
            also=("成员重合的群", "重合社群"),
            structured=True,
        ),
        Column(
            "tags",
            "标签",
            cells.words,
            Message("table_example.tags"),
            also=("群标签", "tag"),
            structured=True,
        ),
        Column(
            "holiday_slots",
            "节假日时段",
            some_slot_times,
            structured=True,
            also=("假日时段", "节假日推送时段"),
            check=_holidays_fit,
        ),
    ),
    _group,
    begun=frozenset({"id", "timezone", *SLOT_COLUMNS}),
    begun_at_least=frozenset({"id", "timezone"}),
)


SHOWN_NAMES = ("群昵称", "昵称", "nickname", "成员昵称", "会员昵称", "微信昵称", "微信名")  # not real names


MEMBERS = Definition(
    "members",
    (
        Column(
            "id",
            "成员编号",
            cells.an_id,
            Message("table_example.member_id"),
            also=("编号", "会员编号", "成员ID", "会员ID", "微信号", "member", "member_id"),
            required=True,
        ),
        Column(
            "nickname",
            "昵称",
            cells.a_name,
            Message("table_example.nickname"),
            also=("名字", "姓名", "会员昵称", "成员昵称", "群昵称", "微信昵称", "微信名", "成员", "name"),
            required=True,
            preferred=SHOWN_NAMES,
        ),
        Column(
            "group",
            "群",
            cells.an_id,
            Message("table_example.group_id"),
            also=(
                "所在群",
                "所属群",
                "所在社群",
                "群编号",
                "群名",
                "社群",
                "社群编号",
                "group_id",
                "home_group",
            ),
        ),
        Column("left_on", "退群日期", a_day, also=("退群时间", "离开日期", "left")),
    ),
    lambda values: Member(values["id"], values["nickname"], values.get("group"), values.get("left_on")),
)


PRODUCTS = Definition(
    "products",
    (
        Column(
            "id",
            "商品编号",
            cells.an_id,
            Message("table_example.product_id"),
            also=(
                "编号",
                "产品编号",
                "商品ID",
                "产品ID",
                "货号",
                "商品编码",
                "编码",
                "条码",
                "条形码",
                "商品条码",
                "产品编码",
                "sku",
                "item",
                "item_id",
                "item_code",
                "product_id",
            ),
            required=True,
        ),
        Column(
            "name",
            "商品名",
            cells.a_name,
            Message("table_example.product_name"),
            also=(
                "名称",
                "商品名称",
                "产品名称",
                "产品名",
                "品名",
                "商品",
                "产品",
                "product",
                "product_name",
            ),
            required=True,
        ),
        Column(
            "aliases",
            "别名",
            cells.names,
            Message("table_example.aliases"),
            structured=True,
            also=("又名", "俗称", "简称", "alias"),
        ),
    ),
    lambda values: Product(values["id"], values["name"], tuple(dict.fromkeys(values.get("aliases", ())))),
)
