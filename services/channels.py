"""Channels: added, listed, tried, paused, gone on with, removed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from channels.senders import SENDERS
from content.errors import WrongInput
from content.model import (
    Capabilities,
    Channel,
    ChannelKind,
    Message,
    Pause,
    PauseScope,
    Slot,
)
from content.publish.secrets import (
    MAIN_FIELD,
    environment,
    forget_secrets,
    keep_secrets,
    secrets_of,
    url_fields,
)
from content.publish.sender import Account, Letter, Rejected, SendOutcome
from services.context import Context
from services.platform_tokens import PlatformTokens

ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"  # no line breaks, no control characters
LOOPBACK = ("127.0.0.1", "localhost", "::1")
BY_HAND = (ChannelKind.HANDOFF, ChannelKind.WECOM_MASS)
WITHOUT_SECRET = (ChannelKind.HANDOFF, ChannelKind.FOLDER, ChannelKind.EMAIL)
PLANS_NOTHING = (ChannelKind.WECOM_APP,)  # for reminders to staff: no group reads it
KEPT_URL = (ChannelKind.FOLDER, ChannelKind.EMAIL)  # where most of the address is no secret
SECRET_NAMES = frozenset({*MAIN_FIELD.values(), "access_token"})
MAIL_OPTIONS = ("from", "to", "subject", "starttls")
TEST = "test"  # the option of channels that lead to a test group alone


@dataclass(frozen=True, slots=True)
class ChannelOrder:
    """What is asked of a new channel. `url` is what the platform gave, its secret included; `secret` has the
    secret's fields by name, for whoever has them apart; `chats` as of Channel."""

    id: str
    kind: ChannelKind
    name: str = ""
    url: str = ""
    base_url: str = ""
    secret_env: str = ""
    groups: Sequence[str] = ()
    slots: Sequence[Slot] = ()
    chats: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[int | None, int | None, int | None] = (None, None, None)  # a day, a week, a month
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel as it is now: `secret` says where its secret comes from ("env", "file" or ""), never what it
    is; `capabilities` None: a person sends."""

    channel: Channel
    secret: str
    connected: bool
    pause: Pause | None
    capabilities: Capabilities | None


def add_channel(context: Context, order: ChannelOrder, *, actor: str) -> Channel:
    """Add it, or set it up anew under its id; a secret in `url` goes into the secrets file. WrongInput."""
    if not order.id or not order.id.isprintable() or "/" in order.id:
        raise WrongInput(Message("channel.bad_name", channel=order.id))
    texts = (order.name, order.secret_env, *order.chats.values(), *order.options.values())
    if not all(re.fullmatch(ONE_LINE, text) for text in texts):
        raise WrongInput(Message("channel.invisible"))
    for url in filter(None, (order.url, order.base_url, order.secret.get("url"))):
        _check_url(url, order.kind)
    secret = {**_secret_in(order), **order.secret}
    _check_in_the_open(order)
    with context.open_store() as store:
        for group in [*order.groups, *filter(None, order.chats)]:
            store.library.group(group)
        known = next(
            (known for known in store.channels.channels() if known.id == order.id), Channel(order.id)
        )
        channel = replace(_channel(order), exceptions=known.exceptions)
        store.channels.put(channel)
        detail = {"kind": order.kind.value, "groups": sorted(order.groups), "secret": bool(secret)}
        at = context.clock()
        store.write_down("channel_add", channel.id, actor=actor, at=at, detail=detail)
        store.note("channel", channel.id, at)
    if secret:
        keep_secrets(context.root, channel.id, secret)
    return channel


def _check_in_the_open(order: ChannelOrder) -> None:
    """WrongInput where a secret would stand in the database, and in lists: in the base address, or among the
    options."""
    base = urlsplit(order.base_url)
    if "@" in base.netloc or base.query or base.fragment:
        raise WrongInput(Message("channel.secret_in_base_url"))
    names = [name for name in order.options if name.lower().replace("-", "_") in SECRET_NAMES]
    if names:
        raise WrongInput(Message("channel.secret_in_option", option=names[0]))


def _channel(order: ChannelOrder) -> Channel:
    a_day, a_week, a_month = order.limits
    sender = SENDERS.get(order.kind)
    if a_day is None and sender is not None:
        a_day = sender.capabilities.a_day
    options = _kept_url(order) | dict(order.options)
    return Channel(
        id=order.id,
        name=order.name or order.id,
        slots=() if _takes_no_posts(order) else tuple(order.slots) or tuple(Slot),
        a_day=a_day,
        a_week=a_week,
        a_month=a_month,
        by_hand=order.kind in BY_HAND,
        groups=frozenset(order.groups),
        kind=order.kind,
        base_url=(order.base_url or _own_host(order.url, order.kind)).rstrip("/"),
        secret_env=order.secret_env,
        chats=dict(order.chats),
        options=options,
    )


def _kept_url(order: ChannelOrder) -> dict[str, str]:
    """What an address says of a channel that is not a secret: a folder's path, a mail server's name."""
    if not order.url or order.kind not in KEPT_URL:
        return {}
    if order.kind is ChannelKind.FOLDER:
        Path(order.url).mkdir(parents=True, exist_ok=True)
        return {"path": str(Path(order.url).absolute())}
    parsed = urlsplit(order.url)
    query = {name: values[-1] for name, values in parse_qs(parsed.query).items() if name in MAIL_OPTIONS}
    port = {"port": str(parsed.port)} if parsed.port else {}
    return {"host": parsed.hostname or ""} | port | query


def _secret_in(order: ChannelOrder) -> Mapping[str, str]:
    """The fields of the address that are secret."""
    if not order.url or order.kind is ChannelKind.FOLDER:
        return {}
    if order.kind is ChannelKind.EMAIL:
        parsed = urlsplit(order.url)
        return (
            {"user": unquote(parsed.username), "password": unquote(parsed.password or "")}
            if parsed.username
            else {}
        )
    return url_fields(order.url, order.kind)


def _takes_no_posts(order: ChannelOrder) -> bool:
    """Whether it is for staff: reminders, alerts, the morning's canary, or a test group."""
    uses = (order.options.get("alerts"), order.options.get("canary"), order.options.get(TEST))
    return order.kind in PLANS_NOTHING or "on" in uses


def _own_host(url: str, kind: ChannelKind) -> str:
    """The host of a robot's address where it is not the platform's own, as a proxy's or a test's."""
    if kind is not ChannelKind.WECOM_ROBOT or not url:
        return ""
    parsed = urlsplit(url)
    base = urlunsplit((parsed.scheme, parsed.netloc, "", "", ""))
    return "" if parsed.hostname == "qyapi.weixin.qq.com" else base


def _check_url(url: str, kind: ChannelKind) -> None:
    """https, or http on this machine. WrongInput."""
    if not url.isprintable():
        raise WrongInput(Message("channel.bad_url"))
    if kind is ChannelKind.FOLDER:
        return
    try:
        parsed = urlsplit(url)
        host = parsed.hostname or ""
        known = parsed.scheme in ("https", "smtp", "smtps") or (parsed.scheme == "http" and host in LOOPBACK)
    except ValueError:
        known, host = False, ""
    if not known or not host:
        raise WrongInput(Message("channel.bad_url"))


def list_channels(context: Context) -> list[ChannelState]:
    """In the order in which a post is offered to them."""
    with context.open_store(reading=True) as store:
        channels, pauses = store.channels.channels(), store.channels.pauses()
    return [_state(context, channel, pauses) for channel in channels]


def _state(context: Context, channel: Channel, pauses: Sequence[Pause]) -> ChannelState:
    now, variables = context.clock(), environment()
    secrets = secrets_of(context.root, channel, variables)
    source = ""
    if secrets:
        source = "env" if channel.secret_env and variables.get(channel.secret_env) else "file"
    pause = next(
        (p for p in pauses if (p.scope, p.what) == (PauseScope.CHANNEL, channel.id) and p.holds_at(now)),
        None,
    )
    sender = SENDERS.get(channel.kind)
    connected = bool(secrets) or channel.kind in WITHOUT_SECRET
    return ChannelState(channel, source, connected, pause, sender.capabilities if sender else None)


def secrets_for(context: Context, channel: Channel) -> Mapping[str, str]:
    """A channel's secrets as they are at this moment; never to be shown. WrongInput."""
    return secrets_of(context.root, channel, environment())


def no_secret(channel: Channel) -> Message:
    """Why nothing can go out by a channel whose secret is not there."""
    if channel.secret_env:
        return Message("hold.no_secret_in_env", channel=channel.id, variable=channel.secret_env)
    return Message("hold.no_secret", channel=channel.id)


def remove_channel(context: Context, channel_id: str, *, actor: str) -> None:
    """Take a channel out of use and forget its secret; what went out by it stays written down. UnknownId."""
    with context.open_store() as store:
        store.channels.remove(channel_id)
        store.write_down("channel_remove", channel_id, actor=actor, at=context.clock())
        store.note("channel", channel_id, context.clock())
    forget_secrets(context.root, channel_id)


@dataclass(frozen=True, slots=True)
class PauseOrder:
    """What is to stop: everything, a channel or a group; `until` None: until it is resumed."""

    scope: PauseScope
    what: str = ""
    until: datetime | None = None


def pause(context: Context, order: PauseOrder, *, actor: str) -> Pause:
    """Send nothing of it for now. What is due meanwhile is not saved up: past its grace it expires."""
    now = context.clock()
    if order.until is not None and order.until <= now:
        raise WrongInput(Message("channel.pause_is_over", until=order.until))
    pause = Pause(order.scope, order.what, order.until, actor, now)
    with context.open_store() as store:
        if order.scope is PauseScope.CHANNEL:
            store.channels.channel(order.what)
        if order.scope is PauseScope.GROUP:
            store.library.group(order.what)
        store.channels.pause(pause)
        store.write_down("send_pause", f"{order.scope}:{order.what}", actor=actor, at=now)
        store.note("channel", order.what, now)
    return pause


def resume(context: Context, scope: PauseScope, what: str = "", *, actor: str) -> bool:
    """Go on sending; whether it was paused."""
    now = context.clock()
    with context.open_store() as store:
        was_paused = store.channels.resume(scope, what)
        if was_paused:
            store.write_down("send_resume", f"{scope}:{what}", actor=actor, at=now)
            store.note("channel", what, now)
    return was_paused


def try_channel(context: Context, channel_id: str, text: str, group: str = "") -> SendOutcome:
    """Send a few words by a channel, to the chat of `group` where it has several: no post, no entry in the
    journal. UnknownId; WrongInput for a channel by hand, or one without its secret."""
    with context.open_store(reading=True) as store:
        channel = store.channels.channel(channel_id)
    sender = SENDERS.get(channel.kind)
    if sender is None or channel.by_hand:
        raise WrongInput(Message("channel.no_test", channel=channel_id, kind=channel.kind.label))
    secrets = secrets_of(context.root, channel, environment())
    if not secrets and channel.kind not in WITHOUT_SECRET:
        raise WrongInput(no_secret(channel))
    account = Account(channel.id, secrets, channel.base_url, channel.chat(group), channel.options)
    part = sender.parts(Letter(text))[0]
    tokens = PlatformTokens(context.open_store, "test", context.clock)
    media = sender.upload(account, part, tokens)
    if isinstance(media, Rejected):
        return media
    return sender.send(account, part, media, "test", tokens)
