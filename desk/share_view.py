"""What a guest's page shows of the posts of a link, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content.model import (
    Consent,
    ConsentScope,
    GuestOpinion,
    Message,
    OpinionVerdict,
    PostComment,
    ShareLink,
    Sight,
    Slot,
    Version,
)
from content.store import Store
from content.store.views import Card
from content.text.winners import neutral
from desk.context import DeskContext
from desk.difference import Piece, pieces
from services.guest_review import GuestItem, facts_of, guest_items

Places = tuple[str, int]  # what a group is called, how many groups see the same


@dataclass(frozen=True, slots=True)
class GuestPost:
    """One thing to look at. Nothing of it is more than the group sees, but for the two facts."""

    id: str
    number: int
    slot: Slot
    day: date
    at: datetime
    zone: str
    title: str
    text: str
    group: str
    groups: int
    seen: Sight
    opinion: GuestOpinion | None
    before: Version | None
    is_final: bool

    @property
    def mark(self) -> str:
        """p passed, c to be changed, b changed since, "" for what waits."""
        if self.opinion:
            return "p" if self.opinion.verdict is OpinionVerdict.PASS else "c"
        return "b" if self.before else ""


@dataclass(frozen=True, slots=True)
class GuestPage:
    """All of a link, and the post that is looked at."""

    link: ShareLink
    posts: tuple[GuestPost, ...]
    here: GuestPost | None

    @property
    def waiting(self) -> list[GuestPost]:
        """What the guest has not judged as it is now; what is locked needs no judgement."""
        return [post for post in self.posts if not post.opinion and not post.is_final]

    @property
    def passed(self) -> int:
        return sum(post.mark == "p" for post in self.posts)

    @property
    def changes(self) -> list[GuestPost]:
        return [post for post in self.posts if post.mark == "c"]

    @property
    def next(self) -> GuestPost | None:
        """The first that waits behind the one here, else the first there is."""
        at = self.here.number if self.here else 0
        waiting = [post for post in self.waiting if post is not self.here]
        return next((post for post in waiting if post.number > at), next(iter(waiting), None))

    def beside(self, step: int) -> GuestPost | None:
        if self.here is None or not 0 <= self.here.number - 1 + step < len(self.posts):
            return None
        return self.posts[self.here.number - 1 + step]

    def of_day(self, day: date) -> list[GuestPost]:
        return [post for post in self.posts if post.day == day]

    @property
    def days(self) -> list[date]:
        return sorted({post.day for post in self.posts})


@dataclass(frozen=True, slots=True)
class GuestDetails:
    """What stands beside the poster: the two facts, what this link said before, and what changed since."""

    consent: Message | None
    claims: Message | None
    remarks: Sequence[PostComment] = ()
    difference: tuple[Piece, ...] = ()


def guest_page(store: Store, link: ShareLink, now: datetime, at: str) -> GuestPage:
    """The posts of a link; `at` is the one to look at, "" for the first that waits."""
    items = guest_items(store, link, now)
    cards = store.cards.cards_with([item.item.first.id for item in items])
    posts = tuple(_post(n, item, cards[item.item.first.id]) for n, item in enumerate(items, 1))
    page = GuestPage(link, posts, None)
    here = next((post for post in posts if post.id == at), None)
    return GuestPage(link, posts, here or (None if at else next(iter(page.waiting), None)))


def guest_details(office: DeskContext, store: Store, page: GuestPage) -> GuestDetails | None:
    """Of the post that is looked at; None where none is."""
    if page.here is None:
        return None
    post = store.queue.post(page.here.id)
    facts = facts_of(office, store, post)
    remarks = [c for c in store.comments.of_post(post.id) if c.link == page.link.sha256 and c.parent is None]
    before = page.here.before
    difference = pieces(neutral(before.text), page.here.text) if before else ()
    return GuestDetails(_allows(facts.consent), facts.claims, remarks, difference)


def _post(number: int, item: GuestItem, card: Card) -> GuestPost:
    post = item.item.first
    return GuestPost(
        id=post.id,
        number=number,
        slot=post.slot,
        day=post.day,
        at=post.goes_out_at,
        zone=card.zone,
        title=card.story_title,
        text=neutral(post.text),
        group=card.group_name,
        groups=len(item.item.groups),
        seen=item.seen,
        opinion=item.opinion,
        before=item.before,
        is_final=item.is_final,
    )


def _allows(consent: Consent | None) -> Message | None:
    """What the author of the picture allows, in a few words; None where no member's picture is shown."""
    if consent is None:
        return None
    where = "all" if consent.scope is ConsentScope.ALL else "own"
    if consent.until is None:
        return Message(f"share.consent_{where}")
    return Message(f"share.consent_{where}_until", until=consent.until)
