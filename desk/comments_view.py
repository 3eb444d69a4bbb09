"""Remarks as pages show them: threads with pins, words with the people they call, and who can be called."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from content.model import CommentThread, GuestOpinion, OpinionVerdict, PostComment, Sight, User, Verb
from content.review import Speaker
from content.store import Store
from desk.auth import Person
from desk.i18n import worded
from desk.labels import value_name

Piece = tuple[str, bool]  # words, and whether they call somebody


@dataclass(frozen=True, slots=True)
class SaidView:
    """A remark or an answer, its words in pieces."""

    comment: PostComment
    pieces: tuple[Piece, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread; `may_settle` says whether the reader may close and open it."""

    number: int
    root: SaidView
    replies: tuple[SaidView, ...]
    may_settle: bool

    @property
    def is_open(self) -> bool:
        return self.root.comment.is_open

    @property
    def may_remove(self) -> bool:
        return self.root.is_mine and all(reply.is_mine for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the tab of remarks shows of one post."""

    post: str
    version: int
    threads: tuple[ThreadView, ...]
    people: tuple[User, ...]
    opinions: tuple[GuestOpinion, ...]
    now: datetime

    @property
    def open(self) -> int:
        return sum(thread.is_open for thread in self.threads)

    @property
    def passes(self) -> tuple[GuestOpinion, ...]:
        return tuple(o for o in self.opinions if o.verdict is OpinionVerdict.PASS)

    @property
    def changes(self) -> tuple[GuestOpinion, ...]:
        return tuple(o for o in self.opinions if o.verdict is OpinionVerdict.CHANGE)


def notes_of(store: Store, seen: Sight, person: Person, now: datetime) -> Notes:
    """The remarks about a post, and what outsiders think of it as it is now."""
    users = store.accounts.users()
    threads = tuple(_thread(thread, users, person) for thread in store.comments.threads(seen.id))
    people = tuple(user for user in users if not user.disabled and user.name != person.name)
    return Notes(seen.id, seen.version, threads, people, opinions_now(store, seen), now)


def opinions_now(store: Store, seen: Sight) -> tuple[GuestOpinion, ...]:
    """What outsiders think of exactly this version."""
    given = store.shares.opinions_on([seen.id]).get(seen.id, [])
    now = (seen.version, seen.text_sha256, seen.poster_sha256)
    return tuple(opinion for opinion in given if opinion.holds(*now))


def _thread(thread: CommentThread, users: Iterable[User], person: Person) -> ThreadView:
    names = {user.name: user.display_name for user in users}
    root = _said(thread.root, names, person)
    replies = tuple(_said(reply, names, person) for reply in thread.replies)
    may_settle = person.may(Verb.COMMENT) and (root.is_mine or person.may(Verb.AMEND))
    return ThreadView(thread.number, root, replies, may_settle)


def _said(comment: PostComment, names: Mapping[str, str], person: Person) -> SaidView:
    is_mine = not comment.link and comment.author == person.name
    return SaidView(comment, pieces_of(comment.remark.text, comment.mentions, names), is_mine)


def pieces_of(text: str, mentions: Iterable[str], names: Mapping[str, str]) -> tuple[Piece, ...]:
    """The words, with each call of a person by name or by what they are called as a piece of its own."""
    called = {form for name in mentions for form in (name, names.get(name, name)) if form}
    if not called:
        return ((text, False),)
    longest_first = sorted(called, key=len, reverse=True)
    parts = re.split(f"(@(?:{'|'.join(map(re.escape, longest_first))}))", text)
    return tuple((part, bool(place % 2)) for place, part in enumerate(parts) if part)


def speaker_of(person: Person) -> Speaker:
    """The person as somebody who speaks; editors may settle what others began."""
    return Speaker(person.name, settles_all=person.may(Verb.AMEND))


def people_menu(notes: Notes, language: str) -> list[dict[str, str]]:
    """Who can be called, for the script that offers them: name, what it is called, its role."""
    return [
        {"name": user.name, "called": user.display_name, "role": worded(value_name(user.role), language)}
        for user in notes.people
    ]
