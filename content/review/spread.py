"""Spread an edit: what was changed in one group's words, changed in the words of its variants."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from content.model import Seen
from content.review.amend import Amend
from content.store import Store


def spread(was: str, now: str, other: str) -> str:
    """`other` with those lines replaced that `now` says otherwise than `was`, where it has them too.

    A variant that is the same as `was` becomes `now`. What was added to lines goes after the same line; a
    variant without the line stays as it is.
    """
    if other == was:
        return now
    lines = other.split("\n")
    for old, new in _replaced(was.split("\n"), now.split("\n")):
        at = _place(lines, old)
        if at is not None:
            lines[at : at + len(old)] = new
    return "\n".join(lines)


def _replaced(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """(lines, what stands in their place); an insertion takes along the line before it, or the one after."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if kind == "insert" and i1:
            yield was[i1 - 1 : i1], now[j1 - 1 : j2]
        elif kind == "insert":
            yield was[:1], now[j1 : j2 + 1]
        else:
            yield was[i1:i2], now[j1:j2]


def _place(lines: Sequence[str], block: Sequence[str]) -> int | None:
    """Where these lines stand one after another."""
    places = range(len(lines) - len(block) + 1)
    return next((at for at in places if list(lines[at : at + len(block)]) == list(block)), None)


def spread_edits(store: Store, edit: Amend, others: Sequence[Seen]) -> list[Amend]:
    """An edit of one post as edits of its variants too: words of the poster change where they were the same,
    what would not change is left out. UnknownId where the edited post is gone."""
    was = store.queue.post(edit.seen.id)
    posts = {post.id: post for post in store.queue.posts_of([seen.id for seen in others])}
    specs = {
        spec.key: spec for spec in store.queue.specs({was.poster, *(post.poster for post in posts.values())})
    }

    def amend_of(seen: Seen) -> Amend:
        post = posts[seen.id]
        words = specs[post.poster].fields, specs[was.poster].fields
        fields = {
            name: value
            for name, value in edit.fields.items()
            if words[0].get(name, "") == words[1].get(name, "")
        }
        text = None if edit.text is None else spread(was.text, edit.text, post.text)
        return Amend(seen, None if text == post.text else text, fields)

    spread_out = (amend_of(seen) for seen in others if seen.id in posts and seen.id != was.id)
    return [edit, *(amend for amend in spread_out if amend.text is not None or amend.fields)]
