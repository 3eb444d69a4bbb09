"""A run as people read it: how it ended, why in one line, and what it touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from content.store.runs import Run

LONGEST = timedelta(hours=6)  # a night takes minutes; one that has not ended after hours was cut off


class Ended(StrEnum):
    """How a run ended."""

    WELL = "well"
    PARTLY = "partly"  # some items failed, the rest was done
    CUT_OFF = "cut_off"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Night:
    """A run with its end; `problems` are the sentences of what failed, quarantined items among them."""

    run: Run
    ended: Ended
    problems: tuple[str, ...]

    @property
    def touched(self) -> tuple[tuple[str, int], ...]:
        """(Chinese name, count) of what it did; empty where it left no report."""
        report = self.run.report or {}
        return tuple((zh, int(report[name])) for name, zh in _TOUCHED if name in report)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and last day it laid out."""
        asked: Mapping[str, Any] = self.run.asked
        try:
            first = date.fromisoformat(str(asked["first_day"]))
            return first, first + timedelta(days=int(asked["days"]) - 1)
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """(stage, seconds), in the order they ran."""
        return tuple(((self.run.report or {}).get("seconds_by_stage") or {}).items())


STAGES = {
    "gather": "收集",
    "score": "打分",
    "train": "学习",
    "shortlist": "挑选",
    "lay_out": "排期",
    "tell": "成文",
    "posters": "海报",
    "report": "报告",
}
ASKED = {
    "first_day": "第一天",
    "days": "天数",
    "groups": "社群",
    "inboxes": "收件箱",
    "seed": "种子",
    "posters": "画海报",
    "by": "谁要的",
}
REASONS = {  # why a submission is not in the choice, by the code of content.model.Reason that reports keep
    "no_photo": "没有照片",
    "unreadable": "读不出来",
    "consent_unknown": "还没问授权",
    "consent_asked": "授权没回",
    "consent_refused": "不同意",
    "consent_withdrawn": "撤回授权",
    "consent_expired": "授权过期",
    "no_member": "不知道作者",
    "member_left": "作者已退群",
    "no_product": "不知道产品",
    "too_old": "太早",
    "too_small": "太小",
    "blurred": "模糊",
    "too_dark": "太暗",
    "has_qr_code": "有二维码",
    "looks_drawn": "像海报或截图",
    "sells": "像广告",
    "complains": "像投诉",
    "has_contact": "有联系方式",
    "has_word": "有敏感词",
    "said_by_many": "多人同文",
    "shop_picture": "店家的图",
    "shows_people": "有人入镜",
    "people_unknown": "不知道有没有人",
    "exact_duplicate": "同一文件",
    "near_duplicate": "同一张照片",
    "contested": "作者有争议",
    "member_quota": "作者已够",
    "product_quota": "产品已够",
    "group_quota": "社群已够",
    "day_quota": "这天已够",
    "below_the_line": "名额之后",
    "dropped_by_hand": "人工淘汰",
}
_TOUCHED = (
    ("gathered", "收到"),
    ("quarantined", "隔离"),
    ("scored", "评过"),
    ("shortlisted", "选上"),
    ("posts", "推送"),
    ("posters_rendered", "新画海报"),
)


def night_of(run: Run, now: datetime) -> Night:
    """What to say of a run."""
    if run.report is None:
        cut = run.ended_at is not None or now - run.began_at > LONGEST
        return Night(run, Ended.CUT_OFF if cut else Ended.RUNNING, ())
    broken = run.report.get("quarantine") or []
    problems = [str(what) for what in run.report.get("failed") or []]
    problems += [f"{item.get('path', '')}: {item.get('why', '')}" for item in broken]
    return Night(run, Ended.PARTLY if problems else Ended.WELL, tuple(problems))
