"""Posts as lists show them: cards with the clock of their group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.model import MemberType, Message, PostState, Rung, Sight, text_hash
from content.store.views import Card
from desk.office import Office

ICONS = {
    PostState.DRAFT: ("", "edit"),
    PostState.IN_REVIEW: ("wait", "clock"),
    PostState.RETURNED: ("chg", "comment"),
    PostState.APPROVED: ("ok", "check"),
    PostState.HANDED_OFF: ("info", "out"),
    PostState.SENDING: ("info", "out"),
    PostState.SENT: ("ok", "sent"),
    PostState.UNKNOWN: ("wait", "warn"),
    PostState.REFUSED: ("chg", "warn"),
    PostState.EXPIRED: ("", "clock"),
    PostState.CANCELLED: ("", "cross"),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """A card and the zone of its group."""

    card: Card
    zone: str

    @property
    def tone(self) -> str:
        """ok, wait, chg, info, or "" for what nobody needs to look at."""
        return ICONS[self.card.post.state][0]

    @property
    def icon(self) -> str:
        return ICONS[self.card.post.state][1]

    @property
    def week(self) -> str:
        """The ISO week of its day: 2026-W48."""
        year, week, _ = self.card.post.day.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def sight(self) -> Sight:
        """What somebody who looks at it now sees: an approval is for exactly this."""
        post = self.card.post
        return Sight(post.id, post.version, text_hash(post.text), self.card.poster_sha256 or "")


def unapprovable(card: Card, now: datetime) -> str:
    """Why a post cannot be approved now, in Chinese; "" where it can."""
    state = card.post.state
    if state in (PostState.APPROVED, PostState.HANDED_OFF, PostState.SENDING):
        return "已经批过了"
    if state is PostState.RETURNED:
        return "退回的要先改，或先放回待审"
    if state not in (PostState.DRAFT, PostState.IN_REVIEW):
        return "已经发出或撤下，不用再批"
    if card.poster_failed:
        return "海报没画成，先改短文案"
    if state is PostState.DRAFT or not card.poster_sha256:
        return "海报画好了才能批"
    return "发送时间已经过了" if card.post.goes_out_at <= now else ""


def timed(office: Office, cards: Iterable[Card]) -> list[Timed]:
    """The cards, each with the zone of its group."""
    return [Timed(card, card.zone) for card in cards]


DEEDS = {
    "tell": "成文",
    "move": "流转",
    "decide": "选片",
    "focus": "对焦",
    "amend": "改稿",
    "return": "退回",
    "postpone": "改期",
    "swap": "换",
    "exchange": "对调",
    "lock": "锁住",
    "unlock": "解锁",
    "force_unlock": "强行解锁",
    "withdraw": "撤下",
    "reopen": "重开",
    "undo": "撤销",
    "redo": "重做",
    "approve": "批准",
    "rerun": "重跑",
    "own_tokens": "令牌",
    "set_up": "设置",
    "users": "用户",
    "consent": "授权变更",
    "take_down": "已删除",
    "erase": "删除成员",
    "export": "导出",
    "view": "查看",
    "koc": "KOC",
    "model": "换模型",
}


def deed(kind: str) -> str:
    """What an entry of the audit, or a scope, is called in Chinese."""
    return DEEDS.get(kind, kind)


FIELDS = {
    "text": "文案",
    "poster": "海报",
    "goes_out_at": "时间",
    "story": "剧情线",
    "submission": "来稿",
    "member": "成员",
    "photo": "照片",
    "state": "状态",
    "locked_by": "锁",
    "hand": "经手",
    "choice": "取舍",
    "rating": "评分",
    "comment": "点评",
    "slot": "时段",
    "reason": "缘由",
}
_STATES: dict[str, Message | str] = {state.value: state.label for state in PostState}
_STATES |= {"keep": "已选用", "drop": "已淘汰", "undecided": "未定"}
_STATES |= {each.value: each.label for each in (*Rung, *MemberType)}


def word_of(name: str) -> Message | str:
    """A state, a choice, a rung, a type or a field as the audit keeps it, in Chinese; all else as it is."""
    return _STATES.get(name) or FIELDS.get(name, name)
