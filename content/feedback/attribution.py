"""A group's sends and messages become responses. Pure.

What the ledger covers it counts; where it does not, the counts of the team's table stand in, which are of
answers to the post alone: nothing is expected beside them. Likes and clicks are always the tables'.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.feedback.baseline import UsualSpeakers, usual_speakers, usually_speak
from content.feedback.lines import WindowCounts, WindowQuestion, count_lines
from content.feedback.roster import GroupRoster
from content.feedback.sends import Send
from content.feedback.talk import GroupTalk, hours_taken
from content.feedback.windows import Window, windows_of
from content.model import (
    SLOT_BITS,
    Click,
    LedgerLine,
    LeftOut,
    PostResponse,
    ResponseDay,
    Slot,
    SlotResult,
)

TOO_LATE = timedelta(minutes=30)  # a post that was later tells nothing of what works
BESIDE = timedelta(minutes=10)  # of the sent time: where a message of the team's own is taken for the post
HEARD_TO = timedelta(hours=1)  # before the end of a window: so far must messages be known
QUIET = 5.0  # speakers who usually come in the hours of which nothing is known; more, and some are missing


@dataclass(frozen=True)
class GroupChat:
    """What is known of a group's messages. `lines` by time; `first` and `last`: of all that are kept; `talk`
    says who spoke in which hours, of all windows `windows`."""

    lines: Sequence[LedgerLine]
    first: datetime | None
    last: datetime | None
    staff: Collection[str]
    talk: GroupTalk
    windows: Mapping[datetime, Window] = field(default_factory=dict)

    def between(self, begins: datetime, ends: datetime) -> Sequence[LedgerLine]:
        """The messages from an instant on and before another."""
        first = bisect_left(self.lines, begins, key=lambda line: line.at)
        return self.lines[first : bisect_left(self.lines, ends, key=lambda line: line.at)]

    def covers(self, window: Window) -> bool:
        """Whether the messages of a window are known: some are of its day, none are missing at its ends."""
        if self.first is None or self.last is None or not self._is_heard_out(window):
            return False
        day = self.day(window.begins)
        of_its_day = day in self.talk.spoke or bool(self.between(window.begins, window.ends))
        return of_its_day and self.day(self.first) <= day

    def _is_heard_out(self, window: Window) -> bool:
        """Whether messages are known to the end of a window, or nobody is likely to have come after them."""
        last = self.last or window.begins
        if last >= window.ends - HEARD_TO:
            return True
        return last >= window.begins and usually_speak(self.talk, Window(last, window.ends)) <= QUIET

    def day(self, at: datetime) -> date:
        return at.astimezone(self.talk.zone).date()


@dataclass(frozen=True, slots=True)
class Attributed:
    """What came back to one send: `counts` None where it is not out, or the ledger does not cover it; `zone`
    is of the group's clock."""

    send: Send
    window: Window | None
    counts: WindowCounts | None
    usual: UsualSpeakers | None
    response: PostResponse
    zone: ZoneInfo
    clickers: frozenset[str] = frozenset()


def chat_with(
    lines: Sequence[LedgerLine],
    ends: tuple[datetime | None, datetime | None],
    staff: Collection[str],
    talk: GroupTalk,
    sent: Collection[datetime],
) -> GroupChat:
    """The messages of a group that got posts at these times."""
    windows = windows_of(sent)
    taken, fresh = hours_taken(windows, talk.zone)
    return GroupChat(lines, *ends, staff, replace(talk, taken=taken, fresh=fresh), windows)


def attribute(
    send: Send, chat: GroupChat, roster: GroupRoster, clicks: Sequence[Click], now: datetime
) -> Attributed:
    """What came back to one send; `clicks` are those of its post and its code."""
    window = chat.windows.get(send.sent_at) if send.sent_at else None
    if window is None:
        return Attributed(send, None, None, None, _not_out(send, now), chat.talk.zone)
    is_covered = chat.covers(window)
    counts = count_send(send, window, chat) if is_covered else None
    usual = usual_speakers(chat.talk, window) if is_covered else None
    inside = [click for click in clicks if click.at in window and click.member not in chat.staff]
    clickers = frozenset(click.member for click in inside if click.member)
    nameless = sum(not click.member for click in inside)
    response = _response(send, window, counts, usual, _Beside(roster, chat, len(clickers) + nameless, now))
    return Attributed(send, window, counts, usual, response, chat.talk.zone, clickers)


def count_send(send: Send, window: Window, chat: GroupChat) -> WindowCounts:
    """What the messages of its window come to."""
    near = chat.between(window.begins - BESIDE, window.begins + BESIDE)
    ours = send.receipts | {line.id for line in near if line.member in chat.staff and line.id}
    question = WindowQuestion(bool(send.answer) or send.slot is Slot.NOON, ours)
    return count_lines(chat.between(window.begins, window.ends), window, chat.staff, question)


def response_days(attributed: Sequence[Attributed]) -> list[ResponseDay]:
    """Who responded to which slots, by day and member."""
    slots: dict[tuple[str, date, str], int] = {}
    for item in attributed:
        send, members = item.send, set(item.counts.first if item.counts else ()) | item.clickers
        for member in members:
            key = send.group, send.day, member
            slots[key] = slots.get(key, 0) | SLOT_BITS[send.slot]
    return [ResponseDay(*key, bits) for key, bits in sorted(slots.items())]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else a response is made of."""

    roster: GroupRoster
    chat: GroupChat
    clicked: int
    now: datetime


def _known(send: Send) -> dict[str, object]:
    return {
        "group": send.group,
        "day": send.day,
        "slot": send.slot,
        "form": send.form,
        "story": send.story,
        "post": send.post,
        "due_at": send.due_at,
        "promo": send.promo,
    }


def _not_out(send: Send, now: datetime) -> PostResponse:
    is_over = send.due_at is None or now - send.due_at > TOO_LATE
    return PostResponse(**_known(send), left_out=LeftOut.UNSENT if is_over else LeftOut.OPEN)  # type: ignore[arg-type]


def _response(
    send: Send, window: Window, counts: WindowCounts | None, usual: UsualSpeakers | None, beside: _Beside
) -> PostResponse:
    table = send.result or SlotResult(send.group, send.day, send.slot)
    roster, day = beside.roster, beside.chat.day(window.begins)
    figures = _of_lines(counts, send.answer) if counts else _of_table(table)
    has_roster = counts is not None or bool(roster.events)
    return PostResponse(
        **_known(send),  # type: ignore[arg-type]  # by name
        sent_at=send.sent_at,
        ends_at=window.ends,
        evidence=send.evidence,
        left_out=_left_out(send, window, counts, usual, beside.now),
        members=roster.members_at(window.begins, day),
        expected=usual.expected if usual else 0.0,
        reacted=table.likes or 0,
        clicked=beside.clicked or table.clicks or 0,
        left=roster.left_after(window.begins) if has_roster else table.left or 0,
        **figures,  # type: ignore[arg-type]
    )


def _of_lines(counts: WindowCounts, answer: str) -> dict[str, object]:
    return {
        "observed": len(counts.first),
        "answered": len(counts.letters.keys() | counts.quotes.keys()),
        "quoted": len(counts.quotes),
        "pictures": len(counts.pictures),
        "coupons": len(counts.coupons),
        "letters": counts.letter_counts,
        "right": counts.letter_counts.get(answer, 0) if answer else 0,
    }


def _of_table(table: SlotResult) -> dict[str, object]:
    return {
        "observed": replies_in(table) or 0,
        "answered": table.answers or 0,
        "pictures": table.pictures or 0,
        "coupons": table.coupons or 0,
    }


def replies_in(table: SlotResult) -> int | None:
    """Members who responded, as a table has it: its replies, else its answers; None for neither."""
    return table.answers if table.replies is None else table.replies


def _left_out(
    send: Send, window: Window, counts: WindowCounts | None, usual: UsualSpeakers | None, now: datetime
) -> LeftOut | None:
    """The first reason that holds, of those that last to those that pass."""
    if not send.form:
        return LeftOut.OFF_PLAN
    if send.due_at and window.begins - send.due_at > TOO_LATE:
        return LeftOut.LATE
    if now < window.ends:
        return LeftOut.OPEN
    if counts is None:
        has_counts = send.result is not None and replies_in(send.result) is not None
        return None if has_counts else LeftOut.SHORT_LEDGER
    return LeftOut.NO_BASELINE if usual is None else None
