"""A real post sent to a test group: as members would see it, with no entry in its journal, no quota used.

A channel leads to a test group where it was added for tests (`--test`) or for the morning's canary, or has a
chat for them (`test_chat` among its options).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.senders import SENDERS
from content.errors import WrongInput
from content.model import Channel, ChannelKind, Message
from content.publish.secrets import environment
from content.publish.sender import Delivered, NoAnswer, Rejected, Sender, SendOutcome, TaskCreated
from content.store.lists import AuditFilter
from services.alerts import CANARY
from services.channels import TEST
from services.context import Context
from services.letters import Letters, PostLetter
from services.platform_tokens import PlatformTokens
from services.reminders import key_of

TEST_CHAT = "test_chat"
KIND = "send_test"  # of the audit's rows
REMEMBERED = timedelta(days=30)


def leads_to_test(channel: Channel) -> bool:
    """Whether what goes out by it may be seen by a test group alone."""
    sender = SENDERS.get(channel.kind)
    if sender is None or sender.capabilities.needs_person or channel.kind is ChannelKind.WECOM_APP:
        return False
    only = "on" in (channel.options.get(TEST), channel.options.get(CANARY))
    return only or bool(channel.options.get(TEST_CHAT))


def test_channels(context: Context) -> list[Channel]:
    """The channels by which a real post can be tried."""
    with context.open_store(reading=True) as store:
        return [channel for channel in store.channels.channels() if leads_to_test(channel)]


@dataclass(frozen=True, slots=True)
class TrialOrder:
    """Which post to try, by which channel."""

    post: str
    channel: str


def try_post(
    context: Context,
    order: TrialOrder,
    *,
    actor: str,
    senders: Mapping[ChannelKind, Sender] = SENDERS,
) -> SendOutcome:
    """Send the post's messages to the channel's test group now, each once; how the last that was sent ended.

    UnknownId; WrongInput where the channel leads to no test group, or the post cannot be sent as it is.
    """
    with context.open_store(reading=True) as store:
        post, channel = store.queue.post(order.post), store.channels.channel(order.channel)
    if not leads_to_test(channel):
        raise WrongInput(Message("channel.no_test_group", channel=channel.id))
    letter = Letters(context, senders, environment()).letter(post, channel)
    if isinstance(letter, Message):
        raise WrongInput(letter)
    outcome = _send(context, letter, senders[channel.kind])
    now = context.clock()
    with context.open_store() as store:
        detail = {"channel": channel.id, "outcome": outcome_name(outcome)}
        store.write_down(KIND, post.id, actor=actor, at=now, detail=detail)
    return outcome


def _send(context: Context, letter: PostLetter, sender: Sender) -> SendOutcome:
    """Each part by one call; what is not sent ends it."""
    channel = letter.channel
    account = replace(letter.account, chat=channel.options.get(TEST_CHAT) or channel.chat(""))
    tokens = PlatformTokens(context.open_store, "test", context.clock)
    outcome: SendOutcome = Delivered()
    for part in letter.parts:
        media = sender.upload(account, part, tokens)
        if isinstance(media, Rejected):
            return media
        key = key_of("test", channel.id, f"{context.clock().timestamp():.3f}", str(part.number))
        outcome = sender.send(account, part, media, key, tokens)
        if not isinstance(outcome, Delivered):
            return outcome
    return outcome


def outcome_name(outcome: SendOutcome) -> str:
    """sent, waits, refused or unknown."""
    match outcome:
        case Delivered():
            return "sent"
        case TaskCreated():
            return "waits"
        case NoAnswer():
            return "unknown"
    return "refused"


@dataclass(frozen=True, slots=True)
class LastTrial:
    """The last real post that went to a test group."""

    at: datetime
    actor: str
    outcome: str


def last_trial(context: Context) -> LastTrial | None:
    """Of the last 30 days; None where there was none."""
    wanted = AuditFilter(kind=KIND, since=context.clock() - REMEMBERED)
    with context.open_store(reading=True) as store:
        entries = store.lists.audit_page(wanted, most=1).items
    if not entries:
        return None
    return LastTrial(entries[0].at, entries[0].who, str(entries[0].detail.get("outcome", "")))
