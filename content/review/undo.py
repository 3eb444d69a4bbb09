"""Undo and redo, item by item: what nobody has changed since goes back to what it was."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from content.model import (
    ActionOutcome,
    Batch,
    Conflict,
    Decision,
    Done,
    FocalPoint,
    JournalEntry,
    Message,
    Placement,
    Post,
    PostState,
    Slot,
    Verb,
)
from content.review import sentences
from content.review.action import called, form_of
from content.review.checks import is_upset, no_right_to_show
from content.review.correct import point_back
from content.review.cull import from_plain, nothing_said, plain, set_focus, write
from content.review.editors import PROGRAM
from content.review.layout import rule_back
from content.review.remark import remark_back
from content.review.story import story_back
from content.review.upload_back import upload_back
from content.store import OpenStore, Store

CELL = re.compile(rf"-\d{{4}}-\d\d-\d\d-(?:{'|'.join(Slot)})$")  # what a post's id has behind its group
EVERYTHING = 1000  # actions of a person that an undo looks back on


ROOMS = {
    "posts": frozenset({"post", "telling", "layout", "comment"}),
    "culling": frozenset({"decision", "focus", "correction", "upload"}),
    "stories": frozenset({"story"}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a person undoes: on the page of a `group`, of one `item` (a post or a submission), or in a `room`
    ("posts", "culling"). Nothing named is everywhere."""

    group: str = ""
    item: str = ""
    room: str = ""

    def touches(self, step: "Step") -> bool:
        """Whether a step of an action is shown here."""
        if self.room and step["kind"] not in ROOMS[self.room]:
            return False
        if self.item and self.item not in (step["id"], step.get("post")):
            return False
        return not self.group or _group_of(step) == self.group

    def holds(self, entry: JournalEntry) -> bool:
        """Whether all of an action is shown here; of a decision or a story, the posts that moved with it are
        part."""
        if self.room == "stories":
            return any(self.touches(step) for step in entry.steps)
        by_photo = self.room == "culling" or any(
            step["kind"] in ("decision", "correction") for step in entry.steps
        )
        if by_photo and (self.room == "culling" or self.item):
            return any(step["kind"] in ROOMS["culling"] and self.touches(step) for step in entry.steps)
        return all(self.touches(step) for step in entry.steps if step["kind"] != "telling")


@dataclass(frozen=True, slots=True)
class Next:
    """The action that an undo or redo is for. It is `elsewhere` where a page shows none of it, or not all:
    then a person is asked first."""

    entry: JournalEntry
    elsewhere: bool


def next_undo(store: Store, actor: str, scope: Scope) -> Next | None:
    """What an undo here takes back: the last action that the page shows, else the last there is."""
    return _next(store.journal.done_by(actor, most=EVERYTHING), scope)


def next_redo(store: Store, actor: str, scope: Scope) -> Next | None:
    """What a redo here does again: the last that was undone, unless the person did something here since."""
    last = next(
        (entry for entry in store.journal.done_by(actor, most=EVERYTHING) if _is_here(entry, scope)), None
    )
    undone = [entry for entry in store.journal.undone_by(actor) if last is None or entry.id > last.id]
    return _next(undone, scope)


def _next(entries: Collection[JournalEntry], scope: Scope) -> Next | None:
    here = next((entry for entry in entries if _is_here(entry, scope)), None)
    if here:
        return Next(here, not scope.holds(here))
    newest = next(iter(entries), None)
    return Next(newest, elsewhere=True) if newest else None


def _is_here(entry: JournalEntry, scope: Scope) -> bool:
    return any(scope.touches(step) for step in entry.steps)


def _group_of(step: "Step") -> str:
    """The group of a step's post or day, "" of a photo; a post is named after its cell (telling.cell_id)."""
    if step["kind"] in ("telling", "layout"):
        return str(step["group"])
    post = step["post"] if step["kind"] == "comment" else step["id"] if step["kind"] == "post" else ""
    return CELL.sub("", str(post))


Step: TypeAlias = Mapping[str, Any]
Item: TypeAlias = Post | Decision | FocalPoint | None
PROMOTED = {PostState.DRAFT, PostState.IN_REVIEW}  # drawing a poster takes one to the other; nobody edited it


def undo(open_store: OpenStore, actor: str, *, at: datetime, entry: int | None = None) -> Batch[Any]:
    """Take back the last action of a person, or the one of journal `entry`. Outcomes by item; none where no
    item changed but what a day tells, and no `entry` either where there was nothing to undo.

    An item that somebody changed since is left as it is: Conflict says who and what.
    """
    with open_store() as store:
        journal_entry = store.journal.to_undo(actor, entry)
        if journal_entry is None:
            return Batch()
        outcomes = _each(_Walk.along(store, journal_entry, actor, at, Verb.UNDO), journal_entry)
        undone = [key for key, end in outcomes.items() if isinstance(end, Done)]
        tellings = [step["id"] for step in journal_entry.steps if step["kind"] == "telling"]
        store.journal.mark_undone(
            journal_entry.id, undone + tellings if len(undone) == len(outcomes) else undone
        )
        return Batch(outcomes, journal_entry.id)


def redo(open_store: OpenStore, actor: str, *, at: datetime, entry: int | None = None) -> Batch[Any]:
    """Do again what a person's last undo took back, unless the person has done something else since, or what
    was undone of journal `entry`."""
    with open_store() as store:
        journal_entry = store.journal.to_redo(actor, entry)
        if journal_entry is None:
            return Batch()
        outcomes = _each(_Walk.along(store, journal_entry, actor, at, Verb.REDO), journal_entry)
        store.journal.mark_done(journal_entry.id)
        return Batch(outcomes, journal_entry.id)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way back through an action, or along it again, and who goes it."""

    store: Store
    actor: str
    at: datetime
    verb: Verb
    why: Message

    @classmethod
    def along(cls, store: Store, entry: JournalEntry, actor: str, at: datetime, verb: Verb) -> "_Walk":
        return cls(store, actor, at, verb, Message("audit.of_action", verb=entry.verb, entry=entry.id))


def _each(walk: _Walk, entry: JournalEntry) -> dict[str, ActionOutcome[Any]]:
    back = walk.verb is Verb.UNDO
    held = walk.store.queue.lock_posts([step["id"] for step in entry.steps if step["kind"] == "post"])
    outcomes: dict[str, ActionOutcome[Any]] = {}
    for made in reversed(entry.steps) if back else entry.steps:
        step = _turned(made) if back else made
        if step["kind"] == "post":
            outcomes[step["id"]] = end = _post(walk, held[step["id"]], step)
            held[step["id"]] = end.item if isinstance(end, Done) else held[step["id"]]
        elif step["kind"] == "decision":
            outcomes[step["id"]] = _decision(walk, step)
        elif step["kind"] == "correction":
            outcomes[step["id"]] = point_back(walk.store, step, actor=walk.actor, at=walk.at, verb=walk.verb)
        elif step["kind"] == "upload":
            outcomes[step["id"]] = upload_back(walk.store, step, actor=walk.actor, at=walk.at, verb=walk.verb)
        elif step["kind"] == "layout":
            outcomes[step["id"]] = rule_back(walk.store, step, actor=walk.actor, at=walk.at, verb=walk.verb)
        elif step["kind"] == "comment":
            outcomes[step["id"]] = remark_back(walk.store, step, actor=walk.actor, at=walk.at)
        elif step["kind"] == "story":
            outcomes[step["id"]] = story_back(walk.store, step, actor=walk.actor, at=walk.at, verb=walk.verb)
        elif step["kind"] == "focus":
            outcomes[step["id"]] = _focus(walk, step)
    if all(isinstance(end, Done) for end in outcomes.values()):
        for made in entry.steps:
            if made["kind"] == "telling":
                _telling(walk.store, _turned(made) if back else made, walk.at)
    return outcomes


def _turned(step: Step) -> Step:
    """A step walked backwards: what it made is revoked, what it revoked counts again."""
    back = {"before": step["after"], "after": step["before"]}
    return {**step, **back, "made": step.get("revoked", []), "revoked": step.get("made", [])}


def _post(walk: _Walk, post: Post, step: Step) -> ActionOutcome[Post]:
    store, actor, at = walk.store, walk.actor, walk.at
    if changed := _changed_since(store, post, step["before"], actor):
        by, when = store.history.last_change(post.id)
        return Conflict(post, by, when, changed)
    if post.locked_by and post.locked_by != actor:
        return sentences.locked(called(store, post.locked_by))
    goal = _formed(store, post, step["after"])
    if goal.state is PostState.APPROVED and (
        refused := no_right_to_show(store, goal) or is_upset(store, goal)
    ):
        return refused
    if step["revoked"]:
        store.history.revoke_approvals(step["revoked"], actor=actor, at=at)
    if step["made"]:
        store.history.restore_approvals(step["made"])
    done = store.queue.change(post, goal, kind=walk.verb, actor=actor, why=walk.why, at=at, undoing=True)
    return Done(done) if done else Conflict(post, actor, at, ("revision",))


def _changed_since(store: Store, post: Post, form: Mapping[str, Any], actor: str) -> tuple[str, ...]:
    """What differs from the form the action left it in, but for a poster that was drawn meanwhile; and what
    others did to it, even if it looks the same again."""
    now = form_of(post)
    states = {PostState(now["state"]), PostState(form["state"])}
    spared = {"revision", "state"} if states <= PROMOTED else {"revision"}
    differs = tuple(name for name in now if now[name] != form[name] and name not in spared)
    return differs or store.history.others_since(post.id, form["revision"], frozenset({actor, PROGRAM}))


def _formed(store: Store, post: Post, form: Mapping[str, Any]) -> Post:
    version = store.history.version(post.id, form["version"])
    state = PostState(form["state"])
    if state in PROMOTED:
        state = PostState.IN_REVIEW if store.history.poster_hashes([version.poster]) else PostState.DRAFT
    return replace(
        post,
        text=version.text,
        poster=version.poster,
        goes_out_at=version.goes_out_at,
        story=version.story,
        submission=version.submission,
        member=version.member,
        photo=version.photo,
        version=version.number,
        state=state,
        locked_by=form["locked_by"],
        hand=form["hand"],
    )


def _decision(walk: _Walk, step: Step) -> ActionOutcome[Decision]:
    was = walk.store.decisions.about([step["id"]]).get(step["id"]) or nothing_said(step["id"], walk.at)
    now = plain(was)
    if changed := tuple(name for name in now if now[name] != step["before"][name]):
        return Conflict(was, was.who, was.at, changed)
    now_again = from_plain(was, step["after"], walk.actor, walk.at)
    return write(walk.store, was, now_again, [], kind=walk.verb, why=walk.why)


def _focus(walk: _Walk, step: Step) -> ActionOutcome[FocalPoint | None]:
    store = walk.store
    was = store.decisions.focal_point(step["id"])
    if ([was.x, was.y] if was else None) != step["before"]:
        return Conflict(was, was.who, was.at, ("focus",)) if was else sentences.focus_gone()
    set_focus(store, step["id"], step["after"], actor=walk.actor, at=walk.at, kind=walk.verb)
    return Done(store.decisions.focal_point(step["id"]))


def _telling(store: Store, step: Step, at: datetime) -> None:
    group, day = step["group"], date.fromisoformat(step["day"])
    if step["after"] is None:
        store.plan.forget_placement(group, day)
    else:
        store.plan.set_placement(Placement(group, day, **step["after"]), at=at)
