"""What an upload brought in goes as if it never came; and a larger picture goes before a smaller one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from content.errors import UnknownId
from content.model import (
    ActionOutcome,
    Done,
    Media,
    Message,
    RefusedAction,
    Submission,
    UploadBatch,
    UploadState,
    Verb,
)
from content.store import Store

BY = "upload"


def lead_with(store: Store, submission: str, medium: Media, *, actor: str, at: datetime) -> None:
    """Show a larger picture of the same photo first; the smaller one stays behind it, as its author's."""
    was = store.intake.submission(submission)
    media = [medium, *(picture for picture in was.media if picture.sha256 != medium.sha256)]
    store.intake.lead_with(submission, medium, _content(media))
    _write_down(store, Verb.UPLOAD, was, actor, at)


def upload_back(
    store: Store, step: Mapping[str, Any], *, actor: str, at: datetime, verb: Verb
) -> ActionOutcome[UploadBatch | None]:
    """Take back all that a batch brought in. Refused where something of it is in use already, and for a redo:
    the batch lies open again, to be taken anew."""
    if verb is Verb.REDO:
        return RefusedAction(Message("upload.take_anew"))
    ids = [str(key) for key in step["submissions"]]
    if used := store.brought.in_use(ids):
        return RefusedAction(Message("upload.in_use", n=len(used)))
    for key, sha in step["led"]:
        _without(store, key, sha, actor, at)
    store.uploads.unlink(step["id"], [*ids, *(key for key, _ in step["led"])])
    store.brought.remove_submissions(ids, at)
    store.write_down(verb, step["id"], actor=actor, at=at, became=BY, detail={"removed": len(ids)})
    return Done(_open_again(store, step["id"], at))


def _without(store: Store, submission: str, sha: str, actor: str, at: datetime) -> None:
    was = store.intake.submission(submission)
    left = [picture for picture in was.media if picture.sha256 != sha]
    if left and len(left) < len(was.media):
        store.intake.take_from_album(submission, sha, _content(left))
        _write_down(store, Verb.UNDO, was, actor, at)


def _open_again(store: Store, batch_id: str, at: datetime) -> UploadBatch | None:
    """The batch as it was; None where a night cleared it away."""
    try:
        batch = store.uploads.batch(batch_id)
    except UnknownId:
        return None
    store.uploads.set_state(batch_id, UploadState.OPEN, at, group=batch.group, run="")
    return replace(batch, state=UploadState.OPEN)


def _write_down(store: Store, verb: Verb, was: Submission, actor: str, at: datetime) -> None:
    store.write_down(verb, was.id, actor=actor, at=at, became=BY, detail={"pictures": len(was.media)})
    store.note("submission", was.id, at)


def _content(media: list[Media]) -> str:
    return sha256("".join(medium.sha256 for medium in media).encode()).hexdigest()
