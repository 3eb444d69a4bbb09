"""Sights of one content: what somebody saw once, for every group whose post still says and shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.model import Post, Sight, content_key, text_hash
from content.model.distinct import TEXT_DIGITS
from content.store import Store


@dataclass(frozen=True, slots=True)
class ContentSeen:
    """A text on a poster by its `content_key`, the hash of the pixels seen, and the posts that are meant."""

    key: str
    pixels: str
    ids: Sequence[str]


def sights_of_content(store: Store, seen: ContentSeen) -> list[Sight]:
    """What an approval of these posts names. A post that says or shows something else by now gets a sight
    that is not of it, so that approving it is a conflict; one that is not there keeps its id."""
    posts = {post.id: post for post in store.queue.posts_of(seen.ids)}
    return [_sight(key, posts.get(key), seen) for key in dict.fromkeys(seen.ids)]


def _sight(post_id: str, post: Post | None, seen: ContentSeen) -> Sight:
    if post is None:
        return Sight(post_id, 0, "", seen.pixels)
    digest = text_hash(post.text)
    words = digest if digest.startswith(seen.key[-TEXT_DIGITS:]) else seen.key[-TEXT_DIGITS:]
    pixels = seen.pixels if content_key(post.text, post.poster) == seen.key else ""
    return Sight(post_id, post.version, words, pixels)
