"""The one door through which a consent changes; what follows from it is in `consequences`, at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from content.bell import Ring, people_who_may, ring
from content.errors import IllegalMove
from content.inbox import ConsentEvent
from content.model import (
    CONSENT_MOVES,
    TAKEN_BACK,
    USES,
    BellEvent,
    Consent,
    ConsentRequest,
    ConsentState,
    Message,
    Verb,
    may_become,
    may_hear,
    own_words,
)
from content.rights.consequences import take_from_show
from content.rights.signature import Signature
from content.store import Store
from content.store.rights import SOURCE, plain
from content.store.withdrawals import last_day

KIND = "consent"  # of the audit's entries


def record_consent(store: Store, submission: str, consent: Consent, *, at: datetime, by: str) -> bool:
    """Make `consent` the current one; False if it already is. Earlier ones stay as history.

    A consent that runs out is not recorded: it reads as expired on every day after its last, by its dates
    alone, so that a clock that was wrong spoils none.

    In the same transaction an audit row is written, and what may not be shown any more leaves the shortlist,
    the plan and the queue; what members saw is listed for removal by hand. UnknownId; IllegalMove where the
    table of moves forbids it.
    """
    return record_signed(store, submission, consent, Signature(at, by))


def record_signed(store: Store, submission: str, consent: Consent, signature: Signature) -> bool:
    """The same with a reason of one's own for the audit."""
    home = store.rights.hold_submission(submission)
    current = store.rights.current(submission)
    was = current.consent if current else None
    if was == consent:
        return False
    if was is not None and not may_become(was.on(last_day(signature.at)), consent):
        raise _illegal(submission, was.on(last_day(signature.at)), consent)
    store.rights.put_consent(submission, consent, at=signature.at, by=signature.by)
    if was is not None:  # the first word came with the submission
        _write_down(store, submission, was, consent, signature)
        take_from_show(store, submission, home, consent, signature)
        if consent.state is ConsentState.WITHDRAWN:
            _tell(store, submission, signature)
    return True


def hear_consent(store: Store, submission: str, consent: Consent, *, at: datetime, by: str = SOURCE) -> bool:
    """Let a source's word count where it may; False if it says nothing new or must not be believed."""
    day, current = last_day(at), store.rights.current(submission)
    if current is not None:
        was = current.consent.on(day)
        if _is_old(store.rights.consents_by(submission, by), consent):
            return False
        if not may_hear(was, consent.on(day), same_source=current.by == by):
            return False
    return record_consent(store, submission, consent, at=at, by=by)


def apply_consent_events(
    store: Store, events: Sequence[tuple[ConsentEvent, tuple[str, ...]]], *, at: datetime, by: str
) -> int:
    """Let what was said in a chat count; how many submissions it changed.

    Each event comes with the ids of the submissions it is about; none of them and a member: all that this
    member sent. What grants no use of ours is no consent. Reading an export again changes nothing.
    """
    changed = 0
    for event, ids in events:
        if event.state is ConsentState.GRANTED and event.uses.isdisjoint(USES):
            continue
        consent = Consent(event.state, uses=event.uses, evidence=event.evidence)
        about = ids or (store.rights.submissions_by(event.member) if event.member else ())
        hear = doubt_consent if event.state is ConsentState.EXPIRED else hear_consent
        changed += sum(hear(store, key, consent, at=at, by=by) for key in about)
    return changed


def doubt_consent(store: Store, submission: str, doubt: Consent, *, at: datetime, by: str) -> bool:
    """Hold what a member perhaps took back, until a person grants it again. The evidence of `doubt` is the
    message; False where it is held already, or where the message was heard before.
    """
    current = store.rights.current(submission)
    was = current.consent.on(last_day(at)) if current else Consent()
    is_held = was.state in TAKEN_BACK or was.state is ConsentState.EXPIRED
    heard = (doubt.state, doubt.evidence)
    if is_held or heard in {(word.state, word.evidence) for word in store.rights.consents_by(submission, by)}:
        return False
    held = replace(was, state=doubt.state, since=None, until=None, evidence=doubt.evidence)
    return record_signed(store, submission, held, Signature(at, by, Message("audit.perhaps_withdrawn")))


def ask_consent(store: Store, request: ConsentRequest, terms: Consent) -> None:
    """Write down that a member is asked, and for what: `terms` become the consent once it is granted.

    IllegalMove for a submission whose author may not be asked (any more).
    """
    store.consent_requests.put_request(request)
    asking = replace(terms, state=ConsentState.ASKED, evidence=request.code)
    for key in request.submissions:
        record_consent(store, key, asking, at=request.asked_at, by=request.asked_by)


def _is_old(earlier: Sequence[Consent], consent: Consent) -> bool:
    """Whether this source said so last, or ever where it is a no: old chats are read again and again."""
    return consent in earlier if consent.state in TAKEN_BACK else list(earlier[:1]) == [consent]


def _write_down(store: Store, key: str, was: Consent, now: Consent, signature: Signature) -> None:
    store.write_down(
        KIND,
        key,
        actor=signature.by,
        at=signature.at,
        was=was.state,
        became=now.state,
        why=signature.why or own_words(now.evidence),
        detail={"from": plain(was), "to": plain(now)},
    )


def _tell(store: Store, key: str, signature: Signature) -> None:
    """Ring for those who plan with it: its author took a photo back."""
    (submission,) = store.intake.submissions([key])
    author = store.library.member(submission.member) if submission.member else None
    name = author.nickname if author and author.nickname else Message("bell.a_member")
    title = Message("bell.withdrawn", member=name, n=1)
    what = Ring(BellEvent.WITHDRAWAL, f"withdrawal:{submission.member or key}", title, signature.by)
    ring(store, people_who_may(store, Verb.CONSENT), what, at=signature.at)


def _illegal(key: str, was: Consent, now: Consent) -> IllegalMove:
    allowed = tuple(sorted(CONSENT_MOVES[was.state]))
    return IllegalMove(
        Message("rights.illegal_move", submission=key, state=was.state, wanted=now.state, allowed=allowed)
    )
