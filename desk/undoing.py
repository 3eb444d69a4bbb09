"""What an undo or redo is for, by name: the last action that the page shows, else one to ask about."""

from collections.abc import Mapping
from typing import Any

from content.model import JournalEntry, Post, Verb
from content.review import Next, Scope, next_redo, next_undo
from content.store import Store
from desk.names import Names
from desk.office import Office
from desk.people import Person
from desk.posts import deed
from desk.tongue import say

LONGEST_NAME = 18  # characters of a photo's words


def next_of(
    office: Office, person: Person, verb: Verb, scope: Scope, called: Names
) -> tuple[Next, str] | None:
    """What an undo (or redo) here is for, and what it is called; None where there is nothing."""
    with office.open_store(reading=True) as store:
        found = (next_undo if verb is Verb.UNDO else next_redo)(store, person.name, scope)
        return (found, _named(store, found.entry, called)) if found else None


def name_of(office: Office, person: Person, entry: int, called: Names) -> str:
    """What an action of this person is called; "" where there is none of that number."""
    with office.open_store(reading=True) as store:
        entries = [*store.done_by(person.name, most=1000), *store.undone_by(person.name)]
        found = next((each for each in entries if each.id == entry), None)
        return _named(store, found, called) if found else ""


def _named(store: Store, entry: JournalEntry, called: Names) -> str:
    """The verb and what it was done to: 批准：望江一店 11-24 午."""
    language = called.language
    posts = [step["id"] for step in entry.steps if step["kind"] == "post"]
    photos = [step["id"] for step in entry.steps if step["kind"] in ("decision", "focus")]
    verb = say(deed(entry.verb), language)
    parts = [_photos(store, photos, language)] if photos else []
    if posts:
        cards = {key: (card.group_name, card.post) for key, card in store.cards_with(posts).items()}
        where = _posts(cards, language)
        parts.append(say("连同 {where}", language, where=where) if photos else where)
    if not parts:
        parts = [f"{step['group']} {step['day']}" for step in entry.steps if step["kind"] == "telling"]
    return say("{verb}：{what}", language, verb=verb, what=", ".join(parts))


def _posts(cards: Mapping[str, tuple[str, Post]], language: str) -> str:
    groups = dict.fromkeys(name for name, _ in cards.values())
    days = sorted({post.day for _, post in cards.values()})
    if len(cards) == 1:
        ((group, post),) = cards.values()
        return f"{group} {post.day:%m-%d} {say(post.slot.sign, language)}"
    if len(groups) > 1:
        return say("{groups} 个群的 {n} 条", language, groups=len(groups), n=len(cards))
    span = f"{days[0]:%m-%d}" if len(days) == 1 else f"{days[0]:%m-%d} – {days[-1]:%m-%d}"
    return say("{group} {span} 的 {n} 条", language, group=next(iter(groups), ""), span=span, n=len(cards))


def _photos(store: Store, ids: list[Any], language: str) -> str:
    found = store.rail_item(ids[0]) if len(ids) == 1 else None
    text = found.text or found.nickname if found else ""
    if not text:
        return say("{n} 张照片", language, n=len(ids))
    return say("「{name}」", language, name=text[:LONGEST_NAME])
