"""Correcting a submission by hand: its author, its product, its words, its group.

What is set stays when the source is gathered again. Posts that show the submission and are not sent yet come
back to the editors, since they credit, quote or show what is no longer so; it is scored again, and the days
wait for a plan. One journal entry, so that it can be undone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.model import (
    ActionOutcome,
    Batch,
    ConsentState,
    Done,
    Member,
    Message,
    PostState,
    RefusedAction,
    Submission,
    SubmissionField,
    Verb,
    own_words,
)
from content.model.planning import Cause
from content.review import sentences
from content.review.action import Action, called
from content.review.recognise import recognise_products, recognise_source_product
from content.rights.consents import apply_consent_events, record_signed
from content.rights.signature import Signature
from content.sanitize import clean
from content.store import OpenStore, Store
from content.text.names import members_called, spelled

LONGEST_TEXT = 10_000  # characters, as gathering takes
BY = "correct"


@dataclass(frozen=True, slots=True)
class Correct:
    """What to set of a submission; None leaves a field as it is, "" empties author, product or text.

    `author` is a member's id or nickname in the group; `new_author` lets an unknown nickname be a new member.
    `product` and `group` are ids or names.
    """

    submission: str
    author: str | None = None
    product: str | None = None
    text: str | None = None
    group: str | None = None
    new_author: bool = False


def correct(
    open_store: OpenStore, requests: Sequence[Correct], *, actor: str, at: datetime, why: str = ""
) -> Batch[Submission]:
    """Set these fields of these submissions; outcomes by submission. One that is refused stays as it was."""
    outcomes: dict[str, ActionOutcome[Submission]] = {}
    steps: list[dict[str, Any]] = []
    with open_store() as store:
        for request in requests:
            outcomes[request.submission] = _correct(store, request, steps, actor, at, own_words(why))
        return Batch(outcomes, store.journal.add_entry(actor, Verb.DECIDE, steps, at=at) if steps else None)


def _correct(
    store: Store, request: Correct, steps: list[dict[str, Any]], actor: str, at: datetime, why: Message | None
) -> ActionOutcome[Submission]:
    submissions = store.intake.submissions([request.submission])
    if not submissions:
        return sentences.unknown(request.submission)
    was = submissions[0]
    values = _values(store, request, was)
    if isinstance(values, RefusedAction):
        return values
    changed = {field: value for field, value in values.items() if value != _value(was, field)}
    if not changed:
        return Done(was)
    steps += take_back(store, was.id, actor, at)
    before = {field: _number(store, was.id, field) for field in changed}
    after = {
        field: store.corrections.correct(was.id, field, value, actor=actor, at=at)
        for field, value in changed.items()
    }
    steps.append(_step(was.id, before, after))
    _heed_words(store, was.id, changed, at)
    store.write_down(
        Verb.DECIDE, was.id, actor=actor, at=at, became=BY, why=why, detail={"corrected": sorted(changed)}
    )
    _heed_rights(store, was, actor, at)
    return Done(store.intake.submission(was.id))


def point_back(
    store: Store, step: Mapping[str, Any], *, actor: str, at: datetime, verb: Verb
) -> ActionOutcome[Submission]:
    """Undo or redo one correction: the fields go to the corrections that the step names (0: the source)."""
    submissions = store.intake.submissions([step["id"]])
    if not submissions:
        return sentences.unknown(step["id"])
    fields = {SubmissionField(name): number for name, number in step["after"].items()}
    if any(
        _number(store, step["id"], SubmissionField(name)) != number for name, number in step["before"].items()
    ):
        return sentences.corrected_since()
    for field, number in fields.items():
        store.corrections.point_to(step["id"], field, number, at=at)
    if fields.get(SubmissionField.PRODUCT) == 0:
        recognise_source_product(store, step["id"], at=at)
    _heed_words(store, step["id"], fields, at)
    store.write_down(verb, step["id"], actor=actor, at=at, became=BY, detail={"corrected": sorted(fields)})
    _heed_rights(store, submissions[0], actor, at)
    return Done(store.intake.submission(step["id"]))


def take_back(store: Store, submission: str, actor: str, at: datetime) -> list[dict[str, Any]]:
    """Posts that show it come back to the editors, and their days wait for a plan; the journal's steps.

    What somebody else keeps locked is left alone: it cannot be approved as it is.
    """
    why = Message("audit.submission_corrected", actor=called(store, actor), submission=submission)
    action = Action(store, Verb.DECIDE, actor, at, why)
    action.hold(store.replans.still_to_go(at, photo=submission))
    mine = [post for post in action.posts.values() if post.locked_by in ("", actor)]
    for post in mine:
        action.change(post, replace(post, state=PostState.RETURNED), revoked=action.revoke(post))
    if days := [post.day for post in mine]:
        store.replans.ask_replan(
            Cause.PHOTO, submission, why, posts=len(days), last_day=max(days), by=actor, at=at
        )
    return action.steps


def _values(
    store: Store, request: Correct, was: Submission
) -> dict[SubmissionField, str | None] | RefusedAction:
    values: dict[SubmissionField, str | None] = {}
    group = was.group
    if request.group is not None:
        known = _group(store, request.group)
        if known is None:
            return RefusedAction(Message("review.no_such_group", group=request.group))
        values[SubmissionField.GROUP] = group = known
    if request.product is not None:
        names = store.library.product_names()
        product = names.id_of(request.product) if request.product else None
        if request.product and product is None:
            return RefusedAction(Message("product.unknown", unknown=(request.product,), known=names.known()))
        values[SubmissionField.PRODUCT] = product
    if request.text is not None:
        if len(request.text) > LONGEST_TEXT:
            return sentences.too_long(LONGEST_TEXT)
        values[SubmissionField.TEXT] = clean(request.text)
    if request.author is not None:
        author = _author(store, request, group) if request.author else None
        if isinstance(author, RefusedAction):
            return author
        values[SubmissionField.MEMBER] = author
    return values


def _group(store: Store, written: str) -> str | None:
    """The id of the group that is meant: by id, else by a name that no other has."""
    groups = store.library.groups()
    if any(group.id == written for group in groups):
        return written
    named = [group.id for group in groups if group.name == written]
    return named[0] if len(named) == 1 else None


def _author(store: Store, request: Correct, group: str) -> str | RefusedAction:
    """The id of the member that is meant: by id, else by nickname within the group."""
    written = clean(request.author or "")
    members, aliases = store.library.members(), store.people.aliases()
    ids = {member.id: member.id for member in members} | {alias.id: alias.member for alias in aliases}
    if written in ids:
        return ids[written]
    called = [*members, *(Member(alias.member, alias.nickname, alias.group) for alias in aliases)]
    named = {member.id: member.nickname for member in members_called(written, group, called)}
    if len(named) == 1:
        return next(iter(named))
    if named:
        known = tuple(f"{member} ({nickname})" for member, nickname in named.items())
        return RefusedAction(Message("refusal.which_member", nickname=written, group=group, members=known))
    if store.erasure.tombstones().nickname(group, spelled(written)):
        return RefusedAction(Message("review.author_erased"))
    if not request.new_author:
        return RefusedAction(Message("review.no_such_author", author=written, group=group))
    store.library.put_members([Member(written, written, group)])
    return written


def _heed_rights(store: Store, was: Submission, actor: str, at: datetime) -> None:
    """What one author granted is no other's to use, and what the new author said of consent before counts."""
    author = store.intake.submission(was.id).member
    if author == was.member:
        return
    if was.member is not None and was.consent.state is ConsentState.GRANTED:
        expired = replace(was.consent, state=ConsentState.EXPIRED)
        why = Message("audit.granted_by_another_author")
        record_signed(store, was.id, expired, Signature(at, actor, why))
    apply_consent_events(store, store.chat_metadata.events_about([was.id]), at=at, by=BY)


def _heed_words(store: Store, submission: str, fields: Collection[SubmissionField], at: datetime) -> None:
    """A product that was recognised goes with the words that named it, and comes with others."""
    if SubmissionField.TEXT in fields:
        recognise_products(store, [submission], at=at)


def _number(store: Store, submission: str, field: SubmissionField) -> int:
    correction = store.corrections.current([submission]).get(submission, {}).get(field)
    return correction.id if correction else 0


def _value(submission: Submission, field: SubmissionField) -> str | None:
    match field:
        case SubmissionField.MEMBER:
            return submission.member
        case SubmissionField.PRODUCT:
            return submission.product
        case SubmissionField.TEXT:
            return submission.text
        case SubmissionField.GROUP:
            return submission.group


def _step(
    submission: str, before: Mapping[SubmissionField, int], after: Mapping[SubmissionField, int]
) -> dict[str, Any]:
    """Numbers of corrections, never what they say: a member's words are kept in one place."""
    return {
        "kind": "correction",
        "id": submission,
        "before": {field.value: number for field, number in before.items()},
        "after": {field.value: number for field, number in after.items()},
    }
