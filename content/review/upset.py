"""Events that change a plan: a story retired, a group paused, an author gone.

The effect is at once and in one transaction: it is written down, posts that may not go out as they are come
back to the editors with the reason, and the days wait to be planned again (`store.pending_replans`).
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content.errors import UnknownId, WrongInput
from content.model import Message, Verb, because, own_words
from content.model.planning import Cause
from content.rights.consequences import return_post
from content.store import OpenStore, Store

LONGEST_PAUSE = 366  # days; who is quiet for longer has ended


@dataclass(frozen=True, slots=True)
class Upset:
    """What happened, and the `posts` that came back to the editors, by id."""

    posts: tuple[str, ...]
    what: Message


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened to which thing; who said so, when and why."""

    cause: Cause
    what: str
    report: Message
    actor: str
    at: datetime
    why: str = ""


def retire_story(open_store: OpenStore, story_id: str, *, actor: str, at: datetime, why: str = "") -> Upset:
    """Tell a story no more from today on. Importing it again brings it back. UnknownId."""
    with open_store() as store:
        story = store.library.story(story_id)
        if story is None:
            raise UnknownId(Message("story.unknown", story=story_id))
        over = at.date() - timedelta(days=2)  # wherever it is today, that is past
        if story.valid_to is None or story.valid_to > over:
            store.library.put_stories([replace(story, valid_to=over)])
            was = story.valid_to.isoformat() if story.valid_to else ""
            store.write_down(
                Verb.SET_UP, story_id, actor=actor, at=at, was=was, became="retired", why=own_words(why)
            )
        report = Message("audit.story_retired", title=story.title, story=story_id)
        event = _Event(Cause.STORY, story_id, report, actor, at, why)
        return _take_effect(store, event, store.replans.still_to_go(at, story=story_id))


def pause_group(
    open_store: OpenStore, group_id: str, first: date, last: date, *, actor: str, at: datetime, why: str = ""
) -> Upset:
    """Send a group nothing from `first` to `last`, both included. UnknownId; WrongInput for such days."""
    days = _days(first, last)
    with open_store() as store:
        group = store.library.group(group_id)
        store.library.put_groups([replace(group, blackouts=group.blackouts | days)])
        became = f"paused {first} - {last}"
        store.write_down(Verb.SET_UP, group_id, actor=actor, at=at, became=became, why=own_words(why))
        report = Message("audit.group_paused", group=group.name, first=first, last=last)
        event = _Event(Cause.GROUP, group_id, report, actor, at, why)
        return _take_effect(
            store, event, store.replans.still_to_go(at, group=group_id, days=(first, last)), last
        )


def resume_group(open_store: OpenStore, group_id: str, first: date, *, actor: str, at: datetime) -> Upset:
    """Send a group its posts again from `first` on: the pause that lies there, or comes next, is lifted; days
    further on stay as they are. UnknownId."""
    with open_store() as store:
        group = store.library.group(group_id)
        lifted = _next_pause(group.blackouts, first)
        report = Message("audit.group_resumed", group=group.name, first=first)
        if not lifted:
            return Upset((), report)
        store.library.put_groups([replace(group, blackouts=group.blackouts - lifted)])
        store.write_down(Verb.SET_UP, group_id, actor=actor, at=at, became=f"goes on {first}")
        return _take_effect(store, _Event(Cause.GROUP, group_id, report, actor, at), (), max(lifted))


def member_left(
    open_store: OpenStore, member_id: str, left_on: date, *, actor: str, at: datetime, why: str = ""
) -> Upset:
    """Show no more of what somebody sent, from the day of leaving on. Importing the member again brings it
    back. UnknownId.

    The consent stays as it is: nobody took it back.
    """
    with open_store() as store:
        member = store.people.member(member_id)
        if member.left_on is None:
            store.library.put_members([replace(member, left_on=left_on)])
            store.write_down(
                Verb.SET_UP, member_id, actor=actor, at=at, became=f"left {left_on}", why=own_words(why)
            )
        report = Message("audit.member_left", member=member.nickname)
        event = _Event(Cause.MEMBER, member_id, report, actor, at, why)
        return _take_effect(
            store, event, store.replans.still_to_go(at, author=member_id, days=(left_on, date.max))
        )


def _next_pause(blackouts: AbstractSet[date], first: date) -> frozenset[date]:
    """The days without a break between them, from the first blackout that is not before `first`."""
    day, pause = min((day for day in blackouts if day >= first), default=first), set()
    while day in blackouts:
        pause.add(day)
        day += timedelta(days=1)
    return frozenset(pause)


def _days(first: date, last: date) -> frozenset[date]:
    count = (last - first).days + 1
    if not 0 < count <= LONGEST_PAUSE:
        raise WrongInput(Message("group.pause_too_long", first=first, last=last, n=count, most=LONGEST_PAUSE))
    return frozenset(first + timedelta(days=n) for n in range(count))


def _take_effect(store: Store, event: _Event, ids: Collection[str], last: date | None = None) -> Upset:
    """Give the posts back and let the days up to their last, or to `last`, wait for a plan."""
    held = store.queue.lock_posts(ids)
    for post in held.values():
        return_post(store, post, because(event.report, event.why), at=event.at, by=event.actor)
    days = [post.day for post in held.values()] + ([last] if last else [])
    if days:
        store.replans.ask_replan(
            event.cause,
            event.what,
            event.report,
            posts=len(held),
            last_day=max(days),
            by=event.actor,
            at=event.at,
        )
    return Upset(tuple(sorted(held)), event.report)
