"""What follows when a photo may no longer be shown: it leaves shortlist, plan and queue, all at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.errors import StoreError
from content.model import (
    TAKEN_BACK,
    Consent,
    ConsentState,
    Dropped,
    Message,
    Post,
    PostState,
    Reason,
    Verb,
    withheld,
)
from content.model.planning import Cause
from content.rights.signature import Signature
from content.store import Store
from content.store.replans import RETURNABLE
from content.store.withdrawals import last_day

SEEN = (PostState.HANDED_OFF, PostState.SENDING, PostState.SENT, PostState.UNKNOWN)  # by members, or soon
WHY_NOT = {
    ConsentState.UNKNOWN: Reason.CONSENT_UNKNOWN,
    ConsentState.ASKED: Reason.CONSENT_ASKED,
    ConsentState.GRANTED: Reason.CONSENT_REFUSED,
    ConsentState.REFUSED: Reason.CONSENT_REFUSED,
    ConsentState.EXPIRED: Reason.CONSENT_EXPIRED,
    ConsentState.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
}


def take_from_show(store: Store, key: str, home: str, consent: Consent, signature: Signature) -> None:
    """Let `consent` be heeded wherever the submission `key` of the group `home` is, or will be, shown.

    What members saw, or may have seen, keeps its state; where the author said no it is listed for removal by
    hand.
    """
    at, state = signature.at, consent.on(last_day(signature.at)).state
    showing = store.withdrawals.posts_with(key)
    if state in TAKEN_BACK:
        store.withdrawals.list_for_removal(perhaps_seen(store, key, at), key, at)
        showing += store.withdrawals.posts_with_its_pictures(key)
    why = withheld(state)
    days = [
        post.day
        for post in store.queue.lock_posts(showing).values()
        if not consent.allows("poster", home=home, group=post.group, day=post.day)
        and return_unless_out(store, post, why, signature)
    ]
    posts = len(days)
    days += _free_days(store, key, home, consent, at)
    if days:
        what = Message("withheld.photo", photo=key, why=why)
        store.replans.ask_replan(
            Cause.CONSENT, key, what, posts=posts, last_day=max(days), by=signature.by, at=at
        )
    if state is not ConsentState.GRANTED or "poster" not in consent.uses:
        dropped = Dropped(WHY_NOT[state], Message(f"shortlist.now_{state.value}"))
        store.withdrawals.drop_verdicts([key], dropped, at, only_kept=True)


def perhaps_seen(store: Store, key: str, at: datetime) -> list[str]:
    """Posts that show the submission or name its author, and that members may have seen by `at`."""
    showing = store.withdrawals.versions_with(key)
    naming = {
        *store.withdrawals.posts_with(key, gone=True),
        *store.withdrawals.posts_with_its_pictures(key),
    }
    posts = store.queue.lock_posts(naming | {post_id for post_id, _ in showing})
    showing |= {(post_id, posts[post_id].version) for post_id in naming}
    return [
        post.id
        for post in posts.values()
        if any((post.id, version) in showing for version in versions_out(store, post, at))
    ]


def named_and_seen(store: Store, member: str, at: datetime) -> list[str]:
    """Posts that name the member among those who answered rightly, and that others may have seen by `at`."""
    naming = store.naming.versions_naming(member)
    posts = store.queue.lock_posts(naming)
    return sorted(post.id for post in posts.values() if naming[post.id] & versions_out(store, post, at))


def versions_out(store: Store, post: Post, at: datetime) -> set[int]:
    """Which versions of a post went out, or may have.

    What the publisher wrote down tells. Where it wrote nothing, nobody knows when a person sends one by hand:
    one that was approved when its time came counts, whatever became of it later.
    """
    known, recorded = store.outbox.versions_out(post.id)
    if recorded:
        return known
    out = {post.version} if is_out(post, at) else set()
    when_due = None
    for move in store.withdrawals.moves_of(post):
        if move.at <= post.goes_out_at:
            when_due = move
        if move.became == PostState.HANDED_OFF:
            out.add(move.version)
    if when_due and when_due.became == PostState.APPROVED and post.goes_out_at <= at:
        out.add(when_due.version)
    return out


def is_out(post: Post, at: datetime) -> bool:
    """Whether members saw a post by `at`, or may have: an approved one is sent by hand when it is due."""
    return post.state in SEEN or (post.state is PostState.APPROVED and post.goes_out_at <= at)


def return_unless_out(store: Store, post: Post, why: Message, signature: Signature) -> bool:
    """Give a held post back to the editors, unless it is there already, or out, or over; whether it was."""
    if post.state not in RETURNABLE or is_out(post, signature.at):
        return False
    return_post(store, post, why, at=signature.at, by=signature.by)
    return True


def return_post(store: Store, post: Post, why: Message, *, at: datetime, by: str) -> None:
    """Give a post that is held back to the editors; what was approved is approved no longer."""
    standing = [approval.id for approval in store.history.approvals(post.id) if approval.revoked_at is None]
    if standing:
        store.history.revoke_approvals(standing, actor=by, at=at)
    now = replace(post, state=PostState.RETURNED)
    if store.queue.change(post, now, kind=Verb.RETURN, actor=by, why=why, at=at) is None:
        raise StoreError(Message("post.changed_while_held", post=post.id))


def _free_days(store: Store, key: str, home: str, consent: Consent, at: datetime) -> Sequence[date]:
    """Take the photo out of the days to come, so that the next plan fills the gap; which days."""
    freed = [
        planned
        for planned in store.withdrawals.planned_days(key)
        if planned.day >= at.astimezone(ZoneInfo(planned.zone)).date()
        and not consent.allows("poster", home=home, group=planned.group, day=planned.day)
    ]
    store.withdrawals.free_days(freed, key, at)
    return [planned.day for planned in freed]
