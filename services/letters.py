"""What is sent of a post by a channel: its messages, where they go and as whom; read when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from content.errors import WrongInput
from content.model import BoundText, Channel, ChannelKind, DeliveryState, Message, Post
from content.publish.fit_picture import fit_picture
from content.publish.secrets import secrets_of
from content.publish.sender import Account, Letter, Part, Picture, Sender
from content.rights.naming import stands
from content.text.winners import has_form, is_broken, neutral
from services.channels import WITHOUT_SECRET, no_secret
from services.context import Context, review_rules
from services.delivering import PartPlan, Route, request_hash
from services.owners import tapping
from services.winners import NamingRules, bound_text

OUT = (DeliveryState.SENT, DeliveryState.SKIPPED)


@dataclass(frozen=True, slots=True)
class PostLetter:
    """What is sent of a post, by which channel and to whom; `media` has what was uploaded, by part. `bound`
    is its text where names were filled in."""

    channel: Channel
    account: Account
    parts: Sequence[Part]
    plans: Sequence[PartPlan]
    media: dict[int, str] = field(default_factory=dict)
    bound: BoundText | None = None

    @property
    def route(self) -> Route:
        return Route(self.channel, self.plans)


@dataclass(frozen=True, slots=True)
class Letters:
    """Makes letters of posts; `variables` are those of the environment."""

    context: Context
    senders: Mapping[ChannelKind, Sender]
    variables: Mapping[str, str]

    def letter(self, post: Post, channel: Channel, *, to_send: bool = True) -> PostLetter | Message:
        """The messages that the post becomes by this channel and where they go, or why it cannot be sent.
        `to_send` False: as it was sent, to be looked up."""
        account = self.account(channel, post)
        if isinstance(account, Message):
            return account
        written = self._parts(post, self.senders[channel.kind])
        if isinstance(written, Message):
            return written
        parts, bound = written
        if to_send and bound and self._names_taken_back(post, parts, bound):
            return Message("hold.names_taken_back")
        owner = None
        if self.senders[channel.kind].capabilities.needs_person:
            owner, people = tapping(self.context, post, channel)
            account = replace(account, people=people)
        plans = [
            PartPlan(p.number, p.kind.value, request_hash(account, p, channel.kind), owner) for p in parts
        ]
        return PostLetter(channel, account, parts, plans, bound=bound)

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

    @property
    def naming(self) -> NamingRules:
        """How many are named who answered rightly, and who is not."""
        workspace = self.context.workspace
        return NamingRules(workspace.settings.publish.winners, review_rules(workspace).words)

    def _parts(self, post: Post, sender: Sender) -> tuple[Sequence[Part], BoundText | None] | Message:
        if is_broken(post.text):
            return Message("hold.names_broken")
        with self.context.open_store(reading=True) as store:
            poster = store.queue.rendered([post.poster]).get(post.poster)
        if poster is None:
            return Message("hold.not_drawn")
        content = _bytes_of(self.context.root / poster.path)
        if content is None or sha256(content).hexdigest() != poster.sha256:
            return Message("hold.poster_changed", file=poster.path)
        picture = fit_picture(content, sender.capabilities) if sender.capabilities.pictures else None
        return picture if isinstance(picture, Message) else self._written(post, sender, picture)

    def _written(
        self, post: Post, sender: Sender, picture: Picture | None
    ) -> tuple[Sequence[Part], BoundText | None]:
        """The parts, with as many names as make no more messages than there are without any."""
        if not has_form(post.text):
            return sender.parts(Letter(post.text, picture)), None
        fewest = len(sender.parts(Letter(neutral(post.text), picture)))

        def fits(text: str) -> bool:
            return len(sender.parts(Letter(text, picture))) <= fewest

        with self.context.open_store(reading=True) as store:
            bound = bound_text(store, post, self.naming, fits, self.context.clock())
        return sender.parts(Letter(bound.text if bound else post.text, picture)), bound

    def _names_taken_back(self, post: Post, parts: Sequence[Part], bound: BoundText) -> bool:
        """Whether words are yet to be sent of a post that began with a name that may stand no longer."""
        with self.context.open_store(reading=True) as store:
            known = store.outbox.deliveries([post.id]).get(post.id, ())
            out = {part.part for part in known if part.state in OUT}
            speaks = any(part.text and part.number not in out for part in parts)
            return speaks and not stands(store, bound, post.day)


def _bytes_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
