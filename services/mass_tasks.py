"""Mass sending: posts of one owner with the same words and picture go out as one task, which one tap sends.

Each post keeps its own state: the task is created once for all of them, and what became of it in each group
is asked of the platform later, once for the whole task. What is not to go out any more is stopped there
(services.task_stops), or a late tap would still send it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from channels.senders.wecom_mass import MOST_CHATS, WecomMassSender
from content.model import Channel, ChannelKind, DeliveryState, Message, Post
from content.publish.sender import Rejected, Sender, SendOutcome, TaskCreated, TokenCache
from services.delivering import Claim
from services.letters import PostLetter

FAILED = "failed"  # in the receipt of a task: the chats that the platform left out


@dataclass(frozen=True, slots=True)
class SendingSteps:
    """The publisher's own steps: claim a post's part, let one call for several of them begin (those that it
    may be for), write down how it ended."""

    claim: Callable[[Post, PostLetter], Claim | None]
    begin_call: Callable[[Sequence[Claim], Channel], Sequence[Claim]]
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
    """Create one task for the posts of a batch, in one call for the part that is next of each; the state
    each comes to."""
    claimed = [(letter, taken) for post, letter in batch if (taken := steps.claim(post, letter))]
    steps.checkpoint("claimed")
    by_part: dict[int, list[tuple[PostLetter, Claim]]] = {}
    for letter, taken in claimed:
        by_part.setdefault(taken.delivery.part, []).append((letter, taken))
    return [state for same in by_part.values() for state in _send_claimed(same, sender, steps, tokens)]


def _send_claimed(
    claimed: Sequence[tuple[PostLetter, Claim]],
    sender: WecomMassSender,
    steps: SendingSteps,
    tokens: TokenCache,
) -> list[DeliveryState]:
    """One task for what was claimed, all of the same part."""
    letter, first = claimed[0]
    part = letter.parts[first.delivery.part - 1]
    media = sender.upload(letter.account, part, tokens)
    steps.checkpoint("uploaded")
    if isinstance(media, Rejected):
        return [steps.record(taken, media) for _, taken in claimed]
    begun = steps.begin_call([taken for _, taken in claimed], letter.channel)
    calling = [(of, taken) for of, taken in claimed if taken in begun]
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


def mass_sender(senders: Mapping[ChannelKind, Sender], channel: Channel) -> WecomMassSender | None:
    """The sender of a channel whose posts go out as tasks; None for others."""
    sender = senders.get(channel.kind)
    return sender if isinstance(sender, WecomMassSender) else None
