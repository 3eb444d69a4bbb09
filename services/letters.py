"""What is sent of a post by a channel: its messages, where they go and as whom; read when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from content.errors import WrongInput
from content.model import Channel, ChannelKind, Message, Post
from content.publish.fit_picture import fit_picture
from content.publish.secrets import secrets_of
from content.publish.sender import Account, Letter, Part, Sender
from services.channels import WITHOUT_SECRET, no_secret
from services.context import Context
from services.delivering import PartPlan, Route, request_hash
from services.owners import tapping


@dataclass(frozen=True, slots=True)
class PostLetter:
    """What is sent of a post, by which channel and to whom; `media` has what was uploaded, by part."""

    channel: Channel
    account: Account
    parts: Sequence[Part]
    plans: Sequence[PartPlan]
    media: dict[int, str] = field(default_factory=dict)

    @property
    def route(self) -> Route:
        return Route(self.channel, self.plans)


@dataclass(frozen=True, slots=True)
class Letters:
    """Makes letters of posts; `variables` are those of the environment."""

    context: Context
    senders: Mapping[ChannelKind, Sender]
    variables: Mapping[str, str]

    def letter(self, post: Post, channel: Channel) -> PostLetter | Message:
        """The messages that the post becomes by this channel and where they go, or why it cannot be sent."""
        account = self.account(channel, post)
        if isinstance(account, Message):
            return account
        parts = self._parts(post, self.senders[channel.kind])
        if isinstance(parts, Message):
            return parts
        owner = None
        if self.senders[channel.kind].capabilities.needs_person:
            owner, people = tapping(self.context, post, channel)
            account = replace(account, people=people)
        plans = [
            PartPlan(p.number, p.kind.value, request_hash(account, p, channel.kind), owner) for p in parts
        ]
        return PostLetter(channel, account, parts, plans)

    def account(self, channel: Channel, post: Post | None) -> Account | Message:
        """Where and as whom to send, or what is missing."""
        try:
            secret = secrets_of(self.context.root, channel, self.variables)
        except WrongInput as error:  # the file is open to others, or broken
            return error.message
        if not secret and channel.kind not in WITHOUT_SECRET:
            return no_secret(channel)
        cell = {"day": f"{post.day}", "group": post.group, "slot": post.slot.value} if post else {}
        chat = channel.chat(post.group) if post else ""
        return Account(channel.id, secret, channel.base_url, chat, {**channel.options, **cell})

    def _parts(self, post: Post, sender: Sender) -> Sequence[Part] | Message:
        with self.context.open_store(reading=True) as store:
            poster = store.queue.rendered([post.poster]).get(post.poster)
        if poster is None:
            return Message("hold.not_drawn")
        content = _bytes_of(self.context.root / poster.path)
        if content is None or sha256(content).hexdigest() != poster.sha256:
            return Message("hold.poster_changed", file=poster.path)
        if not sender.capabilities.pictures:
            return sender.parts(Letter(post.text))
        picture = fit_picture(content, sender.capabilities)
        return picture if isinstance(picture, Message) else sender.parts(Letter(post.text, picture))


def _bytes_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
