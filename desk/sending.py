"""How the pages of sending show it: signs, tones, pips of a standing; sentences and deadlines of a task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from content.model import ChannelKind, Delivery, DeliveryState, Message, Recovery
from content.publish.rules import PublishRules
from content.publish.sender import Delivered, PartKind, SendOutcome, TaskCreated
from services.channels import ChannelState
from services.dispatch import BoardPost, SendStanding, SendTask
from services.nudges import HandProgress, Nudge
from services.refusal_cause import RefusalCause
from services.send_journal import EventKind, SendEvent, SendJournal

MINUTE, HOUR = 60, 3600  # seconds
TRIAL_ENDS = ("sent", "waits", "refused", "unknown")


@dataclass(frozen=True, slots=True)
class StandingLook:
    """`tone` is a colour (ok, wait, chg, ink, mut), `icon` of icons.svg, `pip` the class of its pip."""

    tone: str
    icon: str
    pip: str


LOOKS: Mapping[SendStanding, StandingLook] = {
    SendStanding.UNKNOWN: StandingLook("chg", "ask", "ask"),
    SendStanding.REFUSED: StandingLook("chg", "ban", "ban"),
    SendStanding.LATE: StandingLook("wait", "glass", "late"),
    SendStanding.HELD: StandingLook("wait", "hold", "hold"),
    SendStanding.PAUSED: StandingLook("wait", "hold", "hold"),
    SendStanding.SENDING: StandingLook("ink", "plane", "plan"),
    SendStanding.HANDED_OFF: StandingLook("ink", "hand", "plan"),
    SendStanding.IN_REVIEW: StandingLook("wait", "clock", "rev"),
    SendStanding.PLANNED: StandingLook("mut", "clock", "plan"),
    SendStanding.EXPIRED: StandingLook("mut", "gone", "gone"),
    SendStanding.SKIPPED: StandingLook("mut", "gone", "gone"),
    SendStanding.SENT: StandingLook("ok", "sent", "ok"),
}
KIND_ICONS: Mapping[ChannelKind, str] = {  # the others have a letter
    ChannelKind.WECOM_ROBOT: "bot",
    ChannelKind.WECOM_MASS: "horn",
    ChannelKind.WECOM_APP: "phone",
    ChannelKind.WEBHOOK: "link",
    ChannelKind.EMAIL: "mail",
    ChannelKind.FOLDER: "folder",
    ChannelKind.HANDOFF: "hand",
}
EVENT_LOOKS: Mapping[EventKind, str] = {  # the class of its sign
    EventKind.APPROVED: "k-ok",
    EventKind.PREPARED: "k-ok",
    EventKind.CALLING: "k-call",
    EventKind.SENT: "k-ok",
    EventKind.REFUSED: "k-bad",
    EventKind.UNKNOWN: "k-bad",
    EventKind.STOPPED: "k-call",
    EventKind.TASK: "k-ok",
    EventKind.PERSON: "k-per",
    EventKind.RELEASED: "k-per",
    EventKind.HANDED_OFF: "k-call",
    EventKind.REMINDED: "k-call",
    EventKind.ASKED: "k-per",
    EventKind.OPENED: "k-call",
    EventKind.COPIED: "k-call",
    EventKind.SAVED: "k-call",
    EventKind.HANDED_OVER: "k-per",
    EventKind.EXPIRED: "k-end",
}


def pip_of(post: BoardPost) -> str:
    """The class of its pip: a hollow one for what went out late."""
    if post.standing is SendStanding.SENT and not post.is_on_time:
        return "okl"
    return LOOKS[post.standing].pip


def part_name(kind: str) -> Message:
    """What people call a part: text, picture, the whole."""
    known = kind if kind in set(PartKind) else "post"
    return Message(f"desk_send.part_{known}")


def span(length: timedelta) -> Message:
    """A length of time in whole words: 4 minutes, 3 hours 34 minutes."""
    hours, minutes = divmod(int(abs(length).total_seconds()) // MINUTE, HOUR // MINUTE)
    if not hours:
        return Message("desk_send.minutes", n=minutes)
    return Message("desk_send.hours_minutes", hours=hours, minutes=minutes)


def ahead(due: datetime, now: datetime) -> Message:
    """How long until then: in 4 min, in 3 h 34 min; now, once it has come."""
    left = due - now
    return (
        Message("desk_send.now") if left < timedelta(minutes=1) else Message("desk_send.in", span=span(left))
    )


def standing_words(task: SendTask, now: datetime) -> Message:
    """How a task stands, in two words: late by how much, unknown and of which part, sent 2 of 3."""
    urgent, standing = task.urgent, task.standing
    if standing is SendStanding.LATE:
        return Message("desk_send.late_by", span=span(now - task.due))
    if standing is SendStanding.UNKNOWN and len(urgent.parts) > 1:
        return Message("desk_send.of_part", state=standing.label, part=_first(urgent, DeliveryState.UNKNOWN))
    if standing is SendStanding.HANDED_OFF and waits_for_tap(urgent):
        return Message("desk_send.waits_for_tap")
    if 0 < task.sent < len(task.posts):
        return Message("desk_send.some_sent", n=task.sent, all=len(task.posts))
    return standing.label


def _first(post: BoardPost, state: DeliveryState) -> Message:
    return next((part_name(part.kind) for part in post.parts if part.state is state), part_name("post"))


def waits_for_tap(post: BoardPost) -> bool:
    """Whether the platform has it as a task that somebody taps."""
    return any(part.state is DeliveryState.HANDED_OFF and part.receipt for part in post.parts)


def detail(task: SendTask) -> Message | None:
    """A few words beside how it stands: the delay of what went out, or why it waits."""
    urgent = task.urgent
    if urgent.standing is SendStanding.SENT and urgent.delay is not None:
        return (
            Message("desk_send.delay", span=span(urgent.delay))
            if urgent.delay >= timedelta(minutes=1)
            else None
        )
    if urgent.standing in (SendStanding.UNKNOWN, SendStanding.LATE):
        return None
    return urgent.why


def sentence(task: SendTask, recovery: Recovery | None) -> Message:
    """What happened to a task that needs a person, in one sentence."""
    urgent = task.urgent
    if urgent.standing is SendStanding.UNKNOWN:
        return _unknown(urgent, recovery)
    if urgent.standing is SendStanding.LATE:
        return Message("desk_send.tap_late" if waits_for_tap(urgent) else "desk_send.hand_late")
    return urgent.why or urgent.standing.label


def _unknown(post: BoardPost, recovery: Recovery | None) -> Message:
    sent = [part_name(part.kind) for part in post.parts if part.state is DeliveryState.SENT]
    part = _first(post, DeliveryState.UNKNOWN)
    kind = post.channel.kind.label if post.channel else part_name("post")
    look = Message("desk_send.look_there", kind=kind)
    if recovery not in (None, Recovery.PERSON):
        look = Message("desk_send.still_asking", kind=kind)
    if sent:
        return Message("desk_send.part_unknown", sent=sent[0], part=part, look=look)
    return Message("desk_send.all_unknown", part=part, look=look)


def deadline(task: SendTask, rules: PublishRules, now: datetime) -> datetime | None:
    """Until when something can be done; None where that is over."""
    ends = task.due + rules.grace
    if ends <= now:
        return None
    return task.due if decides_first(task, now) else ends


def decides_first(task: SendTask, now: datetime) -> bool:
    """Whether it is held before its time has come: somebody decides until then."""
    return task.standing is SendStanding.HELD and task.due > now


def is_safe_to_retry(parts: tuple[Delivery, ...]) -> bool:
    """Whether the platform itself said no to what was refused, and no person: nothing can go out twice."""
    reasons = [part.why for part in parts if part.state is DeliveryState.REFUSED and part.why]
    return bool(reasons) and all(why.code != "person.words" for why in reasons)


def tested(channel: str, outcome: SendOutcome) -> Message:
    """What a test of a channel came to."""
    match outcome:
        case Delivered():
            return Message("cli_channel.test_sent", channel=channel)
        case TaskCreated():
            return Message("send.task_created")
    return outcome.message


def trial_words(outcome: str) -> Message:
    """What the last post to a test group came to."""
    return Message(f"desk_send.trial_{outcome if outcome in TRIAL_ENDS else 'unknown'}")


def nudged(nudge: Nudge) -> Message:
    """What became of a message to an owner."""
    return Message(f"desk_send.nudge_{nudge.outcome or 'none'}", name=nudge.name)


def progress_words(progress: HandProgress, zone: str) -> list[Message]:
    """How far an owner has come with a task, and how often the owner was reminded."""
    words = []
    if progress.did is not None and progress.did_at is not None:
        clock = f"{progress.did_at.astimezone(ZoneInfo(zone)):%H:%M}"
        words.append(Message(f"desk_send.did_{progress.did}", clock=clock))
    if progress.reminders:
        words.append(Message("desk_send.reminded_times", n=progress.reminders))
    return words


def cause_words(cause: RefusalCause, name: str, by: str, zone: ZoneInfo) -> Message:
    """The likely cause of a refusal and what to do about it; `name` is the channel's, `by` a person's."""
    clock = f"{cause.at.astimezone(zone):%m-%d %H:%M}" if cause.at else ""
    return Message(f"desk_send.cause_{cause.kind}", channel=name, clock=clock, n=cause.refused, by=by)


def limits(state: ChannelState) -> list[Message]:
    """What a channel carries, in words: by group and minute, of a text, of a picture."""
    channel, known = state.channel, state.capabilities
    spans = (("day", channel.a_day), ("week", channel.a_week), ("month", channel.a_month))
    words = [Message(f"desk_send.limit_{name}", n=most) for name, most in spans if most]
    if known is None:
        return words
    if known.needs_person:
        words.append(Message("desk_send.limit_tap"))
    if known.a_minute:
        words.append(Message("desk_send.limit_minute", n=known.a_minute))
    if known.text_size:
        unit = "bytes" if known.text_in_bytes else "characters"
        words.append(Message(f"desk_send.limit_{unit}", n=known.text_size))
    if not known.pictures:
        words.append(Message("desk_send.limit_no_picture"))
    elif known.picture_bytes:
        words.append(Message("desk_send.limit_picture", n=known.picture_bytes // 1_000_000))
    return words


def recovery_words(recovery: Recovery | None) -> tuple[Message, bool]:
    """What happens to a call without an answer, and whether that is found out without a person."""
    name = recovery.value if recovery else "owner"
    return Message(f"desk_send.recovery_{name}"), recovery not in (None, Recovery.PERSON)


def secret_name(field: str) -> Message:
    """What people call a field of a channel's secret, or of its mail server."""
    return Message(f"desk_send.secret_{field}")


def use_name(use: str) -> Message:
    """What people call the use of a channel that no post goes out by."""
    return Message(f"desk_send.use_{use}")


def hue(staff: str) -> int:
    """1 to 8: the colour of a person's sign, the same each time."""
    return blake2b(staff.encode(), digest_size=1).digest()[0] % 8 + 1


def posts_words(n: int) -> Message:
    return Message("desk_send.posts", n=n)


def tasks_words(n: int) -> Message:
    return Message("desk_send.tasks", n=n)


def left_of(task: SendTask) -> tuple[BoardPost, ...]:
    """The posts that an act on the task is for: those that stand as the most urgent of them does."""
    return tuple(post for post in task.posts if post.standing is task.standing)


def last_refusal(journal: SendJournal) -> SendEvent | None:
    """The last time the platform said no."""
    refusals = [event for event in journal.events if event.kind is EventKind.REFUSED]
    return refusals[-1] if refusals else None


def is_person(event: SendEvent) -> bool:
    """Whether a person is named beside an entry."""
    named = (EventKind.APPROVED, EventKind.PERSON, EventKind.RELEASED, EventKind.ASKED, EventKind.HANDED_OVER)
    return event.kind in named and bool(event.actor)


def clock_seconds(at: datetime, zone: str) -> str:
    """08:00:11, in that zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M:%S}"
