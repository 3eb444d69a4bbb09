"""Mass sending: posts of one owner with the same words and picture go out as one task, which one tap sends.

Each post keeps its own state: the task is created once for all of them, and what became of it in each group
is asked of the platform later. A task that nobody tapped in time is cancelled there, or a late tap would
still send it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from channels.senders.wecom_mass import MOST_CHATS, WecomMassSender
from content.model import Channel, ChannelKind, Delivery, DeliveryState, Message, Post
from content.publish.sender import NoAnswer, Rejected, Sender, SendOutcome, TaskCreated, TokenCache
from services.delivering import Claim
from services.letters import Letters, PostLetter

FAILED = "failed"  # in the receipt of a task: the chats that the platform left out


@dataclass(frozen=True, slots=True)
class SendingSteps:
    """The publisher's own steps: claim a post's part, let the call begin, write down how it ended."""

    claim: Callable[[Post, PostLetter], Claim | None]
    begin_call: Callable[[Claim, Channel], bool]
    record: Callable[[Claim, SendOutcome], DeliveryState]
    checkpoint: Callable[[str], None]


def batches(letters: Sequence[tuple[Post, PostLetter]]) -> list[list[tuple[Post, PostLetter]]]:
    """Posts that one task may carry: of one owner, due at the same time, with the same words and picture;
    at most as many as the platform takes."""
    by_task: dict[object, list[tuple[Post, PostLetter]]] = {}
    for post, letter in letters:
        contents = tuple((p.kind, p.text, p.picture.sha256 if p.picture else "") for p in letter.parts)
        by_task.setdefault((letter.account.people, post.goes_out_at, contents), []).append((post, letter))
    return [
        batch[first : first + MOST_CHATS]
        for batch in by_task.values()
        for first in range(0, len(batch), MOST_CHATS)
    ]


def send_task(
    batch: Sequence[tuple[Post, PostLetter]],
    sender: WecomMassSender,
    steps: SendingSteps,
    tokens: TokenCache,
) -> list[DeliveryState]:
    """Create one task for the posts of a batch, each of one part, in one call; the state each comes to."""
    claimed = [(letter, taken) for post, letter in batch if (taken := steps.claim(post, letter))]
    steps.checkpoint("claimed")
    if not claimed:
        return []
    letter = claimed[0][0]
    part = letter.parts[0]
    media = sender.upload(letter.account, part, tokens)
    steps.checkpoint("uploaded")
    if isinstance(media, Rejected):
        return [steps.record(taken, media) for _, taken in claimed]
    calling = [(of, taken) for of, taken in claimed if steps.begin_call(taken, of.channel)]
    if not calling:
        return [DeliveryState.PLANNED] * len(claimed)
    steps.checkpoint("calling")
    chats = [of.account.chat for of, _ in calling]
    outcome = sender.create(letter.account, chats, part, media, tokens)
    steps.checkpoint("called")
    return [steps.record(taken, _of_chat(outcome, of.account.chat)) for of, taken in calling]


def _of_chat(outcome: SendOutcome, chat: str) -> SendOutcome:
    """What the answer to a task says of one of its groups."""
    if isinstance(outcome, TaskCreated) and chat in outcome.receipt.get(FAILED, "").split():
        return Rejected("fail_list", Message("send_wecom.group"))
    return outcome


def cancel_task(
    letters: Letters, sender: Sender | None, place: tuple[Post, Channel], part: Delivery, tokens: TokenCache
) -> Message | None:
    """Stop at the platform what nobody tapped; why it could not be stopped, None where it is or nothing is
    there to stop."""
    msgid = part.receipt.get("msgid")
    if part.state is not DeliveryState.HANDED_OFF or not msgid or not isinstance(sender, WecomMassSender):
        return None
    post, channel = place
    account = letters.account(channel, post)
    if isinstance(account, Message):
        return account
    outcome = sender.cancel(account, msgid, tokens)
    return outcome.message if isinstance(outcome, Rejected | NoAnswer) else None


def mass_sender(senders: Mapping[ChannelKind, Sender], channel: Channel) -> WecomMassSender | None:
    """The sender of a channel whose posts go out as tasks; None for others."""
    sender = senders.get(channel.kind)
    return sender if isinstance(sender, WecomMassSender) else None
