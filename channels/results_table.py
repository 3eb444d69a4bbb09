"""Tables of what the team knows of posts: when one was sent by hand and what came back, and who clicked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from channels import cells
from channels.day_cells import MonthDay, a_month_day, a_past_day
from channels.definitions import Column, Definition, Values
from channels.orders import wall_clock
from channels.slot_times import a_slot, clock
from channels.story_cells import a_form
from content.model import Message, Slot
from content.validation import BadValue

EARLIEST = date(2000, 1, 1)
COUNTS = ("replies", "answers", "likes", "clicks", "pictures", "coupons", "left")
_HAS_TIME = re.compile(r"\d:\d\d|\d[点时點]|\d{5}\.\d|T\d\d")
_NO_YEAR = re.compile(r"(?P<day>\d{1,2}\s*月\s*\d{1,2}\s*[日号]?)\s*(?P<time>\D*\d.*)", re.ASCII)
_BARE_TIME = re.compile(r"\D*\d{1,2}(?:[:点时點]\D*(?:\d{1,2}(?::\d\d)?)?分?)?\s*(?:[ap]m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class YearlessInstant:
    """A time of a day of any year."""

    day: MonthDay
    at: time


Instant = datetime | time | YearlessInstant  # aware, or as a clock shows it, with its day or without


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A row: its post by id, or by group, day and slot; the time as it is written, and counts by name."""

    post: str
    group: str
    day: date | MonthDay | None
    slot: Slot | None
    sent_at: Instant | None
    form: str
    code: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClickLine:
    """A row: which post or short link's code was opened when, and by whom, "" where nobody knows."""

    target: str
    at: Instant
    member: str


def an_instant(text: str) -> Instant | cells.Noted:
    """A time with its day, in a zone where one is written; or a time alone."""
    written = cells.plain(text)
    if re.match(r"\d{4}-\d\d-\d\dT?[ \d:.]*(?:Z|[+-]\d\d:?\d\d)$", written):
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            raise BadValue(Message("cell.no_instant", text=text)) from None
    if _BARE_TIME.fullmatch(written) and (":" in written or re.search("[点时點]", written)):
        notes: list[Message] = []
        at = clock(written, notes)
        return cells.Noted(at, tuple(notes)) if notes else at
    if not _HAS_TIME.search(written):
        raise BadValue(Message("cell.no_instant", text=text))
    if match := _NO_YEAR.fullmatch(written):
        return _yearless(text, match)
    return wall_clock(text)


def _yearless(text: str, match: re.Match[str]) -> YearlessInstant | cells.Noted:
    day = a_month_day(match["day"])
    if day is None:
        raise BadValue(Message("cell.no_instant", text=text))
    notes: list[Message] = []
    at = YearlessInstant(day, clock(match["time"], notes))
    return cells.Noted(at, tuple(notes)) if notes else at


def a_moment(text: str) -> Instant | cells.Noted:
    """A time with its day."""
    value = an_instant(text)
    if not isinstance(value.value if isinstance(value, cells.Noted) else value, datetime):
        raise BadValue(Message("cell.no_instant", text=text))
    return value


def instant_in(zone: ZoneInfo, at: Instant, day: date | None = None) -> datetime:
    """The instant that is meant by the clocks of a zone: a time alone is of that `day`, and a year too."""
    if isinstance(at, YearlessInstant):
        at = datetime.combine(at.day.last_until(day or EARLIEST), at.at)
    if isinstance(at, time):
        at = datetime.combine(day or date.min, at)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _result(values: Values) -> ResultLine:
    return ResultLine(
        values.get("post", ""),
        values.get("group", ""),
        values.get("date"),
        values.get("slot"),
        values.get("sent_at"),
        values.get("form", ""),
        values.get("code", ""),
        {name: values[name] for name in COUNTS if name in values},
    )


def _count(name: str, zh: str, also: Iterable[str], example: int | str = "") -> Column:
    return Column(name, zh, cells.a_count, example, also=tuple(also))


RESULTS: Definition[ResultLine] = Definition(
    "results",
    (
        Column(
            "post",
            "推送编号",
            cells.an_id,
            Message("table_example.result_post"),
            also=("推送", "编号", "post_id", "id"),
        ),
        Column("group", "社群", cells.an_id, also=("群", "群编号", "社群编号", "group_id")),
        Column("date", "日期", a_past_day, also=("日子", "推送日期", "day")),
        Column("slot", "时段", a_slot, also=("时间段",)),
        Column(
            "sent_at",
            "发出时间",
            an_instant,
            "2026-11-20 12:01",
            also=("发送时间", "实际发出", "实际发送时间", "发出", "sent", "sent_time"),
        ),
        Column("form", "形式", a_form, Message("table_example.form"), also=("内容形式", "题型")),
        _count("replies", "回复人数", ("回复", "回应", "回应人数", "接话人数", "reply"), 23),
        _count("answers", "答题人数", ("答题", "回答", "回答人数", "answer"), 18),
        _count("likes", "点赞", ("点赞数", "点赞人数", "表情回应", "赞", "reactions", "like")),
        _count("clicks", "点击", ("点击数", "点击人数", "click")),
        _count("pictures", "晒图人数", ("晒图", "图片", "发图人数", "photos", "picture")),
        _count("coupons", "用券人数", ("用券", "优惠券", "核销", "核销数", "coupon")),
        _count("left", "退群人数", ("退群", "离群", "退群数", "leaves")),
        Column("code", "短码", cells.an_id, also=("短链", "短链码", "链接码", "short_code", "link")),
    ),
    _result,
    key="post",
    unique=False,
)

CLICKS: Definition[ClickLine] = Definition(
    "clicks",
    (
        Column(
            "target",
            "推送编号或短码",
            cells.an_id,
            Message("table_example.result_post"),
            also=(
                "推送编号",
                "推送",
                "短码",
                "短链",
                "编号",
                "post",
                "post_id",
                "code",
                "short_code",
                "link",
            ),
            required=True,
            preferred=("推送编号", "post", "post_id", "code", "短码"),
        ),
        Column(
            "at",
            "点击时间",
            a_moment,
            "2026-11-20 12:07",
            also=("时间", "打开时间", "clicked_at", "time", "timestamp"),
            required=True,
        ),
        Column("member", "成员编号", cells.an_id, also=("成员", "会员", "微信号", "member_id", "openid")),
    ),
    lambda values: ClickLine(values["target"], values["at"], values.get("member", "")),
    key="target",
    unique=False,
)
