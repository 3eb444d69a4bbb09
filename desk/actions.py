"""What changes posts, for pages and API alike: the verbs of content.review, done by a person at this desk.

After each the posters that became due are drawn at once, so that what comes back can be looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from content import review
from content.compose.post import Telling
from content.errors import PosterError
from content.model import Batch, Done, Message, Post, PostState, RefusedAction, Seen, Sight, Verb
from content.review import Amend, Draft, Drafts, Exchange, Postpone, Relayout, Swap, reworded
from desk.auth import Person
from desk.context import DeskContext
from desk.i18n import named, worded
from desk.names import Names
from services.comments import tell_returned
from services.composing import current_telling
from services.drawing import draw
from services.layouts import relayout_post

MOVERS: dict[Verb, Callable[..., Batch[Post]]] = {  # verbs that need no more than what was seen, and a reason
    Verb.RETURN: review.return_,
    Verb.WITHDRAW: review.withdraw,
    Verb.REOPEN: review.reopen,
    Verb.LOCK: review.lock,
    Verb.UNLOCK: review.unlock,
}


def approve(
    office: DeskContext,
    person: Person,
    seen: Sequence[Sight],
    why: str = "",
    drafts: Mapping[str, Draft] = MappingProxyType({}),
) -> Batch[Post]:
    """A yes to what was seen; `drafts` are unsaved words on the screen, by post. Needs Verb.AMEND where there
    are some: their posters are drawn before anything is written."""
    telling = current_telling(office)
    _draw_drafts(office, drafts, telling)
    return review.approve(
        office.open_store,
        seen,
        rules=office.rules,
        actor=person.name,
        at=office.clock(),
        why=why,
        drafts=Drafts(telling, drafts),
    )


def _draw_drafts(office: DeskContext, drafts: Mapping[str, Draft], telling: Telling) -> None:
    """Have the posters of unsaved words drawn. What cannot be drawn is refused with its sentence later."""
    with office.open_store(reading=True) as store:
        posters = {card.post.id: card.post.poster for card in store.cards.cards_with(drafts).values()}
        specs = {spec.key: spec for spec in store.queue.specs(posters.values())}
    changed = []
    for key, draft in drafts.items():
        if draft.fields and posters.get(key) in specs:
            with suppress(PosterError):
                changed.append(reworded(specs[posters[key]], draft.fields, telling))
    if changed:
        with office.open_store() as store:
            store.queue.add_specs(changed)
        draw(office, [spec.key for spec in changed])


def move(office: DeskContext, person: Person, verb: Verb, seen: Sequence[Seen], why: str = "") -> Batch[Post]:
    """Return, withdraw, reopen, lock, unlock. Who may open another's lock does so by unlocking it."""
    more = {"force": person.may(Verb.FORCE_UNLOCK)} if verb is Verb.UNLOCK else {}
    batch = MOVERS[verb](office.open_store, seen, actor=person.name, at=office.clock(), why=why, **more)
    if verb is Verb.RETURN and batch.done:
        tell_returned(office, batch.done.values(), why, actor=person.name)
    return drawn(office, batch)


def amend(office: DeskContext, person: Person, edits: Sequence[Amend], why: str = "") -> Batch[Post]:
    telling = current_telling(office)
    return drawn(
        office,
        review.amend(
            office.open_store, edits, telling=telling, actor=person.name, at=office.clock(), why=why
        ),
    )


def says_more(office: DeskContext, edit: Amend) -> bool:
    """Whether a form says other words than the post has, or words that cannot be."""
    with office.open_store(reading=True) as store:
        post = store.queue.post(edit.seen.id)
        (spec,) = store.queue.specs([post.poster])
    try:
        poster = reworded(spec, edit.fields, current_telling(office)).key
    except PosterError:
        return True
    return poster != post.poster or edit.text not in (None, post.text)


def swap(office: DeskContext, person: Person, swaps: Sequence[Swap], why: str = "") -> Batch[Post]:
    return drawn(
        office,
        review.swap(
            office.open_store,
            swaps,
            telling=current_telling(office),
            rules=office.rules,
            actor=person.name,
            at=office.clock(),
            why=why,
        ),
    )


def relayout(office: DeskContext, person: Person, request: Relayout) -> Batch[Post]:
    return drawn(office, relayout_post(office, request, actor=person.name))


def postpone(office: DeskContext, person: Person, requests: Sequence[Postpone], why: str = "") -> Batch[Post]:
    done = review.postpone(
        office.open_store,
        requests,
        rules=office.rules,
        actor=person.name,
        at=office.clock(),
        why=why,
        holidays=current_telling(office).holidays,
    )
    return drawn(office, done)


def exchange(office: DeskContext, person: Person, requests: Sequence[Exchange], why: str = "") -> Batch[Post]:
    done = review.exchange(
        office.open_store, requests, rules=office.rules, actor=person.name, at=office.clock(), why=why
    )
    return drawn(office, done)


def undo(office: DeskContext, person: Person, entry: int | None = None) -> Batch[Any]:
    return drawn(office, review.undo(office.open_store, person.name, at=office.clock(), entry=entry))


def redo(office: DeskContext, person: Person, entry: int | None = None) -> Batch[Any]:
    return drawn(office, review.redo(office.open_store, person.name, at=office.clock(), entry=entry))


def drawn(office: DeskContext, batch: Batch[Any]) -> Batch[Any]:
    """The batch with the posters of its drafts drawn, and its posts as they are after that."""
    touched = [post for end in batch.outcomes.values() for post in _posts(end)]
    due = {post.poster for post in touched if post.state is PostState.DRAFT}
    if not due:
        return batch
    draw(office, due)
    with office.open_store(reading=True) as store:
        now = {key: card.post for key, card in store.cards.cards_with([post.id for post in touched]).items()}
    return Batch({key: _renewed(end, now) for key, end in batch.outcomes.items()}, batch.entry)


def _posts(end: object) -> list[Post]:
    return [item for item in (end.item, *end.also) if isinstance(item, Post)] if isinstance(end, Done) else []


def _renewed(end: Any, now: dict[str, Post]) -> Any:
    if not isinstance(end, Done) or not isinstance(end.item, Post):
        return end
    return replace(end, item=now[end.item.id], also=tuple(now[post.id] for post in end.also))


def sentence(end: Any, called: Names) -> str:
    """What to say of an outcome that is not plainly done; "" of one that is."""
    if isinstance(end, RefusedAction):
        return called.said(end.why)
    if isinstance(end, Done):
        return ""
    changed = tuple(_changed(name) for name in end.what)
    message = Message("desk_post.changed_meanwhile", who=called(end.changed_by), what=changed)
    return worded(message, called.language)


def _changed(name: str) -> Message | str:
    return named(Message(f"desk_post.changed_{name}"), name.replace("_", " "))
