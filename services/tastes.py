"""What members answer: the posts of the last weeks, by kind of group, slot and form, for the planner."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median_low

from content.ledger.responses import LONGEST, ResponseWindow, responses_in
from content.ledger.show import staff_ids
from content.model import Delivery, DeliveryState, GroupKind, LedgerLine, Post, PostState, Slot
from content.planner.problem.inputs import Tastes
from content.store import Store

LOOKED_BACK = timedelta(days=28)
FEWEST = 5  # posts of a slot in a group, before any of them counts as answered well

Answered = tuple[Post, int]  # and how many members answered it


def tastes(store: Store, now: datetime) -> Tastes:
    """Of each post that went out: whether as many members answered as usually do in its group and slot.

    Groups of which no chat is kept say nothing.
    """
    since = now - LOOKED_BACK
    posts = store.queue.posts(since.date(), now.date(), states=[PostState.SENT])
    kinds = {group.id: group.kind for group in store.library.groups()}
    forms = {story.id: story.form for story in store.library.stories()}
    by_group: defaultdict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_group[post.group].append(post)
    liked, sent = Counter[tuple[GroupKind, Slot, str]](), Counter[tuple[GroupKind, Slot, str]]()
    own = staff_ids(store)
    for group, theirs in sorted(by_group.items()):
        lines = list(store.ledger.lines(group, since, now))
        if not lines or group not in kinds:
            continue
        deliveries = store.outbox.deliveries([post.id for post in theirs])
        answered = list(_answered(theirs, deliveries, lines, own))
        for post, well in _well_answered(answered):
            key = (kinds[group], post.slot, forms.get(post.story, ""))
            sent[key] += 1
            liked[key] += well
    return Tastes(learnt={key: (liked[key], count) for key, count in sorted(sent.items())})


def _answered(
    posts: Sequence[Post],
    deliveries: Mapping[str, Sequence[Delivery]],
    lines: Sequence[LedgerLine],
    own: frozenset[str],
) -> Iterator[Answered]:
    """The posts of a group that members could see for as long as answers count."""
    times, out = [line.at for line in lines], sorted(post.goes_out_at for post in posts)
    for post in posts:
        parts = deliveries.get(post.id, ())
        seen = [part.out_at for part in parts if part.state is DeliveryState.SENT and part.out_at]
        if not seen or min(seen) + LONGEST > times[-1]:
            continue
        begins = min(seen)
        after = [at for at in out if at > begins]
        window = ResponseWindow(begins, min([begins + LONGEST, *after[:1]]))
        first, last = bisect_left(times, window.begins), bisect_left(times, window.ends)
        yield post, responses_in(lines[first:last], own, window).people


def _well_answered(answered: Sequence[Answered]) -> Iterator[tuple[Post, bool]]:
    by_slot: defaultdict[Slot, list[int]] = defaultdict(list)
    for post, people in answered:
        by_slot[post.slot].append(people)
    for post, people in answered:
        if len(by_slot[post.slot]) >= FEWEST:
            yield post, people > 0 and people >= median_low(by_slot[post.slot])
