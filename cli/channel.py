"""Channels: the ways by which posts reach the groups."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import (
    AsJson,
    WorkDir,
    Yes,
    an_instant,
    label,
    print_json,
    print_table,
    say,
    sign,
    who_is_here,
)
from cli.language import text_of
from content.errors import WrongInput
from content.messages import in_both
from content.model import ChannelKind, Message, PauseScope, Slot
from content.publish.rules import until_when

if TYPE_CHECKING:
    from services.channel_cells import GroupWays
    from services.channels import ChannelState

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1
Many = Parameter(consume_multiple=True, negative="")


def add(
    name: str,
    *,
    kind: ChannelKind,
    url: str = "",
    groups: Annotated[list[str] | None, Many] = None,
    slots: Annotated[list[Slot] | None, Many] = None,
    base_url: str = "",
    secret_env: str = "",
    chat: Annotated[list[str] | None, Many] = None,
    option: Annotated[list[str] | None, Many] = None,
    alerts: Yes = False,
    canary: Yes = False,
    test: Yes = False,
    a_day: int | None = None,
    a_week: int | None = None,
    a_month: int | None = None,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Add a channel, or set one up anew under its name. Secrets go into the secrets file, or stay in the
    environment.

    Example: `sishi channel add robot --kind wecom-robot --secret-env ROBOT_KEY --groups g001`
    """
    from services.channels import ChannelOrder, add_channel

    uses = {"alerts": alerts, "canary": canary, "test": test}
    order = ChannelOrder(
        id=name,
        kind=kind,
        url=_in_place(url, kind, place.workspace),
        base_url=base_url,
        secret_env=secret_env,
        groups=groups or (),
        slots=slots or (),
        chats=pairs(chat, whole=""),
        options=pairs(option) | {name: "on" for name, wanted in uses.items() if wanted},
        limits=(a_day, a_week, a_month),
    )
    with place.context() as context:
        added = add_channel(context, order, actor=who_is_here(by))
    code = "cli_channel.added_by_hand" if added.by_hand else "cli_channel.added"
    say(Message(code, channel=added.id, kind=added.kind.label))


def _in_place(url: str, kind: ChannelKind, workspace: Path) -> str:
    """A folder is meant relative to the workspace."""
    return str(workspace.resolve() / url) if kind is ChannelKind.FOLDER and url else url


def pairs(texts: Sequence[str] | None, whole: str | None = None) -> dict[str, str]:
    """NAME=VALUE as a mapping; a text without `=` goes to the name `whole`, where one is given."""
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals and whole is None:
            raise WrongInput(Message("cli_channel.no_pair", text=text))
        pairs[name if equals else whole or ""] = value if equals else name
    return pairs


def list_all(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the channels in the order in which a post is offered to them; secrets are never shown.

    Example: `sishi channel list --json`
    """
    from services.channels import list_channels

    with place.context() as context:
        states = list_channels(context)
    if json:
        print_json([_entry(state) for state in states])
        return
    print_table(("channel", "kind", "slot", "group", "state", "limits"), [_row(state) for state in states])


def _entry(state: "ChannelState") -> dict[str, Any]:
    channel = state.channel
    pause = state.pause
    return {
        "id": channel.id,
        "kind": channel.kind.value,
        "name": channel.name,
        "slots": [slot.value for slot in channel.slots],
        "groups": sorted(channel.groups),
        "a_day": channel.a_day,
        "a_week": channel.a_week,
        "a_month": channel.a_month,
        "by_hand": channel.by_hand,
        "base_url": channel.base_url,
        "secret": state.secret or None,
        "secret_env": channel.secret_env or None,
        "chats": dict(channel.chats),
        "connected": state.connected,
        "paused": pause is not None,
        "paused_until": _instant(pause.until) if pause else None,
        "blocked_until": _instant(channel.blocked_until),
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _row(state: "ChannelState") -> tuple[object, ...]:
    channel = state.channel
    limits = [text_of(Message(f"cli_channel.limit_{span}", n=most)) for span, most in _limits(state) if most]
    slots = "".join(sign(slot) for slot in channel.slots) if channel.slots else "-"
    groups = ", ".join(sorted(channel.groups)) or text_of(Message("cli_channel.all_groups"))
    return channel.id, label(channel.kind), slots, groups, text_of(_state(state)), ", ".join(limits) or "-"


def _state(state: "ChannelState") -> Message:
    if state.pause is not None:
        return Message("cli_channel.paused", until=until_when(state.pause))
    return Message("cli_channel.connected" if state.connected else "cli_channel.not_connected")


def _limits(state: "ChannelState") -> list[tuple[str, int | None]]:
    minute = state.capabilities.a_minute if state.capabilities else None
    channel = state.channel
    spans = [("minute", minute), ("day", channel.a_day), ("week", channel.a_week)]
    return [*spans, ("month", channel.a_month)]


def try_now(
    name: str, *, group: str = "", text: str | None = None, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Send a few words by a channel now, as to a test group. No post, and no entry in the journal.

    Example: `sishi channel test robot`
    """
    from content.publish.sender import Delivered, NoAnswer
    from services.channels import try_channel

    words = text or text_of(Message("cli_channel.test_words"))
    with place.context() as context:
        outcome = try_channel(context, name, words, group)
    if isinstance(outcome, Delivered):
        result, code, message = "sent", None, Message("cli_channel.test_sent", channel=name)
    else:
        result = "unknown" if isinstance(outcome, NoAnswer) else "refused"
        code = getattr(outcome, "code", None)
        message = getattr(outcome, "message", Message("send.task_created"))
    if json:
        print_json({"channel": name, "outcome": result, "code": code, "message": in_both(message)})
    else:
        say(message)
    return ALL_WELL if result == "sent" else SOME_FAILED


def pause(name: str, *, until: str | None = None, place: WorkDir = HERE, by: str | None = None) -> None:
    """Send nothing by a channel, until an instant or until it is resumed. What is due meanwhile expires.

    Example: `sishi channel pause robot --until 2026-12-02T08:00+08:00`
    """
    from services.channels import PauseOrder
    from services.channels import pause as pause_channel

    with place.context() as context:
        order = PauseOrder(PauseScope.CHANNEL, name, an_instant(until, context.zone))
        paused = pause_channel(context, order, actor=who_is_here(by))
    say(Message("cli_channel.is_paused", channel=name, until=until_when(paused)))


def resume(name: str, *, place: WorkDir = HERE, by: str | None = None) -> None:
    """Send by a channel again.

    Example: `sishi channel resume robot`
    """
    from services.channels import resume as resume_channel

    with place.context() as context:
        was_paused = resume_channel(context, PauseScope.CHANNEL, name, actor=who_is_here(by))
    say(Message("cli_channel.resumed" if was_paused else "cli_channel.was_not_paused", channel=name))


def remove(name: str, *, place: WorkDir = HERE, by: str | None = None) -> None:
    """Take a channel out of use and forget its secret. What went out by it stays in the journal.

    Example: `sishi channel remove robot`
    """
    from services.channels import remove_channel

    with place.context() as context:
        remove_channel(context, name, actor=who_is_here(by))
    say(Message("cli_channel.removed", channel=name))


def ways(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List which channel takes each slot of each group.

    Example: `sishi channel ways --json`
    """
    from services.channel_cells import list_cells

    with place.context() as context:
        rows = list_cells(context)
    if json:
        print_json([_ways_entry(row) for row in rows])
        return
    print_table(
        ("group", "slot", "channel"),
        [(row.group.id, sign(slot), channel) for row in rows for slot, channel in row.by_slot.items()],
    )


def take(
    group: str,
    slot: Slot,
    channel: str,
    *,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Let a channel take a slot of a group from now on; `handoff` hands it to the owner.

    Example: `sishi channel take g001 noon robot`
    """
    from services.channel_cells import CellOrder, set_cell

    with place.context() as context:
        row = set_cell(context, CellOrder(group, slot, channel), actor=who_is_here(by))
    if json:
        print_json(_ways_entry(row))
        return
    say(Message("cli_channel.takes", group=group, slot=slot.label, channel=channel))


def _ways_entry(row: "GroupWays") -> dict[str, Any]:
    slots = {slot.value: channel for slot, channel in row.by_slot.items()}
    return {"group": row.group.id, "slots": slots, "channels": list(row.can)}
