"""Slack's export: a zip or folder with users.json, channels.json and a folder of days for each channel.

Slack gives links for files; pictures that a tool saved beside the export are taken.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_list, an_author, an_object, instant
from channels.readers.json_stream import elements_of
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, MessagePicture, attempt
from channels.readers.places import is_picture
from channels.readers.text import read_json, unreadable
from content.inbox import Reaction, RefusedItem, RosterEntry
from content.model import RosterChange

SAID = frozenset({"", "file_share", "thread_broadcast", "me_message", "bot_message", "reply_broadcast"})
ROSTER = {
    "channel_join": RosterChange.JOINED,
    "group_join": RosterChange.JOINED,
    "channel_leave": RosterChange.LEFT,
    "group_leave": RosterChange.LEFT,
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
MENTION = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


class Profile(Loose):
    display_name: Words = ""
    real_name: Words = ""


class SlackUser(Loose):
    id: Words = Field(min_length=1, max_length=200)
    name: Words = ""
    profile: Profile = Profile()


class SlackReaction(Loose):
    name: Words = ""
    count: int = 0
    users: tuple[Words, ...] = ()


class SlackFile(Loose):
    id: Words = ""
    name: Words | None = None
    mimetype: Words | None = None
    mode: Words | None = None


class SlackMessage(Loose):
    user: Words | None = None
    subtype: Words = ""
    inviter: Words | None = None
    text: Words | None = None
    ts: Words = Field(min_length=1, max_length=50)
    thread: Words = Field("", alias="thread_ts")
    reply_count: int = 0
    files: tuple[SlackFile | None, ...] = ()
    reactions: tuple[SlackReaction, ...] = ()


@dataclass(frozen=True, slots=True)
class _Team:
    """Who is who and which folder is which channel."""

    people: dict[str, Author]
    channels: dict[str, str]  # folder -> id
    private: frozenset[str]  # folders of talks between a few


class Slack:
    name = "slack"
    shape = "Slack export, zip or folder: users.json, channels.json, a folder of days for each channel"
    together = None

    def knows(self, head: Head) -> bool:
        home = head.name.rpartition("/")[0]
        beside = {PurePosixPath(name).name for name in head.names if name.rpartition("/")[0] == home}
        if PurePosixPath(head.name).name != "users.json" or not head.has_key("id"):
            return False
        return bool(beside & {"channels.json", "groups.json", "dms.json", "mpims.json"})

    def entries(self, export: Export) -> Iterator[Entry]:
        problems: list[RefusedItem] = []
        team = _team(export, problems)
        yield from problems
        for name in export.around:
            path = PurePosixPath(name)
            if not DAY.fullmatch(path.name) or str(path.parent.parent) != (export.home or "."):
                continue
            try:
                for _ in elements_of(export.place, name):  # a damaged day gives none of its messages
                    pass
                for number, raw in enumerate(elements_of(export.place, name), 1):
                    where = f"{path.parent.name}/{path.name} message {number}"
                    yield from attempt(lambda fields: _read(fields, path.parent.name, team), raw, where)  # noqa: B023 - read at once
            except (OSError, ValueError) as error:
                yield unreadable(name, error)


def _team(export: Export, problems: list[RefusedItem]) -> _Team:
    people, channels, private = {}, {}, set()
    for raw in _listed(export, "users.json", problems):
        for user in _users(raw):
            nickname = user.profile.display_name or user.profile.real_name or user.name
            if author := an_author(user.id, nickname):
                people[user.id] = author
    for file in ("channels.json", "groups.json", "dms.json", "mpims.json"):
        for raw in _listed(export, file, problems):
            if isinstance(raw, dict) and raw.get("id"):
                folder = str(raw.get("name") or raw["id"])
                channels[folder] = str(raw["id"])
                private |= {folder} if file in ("dms.json", "mpims.json") else set()
    return _Team(people, channels, frozenset(private))


def _users(raw: Any) -> Iterator[SlackUser]:
    try:
        yield SlackUser.model_validate(raw)
    except ValueError:  # someone of whom the export tells nothing useful; messages still name the id
        return


def _listed(export: Export, file: str, problems: list[RefusedItem]) -> list[Any]:
    name = f"{export.home}/{file}" if export.home else file
    if name not in export.place.names:
        return []
    try:
        return a_list(read_json(export.place, name))
    except (OSError, ValueError) as error:
        problems.append(unreadable(name, error))
        return []


def _read(raw: Any, folder: str, team: _Team) -> Iterator[Entry]:
    message = SlackMessage.model_validate(an_object(raw))
    chat = team.channels.get(folder, folder)
    is_said = message.subtype in SAID
    files = [file for file in message.files if file is not None]
    pictures = [_picture(file) for file in files if _is_image(file)]
    named = tuple(Reaction(user, reaction.name) for reaction in message.reactions for user in reaction.users)
    yield ChatMessage(
        id=f"{chat}/{message.ts}",
        kind=("image" if pictures else "file" if files else "text") if is_said else "system",
        author=(team.people.get(message.user or "") or an_author(message.user or "")) if is_said else None,
        at=instant(message.ts),
        text=_text(message.text or "", team),
        chat=chat,
        private=folder in team.private,
        pictures=tuple(pictures) if is_said else (),
        quotes=f"{chat}/{message.thread}" if message.thread and message.thread != message.ts else None,
        reactions=named,
        like_count=max(0, sum(reaction.count for reaction in message.reactions) - len(named)),
        replies=max(0, message.reply_count),
        roster=(RosterEntry(ROSTER[message.subtype], message.user, by=message.inviter),)
        if message.subtype in ROSTER
        else (),
    )


def _is_image(file: SlackFile) -> bool:
    return (file.mimetype or "").startswith("image/") or is_picture(file.name or "")


def _picture(file: SlackFile) -> MessagePicture:
    """Tools save files as __uploads/ID/name, ID-name or ID.suffix."""
    name = file.name or ""
    return MessagePicture(
        (f"__uploads/{file.id}/{name}", f"{file.id}-{name}", f"{file.id}_{name}", file.id), name
    )


def _text(text: str, team: _Team) -> str:
    named = MENTION.sub(lambda m: f"@{team.people[m[1]].nickname if m[1] in team.people else m[1]}", text)
    return html.unescape(LINK.sub(lambda m: m[2] or m[1], named)).strip()
