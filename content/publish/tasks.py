"""Tasks: what a member of staff does at once. Equal text and poster for several groups is one act. Pure.

A task is a view of posts and is stored nowhere: each of its posts keeps its own state.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from content.model import Delivery, DeliveryState, Post, text_hash

DONE = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.SKIPPED,
        DeliveryState.EXPIRED,
        DeliveryState.REFUSED,
        DeliveryState.CANCELLED,
    }
)
ID_LENGTH = 24


@dataclass(frozen=True, slots=True)
class HandPost:
    """A post that a person sends: `delivery` is its only part. `owner` "" where nobody owns its group."""

    post: Post
    delivery: Delivery
    owner: str

    @property
    def state(self) -> DeliveryState:
        return self.delivery.state

    @property
    def due_minute(self) -> datetime:
        return self.delivery.due_at.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Task:
    """One act of `owner`: the same text and poster, for each of `posts`, by one channel, in one minute."""

    id: str
    owner: str
    channel: str
    due_at: datetime
    posts: tuple[HandPost, ...]

    @property
    def first(self) -> Post:
        """The post that stands for all: their text, poster and slot are the same."""
        return self.posts[0].post

    @property
    def waiting(self) -> tuple[HandPost, ...]:
        """Those that wait for the owner."""
        return tuple(item for item in self.posts if item.state is DeliveryState.HANDED_OFF)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, now or later."""
        return all(item.state in DONE for item in self.posts)

    @property
    def sent_at(self) -> datetime | None:
        """When the last of its posts went out; None where none has."""
        return max((item.delivery.out_at for item in self.posts if item.delivery.out_at), default=None)


def merged(items: Iterable[HandPost]) -> list[Task]:
    """The posts as tasks, by due minute: each post is in one, together with all that are alike."""
    alike: dict[tuple[datetime, str, str, str, str], list[HandPost]] = {}
    for item in items:
        alike.setdefault(_key(item), []).append(item)
    return [
        Task(
            id=_id(key),
            owner=key[1],
            channel=key[2],
            due_at=key[0],
            posts=tuple(sorted(posts, key=lambda item: item.post.id)),
        )
        for key, posts in sorted(alike.items())
    ]


def _key(item: HandPost) -> tuple[datetime, str, str, str, str]:
    post = item.post
    return item.due_minute, item.owner, item.delivery.channel, text_hash(post.text), post.poster


def task_id(item: HandPost) -> str:
    """The id of the task that the post is in."""
    return _id(_key(item))


def _id(key: tuple[datetime, str, str, str, str]) -> str:
    instant, *rest = key
    return sha256("\n".join([str(int(instant.timestamp())), *rest]).encode()).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner does by hand: `tasks` acts for `posts` posts."""

    tasks: int = 0
    posts: int = 0


def load_of(tasks: Iterable[Task]) -> dict[str, Load]:
    """owner -> the taps of a day and the posts they stand for."""
    acts: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for task in tasks:
        acts[task.owner] += 1
        posts[task.owner] += len(task.posts)
    return {owner: Load(acts[owner], posts[owner]) for owner in sorted(acts)}
