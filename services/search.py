"""One search over everything: posts alike as one, photos, members, stories, groups and products.

Names are held in memory, with the first letters of their readings; posts are found by the stories they tell
and by their own words, photos by theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from content.model import Post, PostState, PostVariants, post_variants
from content.store import QueueFilter, Store
from content.store.search import SearchEntry, SearchPhoto
from content.text.pinyin import ANY, initials, sounds_like

KINDS = ("post", "photo", "member", "story", "group", "product")
PREFIXES = {"@": "member", "#": "group"}
COMING = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.HANDED_OFF)
SHOWN = 6  # of a kind, where all kinds are shown; 4 times as many of one
STORIES_READ = 8  # stories whose coming posts are looked for
EXACT, BEGINS, HAS, SOUNDS, SAYS = 5, 4, 3, 2, 1  # how well a thing is found


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`text` without its prefix; `kind` "" is all, "command" only what can be done."""

    text: str
    kind: str = ""

    @classmethod
    def read(cls, typed: str, kind: str = "") -> "SearchQuery":
        """As a person types it: @ before members, # before groups, > before commands."""
        typed = typed.strip()
        if typed[:1] == ">":
            return cls(typed[1:].strip(), "command")
        if typed[:1] in PREFIXES:
            return cls(typed[1:].strip(), PREFIXES[typed[0]])
        return cls(typed, kind)

    def wants(self, kind: str) -> bool:
        return self.kind in ("", kind)

    @property
    def most(self) -> int:
        return SHOWN if not self.kind else 4 * SHOWN


@dataclass(frozen=True, slots=True)
class SearchHits:
    """What was found, best first; `instead` is what may have been meant where nothing was."""

    posts: tuple[PostVariants, ...] = ()
    photos: tuple[SearchPhoto, ...] = ()
    entries: tuple[SearchEntry, ...] = ()
    instead: str = ""

    def of(self, kind: str) -> tuple[SearchEntry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def count(self) -> int:
        return len(self.posts) + len(self.photos) + len(self.entries)


@dataclass(frozen=True)
class SearchIndex:
    """The names of a workspace, each beside its own initials."""

    entries: tuple[SearchEntry, ...]
    folded: tuple[tuple[str, str, str], ...] = field(repr=False)  # name, initials, other words; lower case

    @classmethod
    def of(cls, store: Store) -> "SearchIndex":
        entries = store.search.entries()
        return cls(entries, tuple(map(_folded, entries)))

    def find(self, query: SearchQuery) -> list[SearchEntry]:
        """Entries of the kinds that are wanted, best first, then by the length of their names."""
        q, letters = query.text.lower(), query.text.isascii() and len(query.text) > 1
        ranked = []
        for entry, (name, sound, words) in zip(self.entries, self.folded, strict=True):
            if query.wants(entry.kind) and (rank := _rank(q, letters, name, sound, words)):
                ranked.append((-rank, len(name), entry.name, entry.id, entry))
        return [entry for *_, entry in sorted(ranked, key=lambda hit: hit[:4])]

    def instead_of(self, text: str) -> str:
        """The words of a name that are most like a text nothing has; "" where none comes near."""
        best, likeness = "", 0.49
        for entry in self.entries:
            if entry.kind in ("product", "story", "group"):
                for words in _windows(entry.name, len(text)):
                    if (alike := _likeness(words, text)) > likeness:
                        best, likeness = words, alike
        return best


def search(store: Store, index: SearchIndex, query: SearchQuery, now: datetime) -> SearchHits:
    """What of a workspace has the text of a query; nothing for an empty one or for commands."""
    if not query.text or query.kind == "command":
        return SearchHits()
    entries = index.find(query)
    posts = _posts(store, index, query, now) if query.wants("post") else ()
    photos = store.search.photos(query.text, query.most) if query.wants("photo") else ()
    hits = SearchHits(posts, photos, tuple(_some_of_each(entries, query.most)))
    return hits if hits.count else replace(hits, instead=index.instead_of(query.text))


def _posts(store: Store, index: SearchIndex, query: SearchQuery, now: datetime) -> tuple[PostVariants, ...]:
    """What is coming and tells a story that was found, or has the words itself; alike ones as one."""
    coming = QueueFilter(states=COMING, after=now)
    stories = [entry.id for entry in index.find(replace(query, kind="story"))[:STORIES_READ]]
    tellings = store.distinct.tellings_of(stories, coming)
    in_words = store.search.posts(query.text, coming, 4 * SHOWN)
    by_id: dict[str, Post] = {post.id: post for item in tellings for post in item.posts}
    by_id |= {post.id: post for post in in_words}
    ranked = sorted(
        post_variants(by_id.values()), key=lambda item: (not _has(item, query.text), item.goes_out_at)
    )
    return tuple(ranked[: query.most])


def _folded(entry: SearchEntry) -> tuple[str, str, str]:
    """A story is found by the letters of its product too."""
    spoken = f"{entry.name}\n{entry.detail}" if entry.kind == "story" else entry.name
    return entry.name.lower(), initials(spoken), entry.words.lower()


def _has(item: PostVariants, text: str) -> bool:
    return any(text.lower() in post.text.lower() for post in item.posts)


def _some_of_each(entries: Iterable[SearchEntry], most: int) -> Iterable[SearchEntry]:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
        if counts[entry.kind] <= most:
            yield entry


def _rank(q: str, letters: bool, name: str, sound: str, words: str) -> int:
    """How well a name is found: 0 for not at all."""
    if q in name:
        return EXACT if q == name else BEGINS if name.startswith(q) else HAS
    if letters and (q in sound or (ANY in sound and sounds_like(name, q) >= 0)):
        return SOUNDS
    return SAYS if q in words else 0


def _windows(name: str, length: int) -> Sequence[str]:
    return [name[at : at + length] for at in range(max(1, len(name) - length + 1))]


def _likeness(words: str, text: str) -> float:
    """0 to 1 and a bit: the share of characters in their places, and more where it sounds the same."""
    same = sum(a == b for a, b in zip(words, text, strict=False)) / max(len(text), len(words))
    return same + 0.3 * (initials(words) == initials(text))
