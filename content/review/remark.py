"""Remarks about posts: said, answered, settled, taken back; each can be undone by whoever did it.

A remark speaks of the version that was on the screen and stays when the post goes on. It never holds up an
approval: the button says how many are left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.errors import IllegalMove, NotAllowed, UnknownId, WrongInput
from content.model import (
    LONGEST_QUOTE,
    LONGEST_REMARK,
    ActionOutcome,
    Conflict,
    Done,
    Message,
    Post,
    PostComment,
    PosterPin,
    Remark,
    User,
    Verb,
)
from content.review import sentences
from content.sanitize import clean, one_line
from content.store import Store

KIND = "comment"  # of the journal's steps, and of what the feed tells
MOST_OPEN = 200  # threads of one post


@dataclass(frozen=True, slots=True)
class RemarkOrder:
    """A remark about the post as `version` showed it, or an answer to the remark `parent`."""

    post: str
    version: int
    remark: Remark
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it: a user's name, or an outsider's by a `link`. `settles_all` may settle others' threads."""

    name: str
    link: str = ""
    settles_all: bool = False


def add_remark(store: Store, order: RemarkOrder, speaker: Speaker, at: datetime) -> PostComment:
    """Keep a remark, with a row of the audit and an entry of the journal. UnknownId; WrongInput for one
    without words or with too many; IllegalMove about a version that is not there."""
    post = store.queue.post(order.post)
    remark = checked(order.remark)
    _check_place(store, post, order)
    made = store.comments.add(
        PostComment(
            id=0,
            post=post.id,
            version=order.version,
            author=speaker.name,
            at=at,
            remark=remark,
            parent=order.parent,
            link=speaker.link,
            mentions=mentioned(remark.text, store.accounts.users()),
        )
    )
    _write_down(store, made, speaker, at, became="said" if order.parent is None else "answered")
    if not speaker.link:
        step = _step(made, before=None, after=form_of(made))
        store.journal.add_entry(speaker.name, Verb.COMMENT, [step], at=at)
    return made


def settle_remark(store: Store, number: int, speaker: Speaker, at: datetime, *, settled: bool) -> PostComment:
    """Settle a thread by the version its post has now, or open it again. UnknownId; NotAllowed for who
    neither began it nor may settle others'."""
    was = _root(store, number)
    if was.author != speaker.name and not speaker.settles_all:
        raise NotAllowed(Message("comment.not_yours"))
    if settled is not was.is_open:
        return was
    version = store.queue.post(was.post).version
    store.comments.settle(number, at if settled else None, actor=speaker.name, version=version)
    return _changed(store, was, speaker, at, "resolved" if settled else "reopened")


def remove_remark(store: Store, number: int, speaker: Speaker, at: datetime) -> PostComment:
    """Take one's own remark back, while nobody else answered it. UnknownId, NotAllowed."""
    was = _known(store, number)
    if was.author != speaker.name or was.link:
        raise NotAllowed(Message("comment.not_yours"))
    answers = [c for c in store.comments.of_post(was.post) if c.parent == number and c.author != was.author]
    if answers:
        raise NotAllowed(Message("comment.answered"))
    store.comments.remove(number, at)
    return _changed(store, was, speaker, at, "removed")


def remark_back(store: Store, step: Mapping[str, Any], *, actor: str, at: datetime) -> ActionOutcome[Any]:
    """Bring a remark to the form that a step of the journal names, unless somebody changed it since."""
    number = int(str(step["id"]).rpartition(" ")[2])
    was = store.comments.comment(number)
    if was is None:
        return sentences.unknown(str(step["id"]))
    if form_of(was) != (step["before"] or {"removed": True, "resolved": None}):
        return Conflict(was, was.resolved_by or was.author, was.resolved_at or was.at, ("comment",))
    goal = step["after"] or {"removed": True, "resolved": None}
    store.comments.remove(number, at if goal["removed"] else None)
    by, version = goal["resolved"] or ("", 0)
    store.comments.settle(number, at if goal["resolved"] else None, actor=by, version=version)
    became = "removed" if goal["removed"] else "resolved" if goal["resolved"] else "reopened"
    now = _known(store, number)
    _write_down(store, now, Speaker(actor), at, became=became)
    return Done(now)


def form_of(comment: PostComment) -> dict[str, Any]:
    """What an undo brings back."""
    settled = [comment.resolved_by, comment.resolved_version] if comment.resolved_at else None
    return {"removed": comment.removed_at is not None, "resolved": settled}


def checked(remark: Remark) -> Remark:
    """The remark as it may be kept: without what hides in its words. WrongInput."""
    text, quote = clean(remark.text), one_line(clean(remark.quote))
    if not text:
        raise WrongInput(Message("comment.no_words"))
    if len(text) > LONGEST_REMARK:
        raise WrongInput(Message("comment.too_long", most=LONGEST_REMARK))
    pin = remark.pin
    if pin is not None and not (0 <= pin.x <= 1 and 0 <= pin.y <= 1):
        raise WrongInput(Message("comment.pin_outside"))
    rounded = PosterPin(round(pin.x, 4), round(pin.y, 4)) if pin else None
    return replace(remark, text=text, quote=quote[:LONGEST_QUOTE], pin=rounded)


def mentioned(text: str, users: list[User]) -> tuple[str, ...]:
    """The users whom a text calls, `@周正`, by name or by what they are called; a longer name goes first, so
    that one within another is not taken for it."""
    names = {user.display_name: user.name for user in users} | {user.name: user.name for user in users}
    called: dict[str, None] = {}
    for place in (n for n, sign in enumerate(text) if sign == "@"):
        after = text[place + 1 :]
        name = max((name for name in names if name and after.startswith(name)), key=len, default="")
        if name:
            called[names[name]] = None
    return tuple(called)


def _check_place(store: Store, post: Post, order: RemarkOrder) -> None:
    if not 1 <= order.version <= post.version:
        raise IllegalMove(Message("comment.no_such_version", version=order.version))
    comments = store.comments.of_post(post.id)
    if order.parent is None:
        if sum(comment.is_open for comment in comments) >= MOST_OPEN:
            raise IllegalMove(Message("comment.too_many", most=MOST_OPEN))
        return
    if not any(comment.id == order.parent and comment.parent is None for comment in comments):
        raise UnknownId(Message("comment.unknown", comment=order.parent))


def _root(store: Store, number: int) -> PostComment:
    comment = _known(store, number)
    if comment.parent is not None:
        raise UnknownId(Message("comment.unknown", comment=number))
    return comment


def _known(store: Store, number: int) -> PostComment:
    comment = store.comments.comment(number)
    if comment is None:
        raise UnknownId(Message("comment.unknown", comment=number))
    return comment


def _changed(store: Store, was: PostComment, speaker: Speaker, at: datetime, became: str) -> PostComment:
    now = _known(store, was.id)
    _write_down(store, now, speaker, at, became=became)
    step = _step(was, before=form_of(was), after=form_of(now))
    store.journal.add_entry(speaker.name, Verb.COMMENT, [step], at=at)
    return now


def _step(comment: PostComment, *, before: Any, after: Any) -> dict[str, Any]:
    """Its words are in no step: they are kept in one place."""
    where = {"kind": KIND, "id": f"{KIND} {comment.id}", "post": comment.post}
    return {**where, "before": before, "after": after}


def _write_down(store: Store, comment: PostComment, speaker: Speaker, at: datetime, *, became: str) -> None:
    """The audit has no words of it, either: erasing somebody need not look for them there."""
    store.write_down(
        KIND,
        comment.post,
        actor=speaker.name,
        at=at,
        became=became,
        detail={"comment": comment.id, "version": comment.version},
    )
    store.note(KIND, comment.post, at)
