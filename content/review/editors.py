"""Four-eyes principle: who wrote or chose what a post says and shows now."""

from collections.abc import Iterator

from content.model import Post, Version
from content.review.checks import texts_in
from content.store import Store

PROGRAM = "sishi"
LONG_ENOUGH = 4  # characters


def editors(store: Store, post: Post) -> set[str]:
    """The people who may not approve the post where four eyes are asked for.

    They are who made a version of it since the night last told it, or since another cell's content came into
    it; the same of that other cell; and whose comment on its photo is among its words.
    """
    version = store.history.version(post.id, post.version)
    return _hands(store, version, set()) | _commenters(store, version)


def _hands(store: Store, version: Version, visited: set[tuple[str, int]]) -> set[str]:
    """Who made this content what it is since the night told it, in this cell and where it came from."""
    people: set[str] = set()
    for made in store.history.versions(version.post):  # the newest first
        if made.number > version.number:
            continue
        if made.who == PROGRAM or (made.post, made.number) in visited:
            break
        visited.add((made.post, made.number))
        people.add(made.who)
        if origin := _origin(store, made):
            return people | _hands(store, origin, visited)
    return people


def _origin(store: Store, made: Version) -> Version | None:
    """The version of another post that this one was carried over from, None where it was made here."""
    came_from = (store.history.version(*place) for place in store.journal.moved_with(made))
    return next(
        (version for version in came_from if (version.text, version.story) == (made.text, made.story)), None
    )


def _commenters(store: Store, version: Version) -> set[str]:
    """Whose comments on what the post shows are among its words."""
    words = list(_words(store, version))
    comments = store.decisions.comments_ever(_shown(store, version))
    return {author for author, comment in comments if any(_is_in(comment, text) for text in words)}


def _is_in(comment: str, text: str) -> bool:
    """A short one, such as 好, must be all of the text: it is in many by chance."""
    return comment == text or (len(comment) >= LONG_ENOUGH and comment in text)


def _words(store: Store, version: Version) -> Iterator[str]:
    yield version.text
    for spec in store.queue.specs([version.poster]):
        yield from texts_in(spec.fields)


def _shown(store: Store, version: Version) -> set[str]:
    """The submissions whose comment may be printed: a poster without its photo has the day's too."""
    post = store.queue.post(version.post)
    day = store.plan.placements(post.day, post.day, [post.group])
    keys = {
        version.submission,
        version.photo,
        *(key for placement in day for key in (placement.share, placement.opener)),
    }
    return {key for key in keys if key}
