"""What went out to a group, and how that is known. Pure: posts, deliveries and table rows in, sends out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.model import (
    BY_HAND,
    FROZEN,
    Delivery,
    DeliveryState,
    Post,
    PostState,
    SendEvidence,
    Slot,
    SlotResult,
    Story,
)


@dataclass(frozen=True, slots=True)
class Send:
    """A slot of a group's day that was to go out or did. `answer` is the letter of its question, "" for none;
    `receipts` what platforms call it; `result` the team's table of it."""

    group: str
    day: date
    slot: Slot
    form: str = ""
    story: str = ""
    post: str = ""
    promo: float = 0.0
    answer: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    evidence: SendEvidence | None = None
    receipts: frozenset[str] = frozenset()
    result: SlotResult | None = None


def sends_of(
    posts: Iterable[Post],
    parts: Mapping[str, Sequence[Delivery]],
    stories: Mapping[str, Story],
    results: Mapping[tuple[str, date, Slot], SlotResult],
) -> list[Send]:
    """Everything that was to go out or did, by day and slot: of the plan, and of tables alone."""
    sends = {}
    for post in posts:
        key = post.group, post.day, post.slot
        send = _of_post(post, parts.get(post.id, ()), stories.get(post.story), results.get(key))
        if send is not None:
            sends[key] = send
    for key, result in results.items():
        if key not in sends and result.sent_at is not None:
            sends[key] = _of_table(result)
    order = list(Slot)
    return [sends[key] for key in sorted(sends, key=lambda key: (key[0], key[1], order.index(key[2])))]


def _of_post(
    post: Post, parts: Sequence[Delivery], story: Story | None, result: SlotResult | None
) -> Send | None:
    out = [part for part in parts if part.state is DeliveryState.SENT and part.out_at]
    by_table = result.sent_at if result else None
    was_approved = post.state in FROZEN or (post.state is PostState.EXPIRED and bool(parts))
    if not out and not by_table and not was_approved:
        return None
    first = min(out, key=lambda part: part.out_at or post.goes_out_at, default=None)
    by_hand = first is not None and first.kind == BY_HAND
    known_by = SendEvidence.HAND if by_hand else SendEvidence.OUTBOX
    return Send(
        group=post.group,
        day=post.day,
        slot=post.slot,
        form=(result.form if result else "") or (story.form_of(post.slot) if story else ""),
        story=post.story,
        post=post.id,
        promo=story.promo if story else 0.0,
        answer=story.quiz.answer if story and post.slot is Slot.NOON else "",
        due_at=post.goes_out_at,
        sent_at=first.out_at if first else by_table,
        evidence=known_by if first else SendEvidence.RESULTS if by_table else None,
        receipts=frozenset(value for part in out for value in part.receipt.values()),
        result=result,
    )


def _of_table(result: SlotResult) -> Send:
    return Send(
        group=result.group,
        day=result.day,
        slot=result.slot,
        form=result.form,
        sent_at=result.sent_at,
        evidence=SendEvidence.RESULTS,
        result=result,
    )
