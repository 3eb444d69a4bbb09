"""What erasing a member takes from the database. The audit stays, under a pseudonym."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from content.model import ConsentState, Dropped, Message, Reason
from content.rights.consents import record_signed
from content.rights.consequences import named_and_seen, return_unless_out
from content.rights.signature import Signature
from content.store import Store
from content.store.redaction import Footprint
from content.text.names import spelled


def forget_member(store: Store, footprint: Footprint, pseudonym: str, *, at: datetime, by: str) -> None:
    """Let nothing be left of a member but tombstones, numbers, and the audit under a pseudonym.

    Consents are withdrawn first, so that what is not sent yet leaves the queue and what is out is listed.
    """
    signature = Signature(at, by, Message("withheld.erased"))
    _withdraw_all(store, footprint, signature)
    store.erasure.add_tombstones(_graves(store, footprint), at)
    store.erasure.empty_posters(footprint)
    _return_posts(store, footprint, signature)
    _redact(store, footprint, pseudonym)
    dropped = Dropped(Reason.CONSENT_WITHDRAWN, Message("shortlist.erased"))
    store.withdrawals.drop_verdicts(footprint.submissions, dropped, at)
    store.erasure.forget_media(footprint)
    names = {*footprint.ids, *footprint.names}
    store.traces.forget_traces(footprint.quarantined, footprint.submissions, names, pseudonym)
    store.roster.forget_member(footprint.member, pseudonym)
    named = named_and_seen(store, footprint.member, at)
    store.consent_requests.list_named(named, footprint.member, at)
    store.naming.forget(footprint.member)
    store.people.forget_aliases(footprint.member)
    store.erasure.rename_member(footprint.member, pseudonym)
    detail = {"submissions": len(footprint.submissions)}
    store.write_down("erase", pseudonym, actor=by, at=at, detail=detail)


def forget_submissions(store: Store, footprint: Footprint, *, at: datetime, by: str) -> None:
    """Let nothing be left of single submissions but tombstones of their pictures, numbers and the audit; what
    else their author sent stays."""
    signature = Signature(at, by, Message("withheld.erased"))
    _withdraw_all(store, footprint, signature)
    store.erasure.add_tombstones([("media", medium.sha256) for medium in footprint.media], at)
    store.erasure.empty_posters(footprint)
    _return_posts(store, footprint, signature)
    store.redaction.empty_posts(footprint)
    store.redaction.empty_words(footprint)
    store.redaction.rewrite_trails(footprint, footprint.member)
    dropped = Dropped(Reason.CONSENT_WITHDRAWN, Message("shortlist.erased"))
    store.withdrawals.drop_verdicts(footprint.submissions, dropped, at)
    store.erasure.forget_media(footprint)
    store.traces.forget_traces(footprint.quarantined, footprint.submissions, (), footprint.member)
    for key in footprint.submissions:
        store.write_down("erase", key, actor=by, at=at, detail={"submissions": 1})


def _withdraw_all(store: Store, footprint: Footprint, signature: Signature) -> None:
    for key in footprint.submissions:
        was = store.rights.consent(key)
        if was.state is not ConsentState.WITHDRAWN:
            record_signed(store, key, replace(was, state=ConsentState.WITHDRAWN), signature)


def _graves(store: Store, footprint: Footprint) -> Iterator[tuple[str, str]]:
    """(kind, name) of what may not be gathered again: the ids, the pictures, and the nicknames in each group
    that the member sent something in, or is at home in."""
    yield from (("member", member) for member in footprint.ids)
    yield from (("media", medium.sha256) for medium in footprint.media)
    nicknames = sorted(filter(None, map(spelled, footprint.nicknames)))
    groups = {submission.group for submission in store.intake.submissions(footprint.submissions)}
    groups |= {footprint.group or "", *(alias.group or "" for alias in footprint.aliases)}
    for group in sorted(filter(None, groups)):
        yield from (("nickname", f"{group}\0{nickname}") for nickname in nicknames)


def _return_posts(store: Store, footprint: Footprint, signature: Signature) -> None:
    """What is not out goes back to the editors, if it did not already: nobody approved what is left."""
    for post in store.queue.lock_posts(store.redaction.posts_telling_of(footprint)).values():
        return_unless_out(store, post, Message("withheld.erased"), signature)


def _redact(store: Store, footprint: Footprint, pseudonym: str) -> None:
    """Empty the member's words wherever they stand, and write the pseudonym where the name stands."""
    store.redaction.empty_remarks(footprint, pseudonym)  # while the words they may repeat are known
    store.redaction.empty_posts(footprint)
    store.redaction.empty_quotes(footprint)
    store.redaction.empty_words(footprint)
    store.redaction.rename_in_reasons(footprint, pseudonym)
    store.redaction.rewrite_trails(footprint, pseudonym)
    store.redaction.rename_in_replans(footprint, pseudonym)
