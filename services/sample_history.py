"""A made-up history of the sample brand: ten weeks of talk, of which six with posts, orders, who joined.

It is marked as made up in the store, and whatever is shown of it says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from content.feedback.made_history import MadeGroup, MadePost, MadeRules, make_group
from content.model import (
    BY_HAND,
    Delivery,
    DeliveryState,
    Group,
    Member,
    Message,
    Post,
    PosterSpec,
    PostState,
    ShopOrder,
    Slot,
    StaffMember,
    Story,
)
from content.store import Store
from services.context import Context
from services.feedback import attribute

SOURCE, RUN, CHANNEL = "made-up", "made-up", "hand"
TALK, POSTED = 28, 42  # days of talk before the first post, and with posts
SEED = 20260901
RULES = MadeRules(
    days=TALK + POSTED,
    posts_from=TALK,
    talk=0.25,
    answering=0.06,
    effects={"guess-the-photo": 1.45, "before-after": 1.3, "riddle": 1.05, "true-or-false": 0.95},
)
A_DAY = timedelta(days=1)
Stories = Mapping[date, Story]


def add_history(context: Context) -> int:
    """Make up what happened in the workspace's groups until yesterday, and count what came back; how many
    posts that were."""
    first = context.today - RULES.days * A_DAY
    posts = 0
    with context.open_store(reading=True) as store:
        groups, stories = store.library.groups(), store.library.stories()
    for group in groups:
        by_day = dict(_stories_by_day(group, stories, first + TALK * A_DAY))
        made = make_group(_rules(group, first), group, SEED, _script(group, by_day))
        with context.open_store() as store:
            posts += keep_made(store, made, by_day)
            _keep_orders(store, made, context.zone)
    with context.open_store() as store:
        store.outcomes.mark_made_up(context.clock())
    attribute(context, anew=True)
    return posts


def keep_made(store: Store, made: MadeGroup, stories: Stories) -> int:
    """Keep the messages, members and posts of a made group; how many posts."""
    group, zone = made.group, ZoneInfo(made.group.zone)

    def day_of(_group: str, at: object) -> date:
        return at.astimezone(zone).date()  # type: ignore[attr-defined,no-any-return]  # an instant

    store.library.put_members([Member(key, _nickname(key), group.id) for key in made.members])
    store.roster.put_staff([StaffMember(key, _nickname(key)) for key in made.staff])
    store.ledger.add_messages(SOURCE, made.entries, day_of)
    store.ledger.recall(SOURCE, made.recalled, day_of)
    store.roster.add_events(SOURCE, [(key, 0, group.id, event) for key, event in made.events])
    posts = [_post(post, stories[post.day]) for post in made.posts if post.day in stories]
    store.queue.add_specs([_spec(post, stories[post.day]) for post in posts])
    why = Message("sample_history.post")
    store.queue.put_posts(posts, actor="sishi", why=why, at=made.posts[0].due_at - A_DAY, run=RUN)
    for post, truth in zip(posts, (p for p in made.posts if p.day in stories), strict=True):
        store.outbox.put_deliveries(group.id, [_delivery(post, truth)])
    return len(posts)


def _rules(group: Group, first: date) -> MadeRules:
    """Groups of super users talk more, old ones hardly."""
    factor = {"super": 3.0, "precise": 1.5, "revive": 0.15}.get(group.kind.value, 1.0)
    return MadeRules(
        first=first,
        days=RULES.days,
        posts_from=RULES.posts_from,
        talk=RULES.talk * factor,
        answering=min(0.3, RULES.answering * factor),
        effects=RULES.effects,
    )


def _stories_by_day(group: Group, stories: Sequence[Story], first: date) -> Iterator[tuple[date, Story]]:
    """A story for each day on which the group is open, by turns."""
    suited = [story for story in stories if story.suits(group)] or list(stories)
    chance = Random(f"{SEED}/{group.id}/stories")  # noqa: S311 - made up
    chance.shuffle(suited)
    for number in range(POSTED if suited else 0):
        day = first + number * A_DAY
        if group.is_open_on(day):
            yield day, suited[number % len(suited)]


def _script(group: Group, stories: Stories) -> dict[tuple[date, Slot], tuple[str, str]]:
    return {
        (day, slot): (story.form_of(slot), story.quiz.answer)
        for day, story in stories.items()
        for slot in group.slots
    }


def _post(made: MadePost, story: Story) -> Post:
    words = {
        Slot.MORNING: story.hook,
        Slot.NOON: story.quiz.question,
        Slot.AFTERNOON: story.clue,
        Slot.EVENING: story.solution,
    }
    return Post(
        id=f"{made.group}-{made.day}-{made.slot}",
        group=made.group,
        day=made.day,
        slot=made.slot,
        goes_out_at=made.due_at,
        state=PostState.SENT if made.sent_at else PostState.EXPIRED,
        story=story.id,
        text=words[made.slot],
        poster=_spec_of(story, made.slot).key,
    )


def _spec(post: Post, story: Story) -> PosterSpec:
    return _spec_of(story, post.slot)


def _spec_of(story: Story, slot: Slot) -> PosterSpec:
    """A poster that nobody draws: what was never sent has no picture."""
    return PosterSpec("made-up", "0", "none", {"story": story.id, "slot": slot.value}, {})


def _delivery(post: Post, made: MadePost) -> Delivery:
    state = DeliveryState.SENT if made.sent_at else DeliveryState.EXPIRED
    return Delivery(
        post.id, 1, 1, post.version, BY_HAND, CHANNEL, state, post.goes_out_at, out_at=made.sent_at
    )


def _keep_orders(store: Store, made: MadeGroup, zone: ZoneInfo) -> None:
    """Members who answer posts buy a little more often, and at times with a coupon."""
    chance = Random(f"{SEED}/{made.group.id}/orders")  # noqa: S311 - made up
    orders: list[ShopOrder] = []
    for post in made.posts:
        for member in sorted(post.spoke):
            if post.sent_at is None or chance.random() >= 0.012:
                continue
            at = post.sent_at + timedelta(minutes=chance.randrange(5, 600))
            amount = Decimal(chance.choice((39, 59, 89, 129, 169, 239)))
            coupon = "HOME20" if chance.random() < 0.3 else ""
            key = f"{RUN}-{made.group.id}-{len(orders):04d}"
            orders.append(ShopOrder(key, member, at, at.astimezone(zone).date(), amount, "", coupon))
    store.orders.put_orders(orders)


def _nickname(key: str) -> str:
    return key.rpartition("-")[2]
