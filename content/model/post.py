"""One slot of a telling: text, poster, time and state; and the rule book of the queue."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from content.model.message import Message
from content.model.slot import Slot


class PostState(StrEnum):
    DRAFT = "draft"  # 草稿: told, its poster not yet drawn
    IN_REVIEW = "in_review"  # 待审: complete, waits for an editor
    RETURNED = "returned"  # 需改
    APPROVED = "approved"  # 已批
    HANDED_OFF = "handed_off"  # 已交: an owner sends it by hand
    SENDING = "sending"  # 发送中: claimed, the call is under way
    SENT = "sent"  # 已发
    UNKNOWN = "unknown"  # 不明: the call gave no answer; never retried blindly
    REFUSED = "refused"  # 未达
    EXPIRED = "expired"  # 过期
    SKIPPED = "skipped"  # 跳过: a person decided not to send it, and said why
    CANCELLED = "cancelled"  # 已撤: replaced by a new plan, or its rights ended

    @property
    def label(self) -> Message:
        """What people call the state."""
        return Message(f"post_state.{self.value}")


MOVES: dict[PostState, frozenset[PostState]] = {
    PostState.DRAFT: frozenset(  # returned when the rights to what it shows end before it is drawn
        {PostState.IN_REVIEW, PostState.RETURNED, PostState.EXPIRED, PostState.CANCELLED}
    ),
    PostState.IN_REVIEW: frozenset(
        {PostState.DRAFT, PostState.RETURNED, PostState.APPROVED, PostState.EXPIRED, PostState.CANCELLED}
    ),
    PostState.RETURNED: frozenset(
        {PostState.DRAFT, PostState.IN_REVIEW, PostState.EXPIRED, PostState.CANCELLED}
    ),
    PostState.APPROVED: frozenset(
        {
            PostState.DRAFT,
            PostState.IN_REVIEW,
            PostState.RETURNED,
            PostState.SENDING,
            PostState.HANDED_OFF,
            PostState.SENT,  # sent by hand, as a person says
            PostState.SKIPPED,
            PostState.EXPIRED,
            PostState.CANCELLED,
        }
    ),
    PostState.HANDED_OFF: frozenset(  # approved: taken back, or given to another channel
        {
            PostState.SENT,
            PostState.SENDING,  # its first part was sent by hand: the rest goes out
            PostState.EXPIRED,
            PostState.SKIPPED,
            PostState.APPROVED,
            PostState.REFUSED,
            PostState.CANCELLED,
        }
    ),
    PostState.SENDING: frozenset(  # approved: given back, for it is certain that nothing was sent
        {
            PostState.SENT,
            PostState.REFUSED,
            PostState.UNKNOWN,
            PostState.HANDED_OFF,
            PostState.APPROVED,
        }
    ),
    PostState.UNKNOWN: frozenset(
        {
            PostState.SENT,
            PostState.REFUSED,
            PostState.SENDING,
            PostState.HANDED_OFF,
            PostState.SKIPPED,
            PostState.APPROVED,
        }
    ),
    PostState.REFUSED: frozenset(  # handed off: as unknown, where a wrong tick of one part was taken back
        {
            PostState.APPROVED,
            PostState.SENDING,
            PostState.HANDED_OFF,
            PostState.EXPIRED,
            PostState.SKIPPED,
            PostState.SENT,
        }
    ),
    PostState.SENT: frozenset({PostState.HANDED_OFF}),  # an owner's wrong tick, taken back
    PostState.EXPIRED: frozenset({PostState.SENT, PostState.SKIPPED}),  # a person says what became of it
    PostState.SKIPPED: frozenset({PostState.SENT, PostState.HANDED_OFF}),
    PostState.CANCELLED: frozenset(  # told again by a later plan, or reopened by an editor
        {PostState.DRAFT, PostState.IN_REVIEW}
    ),
}

FINAL = frozenset({PostState.SENT, PostState.EXPIRED, PostState.SKIPPED})  # only a person's word moves it
FROZEN = frozenset(  # a telling with such a post keeps its story and photos
    {
        PostState.APPROVED,
        PostState.HANDED_OFF,
        PostState.SENDING,
        PostState.SENT,
        PostState.UNKNOWN,
        PostState.REFUSED,
        PostState.SKIPPED,
    }
)


GONE = frozenset(
    {PostState.CANCELLED, PostState.EXPIRED, PostState.SKIPPED}
)  # nobody will see it: its cell is empty
OPEN = frozenset(  # an editor may still change it
    {PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED}
)


def may_move(was: PostState, to: PostState, *, undoing: bool = False) -> bool:
    """Whether the rule book lets `was` become `to`; an undo may also walk an allowed move of the desk's
    backwards, and never what happened on the way to the members."""
    return to in MOVES[was] or (undoing and was in MOVES[to] and was in OPEN | {PostState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Post:
    """One slot of a telling: the cell of a group's day, and what it shows now.

    `poster` is the key of its PosterSpec. `submission` is the one it presents, `photo` the one whose picture
    its poster shows, be it as a crop. `version` numbers what it says and shows, from 1; `revision` counts
    every change, of its state and lock too, and is what an editor names as seen. `locked_by` is who keeps
    everybody else off it; `hand` the person who gave it its present form, empty while that is the night's.
    """

    id: str
    group: str
    day: date
    slot: Slot
    goes_out_at: datetime
    state: PostState
    story: str
    text: str
    poster: str
    submission: str | None = None
    member: str | None = None
    photo: str | None = None
    version: int = 1
    revision: int = 1
    locked_by: str = ""
    hand: str = ""

    @property
    def stands(self) -> bool:
        """Whether the night must leave it, and the plan of its day, alone."""
        return self.state in FROZEN or bool(self.locked_by) or bool(self.hand)


CONTENT = ("text", "poster", "goes_out_at", "story", "submission", "member", "photo")  # what a version keeps


def changed_fields(was: Post, now: Post) -> tuple[str, ...]:
    """Names of what differs between two forms of one post, but for its counters."""
    names = (*CONTENT, "state", "locked_by", "hand")
    return tuple(name for name in names if getattr(was, name) != getattr(now, name))
