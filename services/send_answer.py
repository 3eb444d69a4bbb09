"""What a person saw in the chat of a post whose call gave no answer, as marks of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.errors import IllegalMove
from content.model import Delivery, DeliveryState, Message
from services.context import Context
from services.delivering import NOT_TRIED
from services.send_mark import PersonsWord, SendMark, mark


class ChatSight(StrEnum):
    """How much of a post somebody found in the chat."""

    ALL = "all"
    BEGINNING = "beginning"  # what came before, and not what is unknown; or that, and nothing after it
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class SightWord:
    """What `actor` saw, and in which words."""

    sight: ChatSight
    actor: str
    why: str | Message


def answer_unknown(context: Context, post_id: str, word: SightWord) -> list[Delivery]:
    """Settle the unknown parts by what was seen; how all parts are now.

    What is in the chat is never sent again: `beginning` sends only what is missing. IllegalMove where no part
    is unknown; as `mark` otherwise.
    """
    with context.open_store(reading=True) as store:
        store.queue.post(post_id)
        parts = store.outbox.deliveries([post_id]).get(post_id, [])
    steps = marks_for(parts, word.sight)
    if not steps:
        raise IllegalMove(Message("send_answer.nothing_unknown", post=post_id))
    for part, what in steps:
        parts = mark(context, part.id, PersonsWord(what, word.actor, word.why))
    return parts


def marks_for(parts: Sequence[Delivery], sight: ChatSight) -> list[tuple[Delivery, SendMark]]:
    """The marks that an answer comes to, in their order; [] where no part is unknown. Pure."""
    unknown = [part for part in parts if part.state is DeliveryState.UNKNOWN]
    behind = [part for part in parts if part.why is not None and part.why.code == NOT_TRIED]
    if not unknown:
        return []
    if sight is ChatSight.ALL:
        return [(part, SendMark.SENT) for part in (*unknown, *behind)]
    if sight is ChatSight.NOTHING:
        return [(part, SendMark.NOT_SENT) for part in unknown]
    if behind:  # the unknown part is the beginning
        seen = [(part, SendMark.SENT) for part in unknown]
        return [*seen, *((part, SendMark.RETRY) for part in behind)]
    return [step for part in unknown for step in ((part, SendMark.NOT_SENT), (part, SendMark.RETRY))]
