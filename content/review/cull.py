"""Culling: what people say of submissions, and where crops of a photo should look."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from content.model import (
    ActionOutcome,
    Batch,
    Choice,
    Conflict,
    ConsentState,
    Decision,
    Done,
    Message,
    PostState,
    RefusedAction,
    Seen,
    Slot,
    Verb,
    own_words,
)
from content.model.planning import Cause
from content.review import sentences
from content.review.action import Action, called
from content.sanitize import clean
from content.store import OpenStore, Store

BEST = 5
LONGEST_COMMENT = 120  # characters; what a poster has room for
NEVER = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})  # nobody may want it in


@dataclass(frozen=True, slots=True)
class Decide:
    """What to say of a submission; None leaves that part as it is. `slot` "" takes a suggested slot away.

    `approved` is how many approved posts the person was told a drop brings back: more, and it is refused.
    None: nobody was asked.
    """

    seen: Seen
    choice: Choice | None = None
    rating: int | None = None
    comment: str | None = None
    slot: Slot | str | None = None
    reason: str | None = None
    approved: int | None = None


def decide(
    open_store: OpenStore, requests: Sequence[Decide], *, actor: str, at: datetime, why: str = ""
) -> Batch[Decision]:
    """Keep, drop, rate or comment submissions; the next shortlist and telling heed it. One journal entry.

    `Seen.revision` is the version of the decision on the screen, 0 where there was none.
    """
    outcomes: dict[str, ActionOutcome[Decision]] = {}
    steps: list[dict[str, Any]] = []
    with open_store() as store:
        for item in requests:
            outcomes[item.seen.id] = _decide(store, item, steps, actor, at, own_words(why))
        return Batch(outcomes, store.journal.add_entry(actor, Verb.DECIDE, steps, at=at) if steps else None)


def _decide(
    store: Store, item: Decide, steps: list[dict[str, Any]], actor: str, at: datetime, why: Message | None
) -> ActionOutcome[Decision]:
    key = item.seen.id
    submissions = store.intake.submissions([key])
    if not submissions:
        return sentences.unknown(key)
    was = store.decisions.about([key]).get(key) or nothing_said(key, at)
    if was.version != item.seen.revision:
        return Conflict(was, was.who, was.at, ("choice", "rating", "comment", "slot", "reason"))
    now = _said(was, item, actor, at)
    if refused := _wrong(now) or (
        sentences.no_consent(submissions[0], submissions[0].consent)
        if now.choice is Choice.KEEP and submissions[0].consent.state in NEVER
        else None
    ):
        return refused
    if plain(now) == plain(was):
        return Done(was)
    drops = now.choice is Choice.DROP and was.choice is not Choice.DROP
    if drops and item.approved is not None:
        ahead = store.replans.shown_ahead([key], at, actor).get(key)
        if ahead and ahead.approved > item.approved:
            return sentences.approved_use(ahead.posts, ahead.approved)
    made: list[dict[str, Any]] = []
    done = write(store, was, now, made, kind=Verb.DECIDE, why=why)
    if drops and isinstance(done, Done):
        steps += _take_back(store, key, actor, at)  # before what was said: an undo unsays it first
    steps += made
    return done


def _take_back(store: Store, key: str, actor: str, at: datetime) -> list[dict[str, Any]]:
    """Posts that show a photo nobody wants come back, and their days wait for a plan; the journal's steps.

    What somebody else keeps locked is left alone: it cannot be approved as it is.
    """
    why = Message("audit.photo_dropped", actor=called(store, actor), photo=key)
    action = Action(store, Verb.DECIDE, actor, at, why)
    action.hold(store.replans.still_to_go(at, photo=key))
    mine = [post for post in action.posts.values() if post.locked_by in ("", actor)]
    for post in mine:
        action.change(post, replace(post, state=PostState.RETURNED), revoked=action.revoke(post))
    if days := [post.day for post in mine]:
        store.replans.ask_replan(Cause.PHOTO, key, why, posts=len(days), last_day=max(days), by=actor, at=at)
    return action.steps


def write(
    store: Store, was: Decision, now: Decision, steps: list[dict[str, Any]], *, kind: str, why: Message | None
) -> ActionOutcome[Decision]:
    """Replace a decision, with its audit row and its step in the journal."""
    done = store.decisions.put_decision(now, seen=was.version)
    if done is None:
        theirs = store.decisions.about([was.submission])[was.submission]
        return Conflict(theirs, theirs.who, theirs.at, ("choice",))
    before, after = plain(was), plain(done)
    changed = [name for name in after if before[name] != after[name]]
    detail = {"version": done.version, "changed": changed, "from": before, "to": after}
    store.write_down(
        kind,
        was.submission,
        actor=now.who,
        at=now.at,
        was=was.choice,
        became=now.choice,
        why=why,
        detail=detail,
    )
    steps.append({"kind": "decision", "id": was.submission, "before": before, "after": after})
    return Done(done)


def nothing_said(submission: str, at: datetime) -> Decision:
    """The decision of nobody: version 0."""
    return Decision(submission, "", Choice.UNDECIDED, at)


def plain(decision: Decision) -> dict[str, Any]:
    """What was said, without who, when and how often."""
    values = {name: asdict(decision)[name] for name in ("choice", "rating", "comment", "slot", "reason")}
    return values | {"slot": decision.slot.value if decision.slot else ""}


def from_plain(was: Decision, values: Mapping[str, Any], actor: str, at: datetime) -> Decision:
    """A decision that says again what `plain` wrote down."""
    return replace(
        was,
        who=actor,
        at=at,
        choice=Choice(values["choice"]),
        rating=values["rating"],
        comment=values["comment"],
        slot=Slot(values["slot"]) if values["slot"] else None,
        reason=values["reason"],
    )


def _said(was: Decision, item: Decide, actor: str, at: datetime) -> Decision:
    slot = was.slot if item.slot is None else (Slot(item.slot) if item.slot else None)
    return replace(
        was,
        who=actor,
        at=at,
        choice=was.choice if item.choice is None else item.choice,
        rating=was.rating if item.rating is None else item.rating,
        comment=was.comment if item.comment is None else clean(item.comment),
        slot=slot,
        reason=was.reason if item.reason is None else item.reason,
    )


def _wrong(now: Decision) -> RefusedAction | None:
    if not 0 <= now.rating <= BEST:
        return sentences.wrong_rating()
    return sentences.too_long(LONGEST_COMMENT) if len(now.comment) > LONGEST_COMMENT else None


def focus(
    open_store: OpenStore,
    sha256: str,
    point: tuple[float, float] | None,
    *,
    actor: str,
    at: datetime,
) -> RefusedAction | None:
    """Say what crops of a picture keep (fractions x, y of it upright), None: what was measured. Undoable.

    Posters told from now on heed it; those there are stay until they are swapped or told again.
    """
    if point is not None and not all(0 <= fraction <= 1 for fraction in point):
        return sentences.wrong_point()
    with open_store() as store:
        if not store.intake.has_medium(sha256):
            return sentences.unknown(sha256)
        step = set_focus(store, sha256, list(point) if point else None, actor=actor, at=at, kind=Verb.FOCUS)
        store.journal.add_entry(actor, Verb.FOCUS, [step], at=at)
    return None


def set_focus(
    store: Store, sha256: str, point: list[float] | None, *, actor: str, at: datetime, kind: str
) -> dict[str, Any]:
    """Write a focal point, with its audit row; its step for the journal."""
    was = store.decisions.focal_point(sha256)
    before = [was.x, was.y] if was else None
    store.decisions.set_focal_point(sha256, (point[0], point[1]) if point else None, actor=actor, at=at)
    store.write_down(kind, sha256, actor=actor, at=at, detail={"from": before, "to": point})
    return {"kind": "focus", "id": sha256, "before": before, "after": point}
