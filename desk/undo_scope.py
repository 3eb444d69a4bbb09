"""Undo and redo of a person, for pages and API alike: what they are for, by name, and what they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.model import Batch, JournalEntry, Message, Post, Slot, Verb
from content.review import Next, Scope, next_redo, next_undo
from content.store import Store
from desk import actions as deeds
from desk.auth import Person
from desk.context import DeskContext
from desk.labels import action_name, slot_name

LONGEST_NAME = 18  # characters of a photo's words


@dataclass(frozen=True, slots=True)
class Step:
    """What an undo or redo came to: its batch, and what the action is called, None where there was none.

    `asks` is an action that lies elsewhere too: it was left alone, to be asked about first.
    """

    batch: Batch[Any]
    name: Message | None = None
    asks: Next | None = None


def undo_here(office: DeskContext, person: Person, verb: Verb, scope: Scope) -> Step:
    """Undo (or redo) the last action of a page, if it is of this page alone."""
    following = next_of(office, person, verb, scope)
    if following is None:
        return Step(Batch())
    action, name = following
    if action.elsewhere:
        return Step(Batch(), name, action)
    return undo(office, person, verb, action.entry.id)


def undo(office: DeskContext, person: Person, verb: Verb, entry: int | None = None) -> Step:
    """Undo (or redo) one action of this person, wherever it lies; without `entry` the last there is."""
    batch = (deeds.undo if verb is Verb.UNDO else deeds.redo)(office, person, entry)
    return Step(batch, name_of(office, person, batch.entry) if batch.entry is not None else None)


def next_of(office: DeskContext, person: Person, verb: Verb, scope: Scope) -> tuple[Next, Message] | None:
    """What an undo (or redo) here is for, and what it is called; None where there is nothing."""
    with office.open_store(reading=True) as store:
        action = (next_undo if verb is Verb.UNDO else next_redo)(store, person.name, scope)
        return (action, _named(store, action.entry)) if action else None


def name_of(office: DeskContext, person: Person, entry: int) -> Message | None:
    """What an action of this person is called; None where there is none of that number."""
    with office.open_store(reading=True) as store:
        entries = [*store.journal.done_by(person.name, most=1000), *store.journal.undone_by(person.name)]
        action = next((done for done in entries if done.id == entry), None)
        return _named(store, action) if action else None


def _named(store: Store, entry: JournalEntry) -> Message:
    """The verb and what it was done to: 批准：望江一店 11-24 午."""
    is_correction = any(step["kind"] == "correction" for step in entry.steps)
    verb = "correct" if is_correction else entry.verb
    return Message("desk_undo.action", verb=action_name(verb), what=_what(store, entry))


def _what(store: Store, entry: JournalEntry) -> Message | str:
    posts = [step["id"] for step in entry.steps if step["kind"] == "post"]
    posts += [step["post"] for step in entry.steps if step["kind"] == "comment"]
    photos = [step["id"] for step in entry.steps if step["kind"] in ("decision", "focus", "correction")]
    uploads = [step for step in entry.steps if step["kind"] == "upload"]
    if uploads:
        return Message("desk_undo.photos", n=sum(_brought(step) for step in uploads))
    stories = [step for step in entry.steps if step["kind"] == "story"]
    if stories:
        return Message("desk_undo.story", title=(stories[0]["after"] or stories[0]["before"])["title"])
    if not posts and not photos:
        layouts = [step for step in entry.steps if step["kind"] == "layout"]
        if layouts:
            return _layout(store, layouts[0])
        days = [f"{step['group']} {step['day']}" for step in entry.steps if step["kind"] == "telling"]
        return ", ".join(days)
    if not posts:
        return _photos(store, photos)
    cards = {key: (card.group_name, card.post) for key, card in store.cards.cards_with(posts).items()}
    if not photos:
        return _posts(cards)
    return Message("desk_undo.photos_and_posts", photos=_photos(store, photos), posts=_posts(cards))


def _brought(step: Mapping[str, Any]) -> int:
    return len(step["submissions"]) + len(step["led"])


def _layout(store: Store, step: Mapping[str, Any]) -> Message:
    slot = slot_name(Slot(step["slot"]))
    if not step["group"]:
        return Message("desk_undo.layout_everywhere", slot=slot)
    return Message("desk_undo.layout", group=store.library.group(step["group"]).name, slot=slot)


def _posts(cards: Mapping[str, tuple[str, Post]]) -> Message:
    groups = dict.fromkeys(name for name, _ in cards.values())
    days = sorted({post.day for _, post in cards.values()})
    if len(cards) == 1:
        ((group, post),) = cards.values()
        return Message("desk_undo.post", group=group, day=f"{post.day:%m-%d}", slot=slot_name(post.slot))
    if len(groups) > 1:
        return Message("desk_undo.posts_of_groups", groups=len(groups), n=len(cards))
    span = f"{days[0]:%m-%d}" if len(days) == 1 else f"{days[0]:%m-%d} – {days[-1]:%m-%d}"
    return Message("desk_undo.posts_of_group", group=next(iter(groups), ""), span=span, n=len(cards))


def _photos(store: Store, ids: list[Any]) -> Message:
    item = store.rail.rail_item(ids[0]) if len(ids) == 1 else None
    text = item.text or item.nickname if item else ""
    if not text:
        return Message("desk_undo.photos", n=len(ids))
    return Message("desk_undo.photo", name=text[:LONGEST_NAME])
