"""What stands beside one photo in the culling room: its member, why it was chosen, its copies, its rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.compose.post import Telling
from content.errors import PosterError
from content.model import Group, Kept, Message, Score, Submission
from content.score.explain import name_of_part
from content.store import Store
from content.store.culling import NextUse, Scored
from content.store.rail import RailFilter, RailSort
from content.store.replans import Ahead
from content.store.views import RailItem
from content.text.contacts import contact_in
from desk.datetimes import today_in
from desk.share_preview import Share, ShareOccasion, share_of

LATELY = timedelta(days=30)
LEADING = 4  # parts of a score shown at once: what follows them, the suggested slot too, must stay in view
MUCH_LOST = 0.2  # of a photo: more than that is said, since what is cut off may be what it shows


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a score: `points` of the total are its own; `value` 0..1 is how well the photo does."""

    name: Message
    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Frame:
    """`picked` counts what of the member was chosen in the last 30 days, `ahead` the posts that the photo or
    a copy of it would bring back. `share` is None, and `undrawn` says why, where no poster can be drawn;
    `lost` is how much of the photo its crop leaves out, in percent."""

    item: RailItem
    submission: Submission
    group: Group
    scored: Scored
    picked: int
    stack: tuple[RailItem, ...]
    has_code: bool
    contact: str | None
    ahead: Mapping[str, Ahead]
    use: NextUse | None
    use_at: datetime | None
    use_zone: str
    share: Share | None
    undrawn: Message | str
    lost: int

    @property
    def approved(self) -> int:
        """Of the photo and its copies the most approved posts that one of them would bring back."""
        return max((effect.approved for effect in self.ahead.values()), default=0)

    @property
    def bars(self) -> tuple[Bar, ...]:
        parts = self.item.score.parts if isinstance(self.item.score, Score) else ()
        return tuple(
            Bar(name_of_part(part.name), part.value, part.contribution) for part in parts if part.weight
        )

    @property
    def leading(self) -> tuple[Bar, ...]:
        """The parts that move the total most, up or down; in the order of all."""
        most = sorted(self.bars, key=lambda bar: -abs(bar.points))[:LEADING]
        return tuple(bar for bar in self.bars if bar in most)

    @property
    def others(self) -> tuple[Bar, ...]:
        """The parts beside the leading ones."""
        return tuple(bar for bar in self.bars if bar not in self.leading)

    @property
    def total(self) -> float | None:
        return self.item.score.total if isinstance(self.item.score, Score) else None

    @property
    def above(self) -> float:
        """The share (0..1) of all submissions with a lower score."""
        return self.scored.above(self.total)

    @property
    def rank(self) -> int | None:
        return self.item.verdict.rank if isinstance(self.item.verdict, Kept) else None

    @property
    def rest(self) -> tuple[RailItem, ...]:
        """The copies of this photo."""
        return tuple(other for other in self.stack if other.id != self.item.id)

    @property
    def cuts_much(self) -> bool:
        return self.lost > MUCH_LOST * 100


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at photos, when, and what all of them are shown with. `template` is the poster's that was
    chosen, "" where none was."""

    actor: str
    now: datetime
    telling: Telling
    scored: Scored
    template: str = ""


def frame_of(store: Store, item: RailItem, looking: Looking) -> Frame:
    """Everything about one photo, for somebody to decide on."""
    key, now, telling = item.id, looking.now, looking.telling
    submission = store.intake.submission(key)
    group = store.library.group(item.group)
    today = today_in(group.zone, now)
    use = store.culling.next_uses([key], today).get(key)
    host = store.library.group(use.group) if use else None
    if host and use and use.day in telling.holidays:
        host = host.on_a_holiday()
    share, undrawn = _share(store, item, submission, ShareOccasion(group, use, telling, looking.template))
    cover = item.cover.sha256 if item.cover else ""
    measured = store.curation.features([cover]).get(cover)
    stack = _stack(store, item)
    return Frame(
        item=item,
        submission=submission,
        group=group,
        scored=looking.scored,
        picked=store.culling.picked_of(item.member, now - LATELY) if item.member else 0,
        stack=stack,
        has_code=bool(measured and measured.values.get("qr")),
        contact=contact_in(submission.text),
        ahead=store.replans.shown_ahead([key, *(other.id for other in stack)], now, looking.actor),
        use=use,
        use_at=host.goes_out_at(use.slot, use.day) if host and use and use.slot in host.slots else None,
        use_zone=host.zone if host else group.zone,
        share=share,
        undrawn=undrawn,
        lost=round(share.lost(submission) * 100) if share else 0,
    )


def _share(
    store: Store, item: RailItem, submission: Submission, occasion: ShareOccasion
) -> tuple[Share | None, Message | str]:
    if not submission.media:
        return None, Message("desk_missing.no_photo")
    words = {"nickname": item.nickname, "comment": item.decision.comment if item.decision else ""}
    try:
        return share_of(store, submission, occasion, **words), ""
    except PosterError as error:
        return None, error.message


def _stack(store: Store, item: RailItem) -> tuple[RailItem, ...]:
    """The photo and its copies, best first; empty where it is alone."""
    if item.stacked == 1:
        return ()
    return store.rail.page(RailFilter(stack=item.id), sort=RailSort.SCORE).items
