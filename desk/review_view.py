"""逐条审: the variants of one telling as a person looks at them, and where they stand in the list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from content.model import (
    GONE,
    OPEN,
    ConsentScope,
    Group,
    Message,
    Post,
    PosterSpec,
    PostState,
    PostVariants,
    ReviewTally,
    Slot,
    Verb,
)
from content.review import editors, obstacle
from content.review.rules import FIRM
from content.store import QueueFilter, Store
from content.store.distinct import place_cursor
from content.store.views import Card
from desk.auth import Person
from desk.context import DeskContext
from desk.difference import Piece, pieces
from desk.editing import Editable, editables
from desk.posts import Timed, timed, unapprovable
from services.composing import current_telling

PACE = 8  # seconds a person looks at one item, as measured; docs/measures/desk.md
BEHIND, AHEAD = 3, 18  # items of the strip before and after the one that is looked at
CHECKED = 40  # posts whose rights are looked at for the page; approving looks at all
WAITING = (PostState.IN_REVIEW,)
COUNTED = (PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.HANDED_OFF)


@dataclass(frozen=True, slots=True)
class Variant:
    """A group's post: why it cannot be approved now, and the lines that it says otherwise than the one on the
    screen, in pieces of which some are the same."""

    item: Timed
    why_not: Message | None
    is_free: bool  # may be decided on by whoever looks, as far as locks go
    own_words: tuple[Piece, ...]

    @property
    def post(self) -> Post:
        return self.item.card.post


@dataclass(frozen=True, slots=True)
class ConsentView:
    """Whose photo may be current, where, and until when (None: no end)."""

    nickname: str
    everywhere: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Checks:
    """What speaks for a yes and against it: obstacles with the groups they are of."""

    consents: tuple[ConsentView, ...]
    obstacles: tuple[tuple[str, Message], ...]
    warnings: tuple[Message, ...]
    is_own_edit: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """What is looked at: the post on the screen, its variants and group, the message before, the day."""

    variants: tuple[Variant, ...]
    current: Variant
    group: Group
    before: Card | None
    day: tuple[tuple[Slot, Card | None], ...]
    spec: PosterSpec | None
    checks: Checks
    fields: tuple[Editable, ...]
    is_late: bool
    remarks: int  # on the post on the screen, that nobody settled

    @property
    def first(self) -> Variant:
        """The one that goes out first."""
        return self.variants[0]

    @property
    def choosable(self) -> tuple[Variant, ...]:
        return tuple(variant for variant in self.variants if variant.is_free)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The list around it; `following` is the post that comes next, "" where none does."""

    tally: ReviewTally
    number: int
    strip: tuple[PostVariants, ...]
    following: str
    previous: str

    @property
    def minutes(self) -> int:
        """How long the rest takes at the usual pace."""
        return -(-self.tally.waiting * PACE // 60)


def upcoming(queue_filter: QueueFilter, now: datetime) -> QueueFilter:
    """What of a filter can still be decided: it waits and has not gone out."""
    return replace(queue_filter, states=WAITING, after=now)


def telling_at(store: Store, waiting: QueueFilter, at: str, *, alone: bool = False) -> PostVariants | None:
    """The telling of the post `at`, else the first that waits; None where nothing does. With `alone` a post
    that does not wait is shown by itself while it may be edited."""
    if post := next(iter(store.queue.posts_of([at])), None):
        telling = store.distinct.telling_of(post, waiting)
        if telling and (post.id in telling.ids or not alone):
            return telling
        if alone and post.state in OPEN:
            return PostVariants((post,))
    first = store.distinct.tellings(waiting, most=1).items
    return first[0] if first else None


def around_of(store: Store, waiting: QueueFilter, telling: PostVariants | None) -> Surroundings:
    tally = store.distinct.tally(replace(waiting, states=COUNTED))
    if telling is None:
        return Surroundings(tally, tally.done, (), "", "")
    place = place_cursor(telling)
    before = store.distinct.tellings_before(waiting, place, most=BEHIND)
    ahead = store.distinct.tellings(waiting, after=place, most=AHEAD).items
    number = tally.done + store.distinct.count_before(waiting, place) + 1 if before else tally.done + 1
    rest = ahead or store.distinct.tellings(waiting, most=1).items
    following = next((item.first.id for item in rest if item.first.id != telling.first.id), "")
    previous = before[-1].first.id if before else ""
    return Surroundings(tally, number, (*before, telling, *ahead), following, previous)


def stage_of(office: DeskContext, store: Store, person: Person, telling: PostVariants, at: str) -> Stage:
    """The telling with the post `at` on the screen; its first where it has no such post."""
    cards = store.cards.cards_with(telling.ids)
    items = {item.card.post.id: item for item in timed(office, (cards[key] for key in telling.ids))}
    current = items.get(at) or items[telling.first.id]
    post, now = current.card.post, office.clock()
    variants = tuple(_variant(items[key], current, now, person.name) for key in telling.ids)
    week = store.boards.week(post.group, post.day, days=1)
    day = tuple((slot, week.cards.get((post.day, slot))) for slot in Slot if slot in week.group.slots)
    specs = store.queue.specs([post.poster])
    return Stage(
        variants=variants,
        current=next(variant for variant in variants if variant.post.id == post.id),
        group=week.group,
        before=_before(post, [card for _, card in day if card]),
        day=day,
        spec=specs[0] if specs else None,
        checks=_checks(office, store, person, telling, post),
        fields=tuple(editables(specs[0], current_telling(office).templates)) if specs else (),
        is_late=post.goes_out_at - now <= FIRM,
        remarks=store.comments.open_counts([post.id]).get(post.id, 0),
    )


def _variant(item: Timed, current: Timed, now: datetime, name: str) -> Variant:
    why_not = unapprovable(item.card, now)
    is_free = why_not is None and item.card.post.locked_by in ("", name)
    return Variant(item, why_not, is_free, _own_words(current.card.post.text, item.card.post.text))


@lru_cache(maxsize=2000)
def _own_words(current: str, text: str) -> tuple[Piece, ...]:
    """The lines of a text that are not in the one on the screen, beside those of it that this one lacks."""
    theirs, own = current.split("\n"), text.split("\n")
    lacking = " / ".join(line for line in theirs if line not in own)
    different = " / ".join(line for line in own if line and line not in theirs)
    return tuple(piece for piece in pieces(lacking, different) if piece.kind != "gone")


def _before(post: Post, cards: Sequence[Card]) -> Card | None:
    """The message that members read before this one on the same day."""
    earlier = [
        card for card in cards if card.post.state not in GONE and card.post.goes_out_at < post.goes_out_at
    ]
    return max(earlier, key=lambda card: card.post.goes_out_at, default=None)


def _checks(office: DeskContext, store: Store, person: Person, telling: PostVariants, post: Post) -> Checks:
    names = dict(office.groups.at(office.clock()))
    looked_at = telling.posts[:CHECKED]
    obstacles = [(post.group, obstacle(store, post, office.rules)) for post in looked_at]
    drawn = store.queue.rendered([post.poster]).get(post.poster)
    own_edit = not office.rules.editor_may_approve and person.may(Verb.APPROVE)
    return Checks(
        consents=_consents(store, post),
        obstacles=tuple((names.get(group, group), end.why) for group, end in obstacles if end),
        warnings=drawn.warnings if drawn else (),
        is_own_edit=own_edit and person.name in editors(store, post),
    )


def _consents(store: Store, post: Post) -> tuple[ConsentView, ...]:
    keys = sorted({key for key in (post.submission, post.photo) if key})
    lines = []
    for submission in store.intake.submissions(keys):
        member = store.library.member(submission.member) if submission.member else None
        everywhere = submission.consent.scope is ConsentScope.ALL
        lines.append(ConsentView(member.nickname if member else "", everywhere, submission.consent.until))
    return tuple(dict.fromkeys(lines))
