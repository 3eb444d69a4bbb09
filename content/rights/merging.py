"""Two members who are one person: both histories under one id, and the stricter rights for all of it.

A no to everything, under either id, counts for all that either sent. A grant stays with what was sent under
the id that gave it, and so does a no to a single photo, be it the only one sent under that id.
"""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations

from content.errors import WrongInput
from content.model import TAKEN_BACK, Consent, ConsentState, Member, Message, Post
from content.model.planning import Cause
from content.rights.consents import apply_consent_events, record_signed
from content.rights.consequences import return_unless_out
from content.rights.signature import Signature
from content.sanitize import clean
from content.store import Store
from content.store.people import MERGE, PlannedShow
from content.store.rights import SOURCE


@dataclass(frozen=True, slots=True)
class Pair:
    """Who stays, and who becomes an alias of who stays."""

    keep: Member
    other: Member


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did: `moved` are the submissions that `other` had sent, `taken_back` those whose consent a
    no of either took back, `returned` posts that came back to the editors; `replan_to` is the last day whose
    plan breaks the author's rest now, None where none does."""

    keep: Member
    other: Member
    moved: tuple[str, ...]
    taken_back: tuple[str, ...]
    returned: tuple[str, ...]
    replan_to: date | None


def merge(store: Store, keep: str, other: str, signature: Signature, *, rest: timedelta) -> Merged:
    """Let `other` be `keep` from now on; what either could not be shown for stays so. `rest` is how long an
    author rests in a group. UnknownId; WrongInput for one and the same, or one who was erased."""
    pair = _pair(store, keep, other)
    moved = store.rights.submissions_by(other)
    all_sent = (*store.rights.submissions_by(keep), *moved)
    before = _taken_back(store, all_sent)
    noes = [*_noes_by_hand(store, keep), *_noes_by_hand(store, other)]
    printing = _posts_printing_other(store, pair, signature.at)
    store.outcomes.join_member(pair.other.id, pair.keep.id)
    store.people.move_all(pair.other, pair.keep, at=signature.at, by=signature.by)
    member = _joined(pair)
    store.people.put_member(member)
    _heed(store, member.id, noes, signature)
    why = Message("audit.members_merged", member=pair.other.nickname)
    returned = _return(store, printing, why, signature) + _return_after_leaving(store, member, signature)
    days = _days_without_rest(store, member, frozenset(moved), signature.at, rest)
    last_days = [*days, *(post.day for post in returned)]
    if last_days:
        store.replans.ask_replan(
            Cause.MEMBER,
            member.id,
            why,
            posts=len(returned),
            last_day=max(last_days),
            by=signature.by,
            at=signature.at,
        )
    taken_back = tuple(sorted(_taken_back(store, all_sent) - before))
    counts = {"submissions": len(moved), "taken_back": len(taken_back), "returned": len(returned)}
    store.write_down(
        MERGE,
        member.id,
        actor=signature.by,
        at=signature.at,
        why=signature.why,
        detail={"alias": other} | counts,
    )
    ids = tuple(sorted(post.id for post in returned))
    return Merged(member, pair.other, moved, taken_back, ids, max(days, default=None))


def _pair(store: Store, keep: str, other: str) -> Pair:
    if keep == other:
        raise WrongInput(Message("member.merge_same", member=keep))
    erased = store.erasure.tombstones()
    for key in (keep, other):
        if erased.member(key) or key in store.people.pseudonyms():
            raise WrongInput(Message("member.merge_erased", member=key))
    return Pair(store.people.member(keep), store.people.member(other))


def _joined(pair: Pair) -> Member:
    """Who stays, with the home of the other where there was none, gone since the first of both left."""
    keep, other = pair.keep, pair.other
    left = [day for day in (keep.left_on, other.left_on) if day is not None]
    return replace(keep, group=keep.group or other.group, left_on=min(left, default=None))


def _taken_back(store: Store, ids: Sequence[str]) -> set[str]:
    return {key for key in ids if store.rights.consent(key).state in TAKEN_BACK}


def _noes_by_hand(store: Store, member: str) -> list[Consent]:
    """A no to all that was sent under one id, several photos, where people or answers recorded it.

    The no to a single photo is about that photo. Sources say themselves whether they mean one message or all:
    their words are kept.
    """
    by_hand: list[Consent] = []
    for ids in store.people.sent_under(member).values():
        recorded = [store.rights.current(key) for key in ids]
        noes = [no for no in recorded if no is not None and no.consent.state in TAKEN_BACK]
        if len(noes) == len(recorded) > 1:
            by_hand += [no.consent for no in noes if no.by != SOURCE][:1]
    return by_hand


def _heed(store: Store, member: str, noes: Sequence[Consent], signature: Signature) -> None:
    """Let a no to everything, said under either id, count for everything."""
    events = store.chat_metadata.noes_to_all(member)
    apply_consent_events(store, [(event, ()) for event in events], at=signature.at, by=SOURCE)
    why = Message("audit.no_to_all")
    for no in noes:
        for key in store.rights.submissions_by(member):
            was = store.rights.consent(key)
            if was.state not in TAKEN_BACK:
                now = replace(was, state=ConsentState.WITHDRAWN, evidence=no.evidence)
                record_signed(store, key, now, replace(signature, why=why))


def _posts_printing_other(store: Store, pair: Pair, at: datetime) -> list[str]:
    """Posts to come with a nickname that the member has no longer."""
    if clean(pair.other.nickname) == clean(pair.keep.nickname):
        return []
    return store.people.posts_printing(pair.other.id, clean(pair.other.nickname), at)


def _return(store: Store, ids: Sequence[str], why: Message, signature: Signature) -> list[Post]:
    """Give these back to the editors; which were not there already."""
    posts = store.queue.lock_posts(ids).values()
    return [post for post in posts if return_unless_out(store, post, why, signature)]


def _return_after_leaving(store: Store, member: Member, signature: Signature) -> list[Post]:
    if member.left_on is None:
        return []
    days = (member.left_on, date.max)
    ids = store.replans.still_to_go(signature.at, author=member.id, days=days)
    return _return(store, ids, Message("audit.member_left", member=member.nickname), signature)


def _days_without_rest(
    store: Store, member: Member, moved: AbstractSet[str], at: datetime, rest: timedelta
) -> list[date]:
    """Days ahead whose plan shows the member too soon after a showing of what came under the other id."""
    shows: defaultdict[str, list[PlannedShow]] = defaultdict(list)
    for show in store.people.planned_since(member.id, at.date() - rest):
        shows[show.group].append(show)
    return [
        later.day
        for of_group in shows.values()
        for earlier, later in combinations(of_group, 2)
        if later.day >= at.date()
        and later.day - earlier.day < rest
        and (earlier.submission in moved) != (later.submission in moved)
    ]
