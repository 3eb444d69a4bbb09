"""Recording what members say of a consent, for one submission or all of a member; and what it would do."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from content.errors import UnknownId
from content.model import Consent, ConsentState, Message, Post, PostState
from content.rights.consents import record_consent
from content.rights.leave import clear_taken_back
from content.store import OpenStore, Store
from content.store.consent_requests import Removal
from content.workspace import Workspace

NowSays = Callable[[Consent], Consent]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a withdrawal does: `returned` are the posts that come back, as they are before it; `to_remove` are
    those that members saw, or may have seen, which a person must take down."""

    returned: tuple[Post, ...]
    to_remove: tuple[Removal, ...]


class _Rehearsed(Exception):
    """Ends a transaction that is not to be kept."""


def turned(state: ConsentState, evidence: str = "") -> NowSays:
    """A consent becomes another state; where it was said before stays, unless `evidence` says another."""
    return lambda was: replace(was, state=state, evidence=evidence or was.evidence)


def record_all(store: Store, ids: Sequence[str], now_says: NowSays, *, at: datetime, by: str) -> int:
    """Record it for each of these submissions, in one transaction; how many consents changed."""
    return sum(record_consent(store, key, now_says(store.rights.consent(key)), at=at, by=by) for key in ids)


def withdraw(
    workspace: Workspace, ids: Sequence[str], *, evidence: str, at: datetime, by: str
) -> tuple[int, Effect]:
    """Take back the consents of these submissions, and from the disk what shows their pictures.

    How many consents changed, and what came of it. NotReady names a file that cannot be deleted; the consents
    are taken back all the same.
    """
    effect = effect_of_withdrawal(workspace.open_store, ids, at=at, by=by)
    with workspace.open_store() as store:
        changed = record_all(store, ids, turned(ConsentState.WITHDRAWN, evidence.strip()), at=at, by=by)
    clear_taken_back(workspace.open_store, workspace)
    return changed, effect


def submissions_of(store: Store, member: str) -> list[str]:
    """All that a member sent. UnknownId where that is nothing."""
    if ids := list(store.rights.submissions_by(member)):
        return ids
    raise UnknownId(Message("member.sent_nothing", member=member))


def effect_of_withdrawal(open_store: OpenStore, ids: Sequence[str], *, at: datetime, by: str) -> Effect:
    """What `record_all` of a withdrawal would do now: it is done and taken back, so it cannot differ."""
    effect = Effect((), ())
    with suppress(_Rehearsed), open_store() as store:
        before = {
            key: store.queue.post(key)
            for submission in ids
            for key in store.withdrawals.posts_with(submission)
        }
        record_all(store, ids, turned(ConsentState.WITHDRAWN, "?"), at=at, by=by)
        returned = (post for post in before.values() if _comes_back(post, store.queue.post(post.id)))
        removals = (removal for removal in store.consent_requests.removals() if removal.submission in ids)
        effect = Effect(
            tuple(sorted(returned, key=lambda post: (post.goes_out_at, post.id))),
            tuple(sorted(removals, key=attrgetter("day", "post"))),
        )
        raise _Rehearsed
    return effect


def _comes_back(was: Post, now: Post) -> bool:
    return now.state is PostState.RETURNED and was.state is not PostState.RETURNED
