"""A channel: a way by which posts reach groups, with its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content.model.message import Message
from content.model.slot import Slot


class ChannelKind(StrEnum):
    """What is at the other end; docs/publishing.md has the set-up of each."""

    WECOM_ROBOT = "wecom-robot"  # 企业微信消息推送 (group robot): a webhook
    WECOM_MASS = "wecom-mass"  # 企业微信群发: a task that the owner taps
    WECOM_APP = "wecom-app"  # 企业微信应用消息: to staff, for reminders
    FEISHU_BOT = "feishu-bot"  # 飞书自定义机器人: a webhook
    FEISHU_APP = "feishu-app"  # 飞书应用机器人
    DINGTALK = "dingtalk"  # 钉钉自定义机器人: a webhook
    TELEGRAM = "telegram"
    DISCORD = "discord"  # a webhook
    DISCORD_BOT = "discord-bot"
    SLACK = "slack"
    WEBHOOK = "webhook"  # anybody's endpoint, signed
    EMAIL = "email"
    FOLDER = "folder"  # files for whatever picks them up
    HANDOFF = "handoff"  # 人工发送: a member of staff sends it

    @property
    def label(self) -> Message:
        """What people call the kind."""
        return Message(f"channel_kind.{self.value}")


class Recovery(StrEnum):
    """How it is found out what became of a call that gave no answer."""

    PERSON = "person"  # somebody must look into the chat
    SAME_KEY = "same_key"  # sending again with the same key cannot double
    READ_BACK = "read_back"  # the platform lists what it took
    FILES = "files"  # what was written is there to be read


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a kind of channel can carry, as its vendor says; `None` is no limit.

    `text_size` counts UTF-8 bytes where `text_in_bytes`, else Unicode code points. `caption_size`: the text
    that goes with a picture in one message; 0: text and picture are messages of their own. `picture_bytes`
    and `picture_side` (px) are the most of one picture; `pictures` the media types it takes, best first, none
    where it takes none. `a_minute` counts calls. `same_key_seconds`: how long a key protects (SAME_KEY).
    """

    text_size: int | None = None
    text_in_bytes: bool = False
    caption_size: int = 0
    pictures: tuple[str, ...] = ("image/png", "image/jpeg")
    picture_bytes: int | None = None
    picture_side: int | None = None
    a_minute: int | None = None
    a_day: int | None = None
    needs_person: bool = False
    recovery: Recovery = Recovery.PERSON
    same_key_seconds: int = 0
    one_chat: bool = False  # it stands in one chat, whatever group a post is for


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out for posts, with what one group may get by it.

    `slots` are those it takes, its first choice first; `groups` empty: it leads to every group. `a_day`,
    `a_week` and `a_month` are the most posts that one group may get by it in that span of the calendar
    (None: no limit). `by_hand`: a person sends (or confirms) each post. `base_url` is where the platform is
    asked, empty for its own address. `secret_env` names the environment variable with the secret; empty: the
    secrets file has it under the channel's id. `chats` maps a group to the chat's id at the platform; the key
    "" serves all others. `options` are what only this kind knows. `blocked_until`: the platform asked to be
    left alone until then. `exceptions` are cells (group, slot) that it leaves to others though it could take
    them.
    """

    id: str
    name: str = ""
    slots: tuple[Slot, ...] = tuple(Slot)
    a_day: int | None = None
    a_week: int | None = None
    a_month: int | None = None
    by_hand: bool = False
    groups: frozenset[str] = frozenset()
    kind: ChannelKind = ChannelKind.HANDOFF
    base_url: str = ""
    secret_env: str = ""
    chats: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    blocked_until: datetime | None = None
    exceptions: frozenset[tuple[str, Slot]] = frozenset()

    def chat(self, group: str) -> str:
        """The chat at the platform for a group; empty where none is named."""
        return self.chats.get(group) or self.chats.get("", "")

    def serves(self, group: str, slot: Slot) -> bool:
        """Whether it leads to the group and takes the slot there."""
        return slot in self.slots and self.leads_to(group) and (group, slot) not in self.exceptions

    def leads_to(self, group: str) -> bool:
        """Whether the group can be reached by it."""
        return not self.groups or group in self.groups
