"""Posts of many groups that are one thing to review: the same content, or variants of one part of a story.

Words go round by group and day on purpose (docs/measures/text.md), so that few posts are equal to
the letter: what a person looks at in one go are variants, each with its own words and poster on the screen.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from content.model.history import text_hash
from content.model.post import Post
from content.model.slot import Slot

TEXT_DIGITS = 16  # of the text's hash in a key; a poster's key stands before them whole
RANK = {slot: rank for rank, slot in enumerate(Slot)}

Place = tuple[datetime, int, str]  # in a list of posts to review: when it goes out, its slot's rank, its id


def content_key(text: str, poster: str) -> str:
    """What names a text on a poster: the poster's key, then the first hex digits of the text's hash."""
    return poster + text_hash(text)[:TEXT_DIGITS]


def place_of(post: Post) -> Place:
    """Where a post stands: what goes out first comes first, then by slot."""
    return post.goes_out_at, RANK[post.slot], post.id


@dataclass(frozen=True)
class PostSet:
    """Posts that are looked at together, at least one, in the order they go out; the first stands for all.

    Their times, groups and states may differ.
    """

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


@dataclass(frozen=True)
class DistinctPost(PostSet):
    """Posts that say the same words on the same poster."""

    @cached_property
    def key(self) -> str:
        return content_key(self.text, self.poster)

    @property
    def text(self) -> str:
        return self.first.text

    @property
    def poster(self) -> str:
        return self.first.poster


@dataclass(frozen=True)
class LonePost(DistinctPost):
    """One post that is looked at by itself, though others may say and show the same."""

    @cached_property
    def key(self) -> str:
        return self.posts[0].id


@dataclass(frozen=True)
class PostVariants(PostSet):
    """Posts that tell the same slot of the same story with the same photo, each group in its own words."""

    @cached_property
    def contents(self) -> tuple[DistinctPost, ...]:
        """The posts by what they say and show."""
        return distinct_posts(self.posts)


@dataclass(frozen=True, slots=True)
class DistinctCounts:
    """How many posts there are, and how many distinct ones they are."""

    posts: int
    distinct: int


@dataclass(frozen=True, slots=True)
class ReviewTally:
    """How far a review is: posts that wait, then tellings that wait, went back, and are approved."""

    posts: int
    waiting: int
    returned: int
    approved: int

    @property
    def done(self) -> int:
        return self.returned + self.approved

    @property
    def all(self) -> int:
        return self.waiting + self.done


def distinct_posts(posts: Iterable[Post]) -> tuple[DistinctPost, ...]:
    """The posts by their content, each set of them where its first post stands."""
    return tuple(DistinctPost(same) for same in _together(posts, lambda post: (post.text, post.poster)))


def post_variants(posts: Iterable[Post]) -> tuple[PostVariants, ...]:
    """The posts by what they tell, each set of them where its first post stands."""
    return tuple(
        PostVariants(alike)
        for alike in _together(posts, lambda post: (post.story, post.slot, post.photo or ""))
    )


def _together(posts: Iterable[Post], key: Callable[[Post], Hashable]) -> Iterable[tuple[Post, ...]]:
    sets: dict[Hashable, list[Post]] = {}
    for post in sorted(posts, key=place_of):
        sets.setdefault(key(post), []).append(post)
    return map(tuple, sets.values())
