"""Posts as lists show them: cards with the clock of their group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.model import Message, PostState, Sight, text_hash
from content.store.views import Card
from desk.context import DeskContext

ICONS = {
    PostState.DRAFT: ("", "edit"),
    PostState.IN_REVIEW: ("wait", "clock"),
    PostState.RETURNED: ("chg", "comment"),
    PostState.APPROVED: ("ok", "check"),
    PostState.HANDED_OFF: ("info", "out"),
    PostState.SENDING: ("info", "out"),
    PostState.SENT: ("ok", "sent"),
    PostState.UNKNOWN: ("chg", "ask"),
    PostState.REFUSED: ("chg", "warn"),
    PostState.EXPIRED: ("", "clock"),
    PostState.SKIPPED: ("", "gone"),
    PostState.CANCELLED: ("", "cross"),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """A card and the zone of its group."""

    card: Card
    zone: str

    @property
    def tone(self) -> str:
        """ok, wait, chg, info, or "" for what nobody needs to look at."""
        return ICONS[self.card.post.state][0]

    @property
    def icon(self) -> str:
        return ICONS[self.card.post.state][1]

    @property
    def week(self) -> str:
        """The ISO week of its day: 2026-W48."""
        year, week, _ = self.card.post.day.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def sight(self) -> Sight:
        """What somebody who looks at it now sees: an approval is for exactly this."""
        post = self.card.post
        return Sight(post.id, post.version, text_hash(post.text), self.card.poster_sha256 or "")


def unapprovable(card: Card, now: datetime) -> Message | None:
    """Why a post cannot be approved now; None where it can."""
    state = card.post.state
    if state in (PostState.APPROVED, PostState.HANDED_OFF, PostState.SENDING):
        return Message("desk_post.unapprovable_approved")
    if state is PostState.RETURNED:
        return Message("desk_post.unapprovable_returned")
    if state not in (PostState.DRAFT, PostState.IN_REVIEW):
        return Message("desk_post.unapprovable_over")
    if card.poster_failed:
        return Message("desk_post.unapprovable_undrawable")
    if state is PostState.DRAFT or not card.poster_sha256:
        return Message("desk_post.unapprovable_undrawn")
    return Message("desk_post.unapprovable_too_late") if card.post.goes_out_at <= now else None


def timed(office: DeskContext, cards: Iterable[Card]) -> list[Timed]:
    """The cards, each with the zone of its group."""
    return [Timed(card, card.zone) for card in cards]
