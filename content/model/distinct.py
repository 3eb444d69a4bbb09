"""One thing to review: posts of many groups that say the same words on the same poster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from content.model.history import text_hash
from content.model.post import Post
from content.model.slot import Slot

TEXT_DIGITS = 16  # of the text's hash in a key; a poster's key stands before them whole
RANK = {slot: rank for rank, slot in enumerate(Slot)}

Place = tuple[datetime, int, str]  # in a list of distinct posts: when it goes out, its slot's rank, its id


def content_key(text: str, poster: str) -> str:
    """What names a text on a poster: the poster's key, then the first hex digits of the text's hash."""
    return poster + text_hash(text)[:TEXT_DIGITS]


def place_of(post: Post) -> Place:
    """Where a post stands: what goes out first comes first, then by slot."""
    return post.goes_out_at, RANK[post.slot], post.id


@dataclass(frozen=True, slots=True)
class DistinctPost:
    """Posts of one content, at least one, in the order they go out; the first stands for all.

    Their times, groups and states may differ: they are no part of what is read and looked at.
    """

    key: str
    posts: tuple[Post, ...]

    @property
    def first(self) -> Post:
        return self.posts[0]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(post.id for post in self.posts)

    @property
    def groups(self) -> tuple[str, ...]:
        """Each group once, in the order of the posts."""
        return tuple(dict.fromkeys(post.group for post in self.posts))

    @property
    def slot(self) -> Slot:
        return self.first.slot

    @property
    def day(self) -> date:
        return self.first.day

    @property
    def goes_out_at(self) -> datetime:
        """When the earliest of them goes out."""
        return self.first.goes_out_at

    @property
    def text(self) -> str:
        return self.first.text

    @property
    def poster(self) -> str:
        return self.first.poster


@dataclass(frozen=True, slots=True)
class DistinctCounts:
    """How many posts there are, and how many of them differ in text or poster."""

    posts: int
    distinct: int


def distinct_posts(posts: Iterable[Post]) -> tuple[DistinctPost, ...]:
    """The posts by their content, each group of them where its first post stands."""
    by_key: dict[str, list[Post]] = {}
    for post in sorted(posts, key=place_of):
        by_key.setdefault(content_key(post.text, post.poster), []).append(post)
    return tuple(DistinctPost(key, tuple(same)) for key, same in by_key.items())
