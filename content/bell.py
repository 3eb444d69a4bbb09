"""The bell: who is told of what happened to posts and photos. One door, so that each person's choices count.

Each entry goes to the people it concerns and never to whoever did it. Alike ones become one until they are
looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.model import BellEntry, BellEvent, BellWay, Message, Verb
from content.store import Store

THIS_MACHINE = "local"  # whoever holds the machine, where nobody signs in
EXCERPT = 60  # characters


@dataclass(frozen=True, slots=True)
class Ring:
    """What to tell; see BellEntry."""

    event: BellEvent
    key: str
    title: Message
    actor: str = ""
    post: str = ""
    link: str = ""
    outside: bool = False
    words: str = ""
    count: int = 1


def ring(store: Store, users: Iterable[str], what: Ring, *, at: datetime) -> list[str]:
    """Tell these people, but for whoever did it, and who does not want to know in any way; whom it told."""
    names = []
    for user in sorted(set(users) - {what.actor if not what.outside else ""}):
        settings = store.bell.settings(user)
        if any(settings.wants(what.event, way) for way in BellWay):
            store.bell.ring(_entry(user, what, at))
            names.append(user)
    return names


def people_who_may(store: Store, verb: Verb) -> list[str]:
    """The names of users who may do this; whoever holds the machine, where nobody signs in."""
    users = store.accounts.users()
    return [user.name for user in users if user.may(verb)] if users else [THIS_MACHINE]


def excerpt_of(text: str) -> str:
    """As much of a text as an entry shows, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"


def shown_events(store: Store, user: str) -> tuple[BellEvent, ...]:
    """What the bell of a person shows: the rest is for digests alone."""
    settings = store.bell.settings(user)
    return tuple(event for event in BellEvent if settings.wants(event, BellWay.DESK))


def _entry(user: str, what: Ring, at: datetime) -> BellEntry:
    return BellEntry(
        id=0,
        user=user,
        event=what.event,
        key=what.key,
        title=what.title,
        at=at,
        count=what.count,
        post=what.post,
        link=what.link,
        actor=what.actor,
        outside=what.outside,
        excerpt=excerpt_of(what.words),
    )
