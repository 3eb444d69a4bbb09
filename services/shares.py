"""Links for people without an account: made, listed, taken back; who comes in by one, by a name and a code.

A link shows the posts it was made for and never another. Token and code are told once and kept nowhere: of
the token its hash is kept, of the code the hash of both together, so that a copy of the database opens none.
"""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content.accounts import hash_secret, new_secret
from content.errors import NotAllowed, UnknownId, WrongInput
from content.model import (
    GuestOpinion,
    GuestRole,
    Message,
    OpinionVerdict,
    Post,
    PostState,
    ShareLink,
    ShareRange,
    ShareRights,
    ShareScope,
    ShareVisit,
    User,
    Verb,
)
from content.model.distinct import DistinctPost, LonePost, distinct_posts
from content.review import sights
from content.sanitize import clean, one_line
from content.store import Store
from services.context import Context

MOST_POSTS = 500  # of one link
MOST_OPEN = 100  # links at a time
LONGEST = timedelta(days=60)
LONGEST_NAME = 30  # characters of what a guest is called
FREE_TRIES, LOCKED = 5, timedelta(minutes=15)  # wrong codes of a link, and how long nobody may try again
UNDO_WITHIN = timedelta(seconds=15)  # ten on the screen, and the way there
STILL_HERE = timedelta(minutes=2)  # who was seen so lately is looking now
TO_SEE = frozenset(
    {PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED, PostState.HANDED_OFF, PostState.SENDING}
)
A_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class ShareOrder:
    """What a link is to be. `group` "" is all groups; `day` the day, or the first of the week. `until` None:
    just before the first of the posts goes out."""

    guest: str
    role: GuestRole
    scope: ShareScope
    group: str
    day: date
    rights: ShareRights = ShareRights.OPINION
    until: datetime | None = None
    with_code: bool = True
    watermark: bool = True
    merged: bool = True


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A new link with what is told once; `code` is "" where the door has none."""

    token: str
    code: str
    link: ShareLink
    address: str


@dataclass(frozen=True, slots=True)
class ShareProgress:
    """How far somebody is with a link: `items` to see, of them passed, to change, and seen again since they
    changed (`stale`)."""

    link: ShareLink
    items: int
    passed: int
    to_change: int
    stale: int
    seen_at: datetime | None
    is_here: bool

    @property
    def decided(self) -> int:
        return self.passed + self.to_change

    @property
    def is_finished(self) -> bool:
        return self.items > 0 and self.decided == self.items and not self.stale


def posts_for(store: Store, order: ShareOrder, now: datetime) -> list[Post]:
    """What a link of this order shows now: drawn posts that did not go out yet."""
    first, last = _days(order)
    states = [PostState.IN_REVIEW] if order.scope is ShareScope.PENDING else list(TO_SEE)
    groups = [order.group] if order.group else []
    posts = store.queue.posts(first, last, states=states, groups=groups)
    return _drawn(store, [post for post in posts if post.goes_out_at > now])[:MOST_POSTS]


def default_end(posts: Collection[Post]) -> datetime | None:
    """When a link to these ends by itself: as the first of them goes out; None without any."""
    return min((post.goes_out_at for post in posts), default=None)


def make_share(context: Context, order: ShareOrder, *, by: User) -> MadeShare:
    """A new link. WrongInput where there is nothing to see, or the end is none; NotAllowed for a binding one
    of somebody who may not approve."""
    if not by.may(Verb.SHARE) or (order.rights is ShareRights.APPROVE and not by.may(Verb.APPROVE)):
        raise NotAllowed(Message("share.only_approvers"))
    now, (token, sha256) = context.clock(), new_secret()
    code = f"{secrets.randbelow(1_000_000):06}" if order.with_code else ""
    with context.open_store() as store:
        link = _link(store, order, sha256, by, now)
        link = replace(link, code_sha256=_code_hash(token, code) if code else "")
        store.shares.add_link(link)
        detail = {"guest": link.guest, "rights": link.rights.value, "posts": len(link.posts)}
        store.write_down("share_link", sha256[:12], actor=by.name, at=now, detail=detail)
        store.note("share", sha256[:12], now)
    return MadeShare(token, code, link, share_address(context, token))


def share_address(context: Context, token: str) -> str:
    desk = context.workspace.settings.desk
    return f"{desk.address or f'http://127.0.0.1:{desk.port}'}/share/{token}"


def revoke_share(context: Context, sha256: str, *, by: User) -> ShareLink:
    """End a link at once. UnknownId; NotAllowed for another's link, but for who may approve."""
    now = context.clock()
    with context.open_store() as store:
        link = _mine(store, sha256, by)
        if store.shares.revoke(sha256, now, actor=by.name):
            store.write_down("share_revoke", sha256[:12], actor=by.name, at=now, detail={"guest": link.guest})
            store.note("share", sha256[:12], now)
    return link


def restore_share(context: Context, sha256: str, *, by: User) -> ShareLink:
    """Let a link live again that was ended some seconds ago by the same person. UnknownId, NotAllowed."""
    now = context.clock()
    with context.open_store() as store:
        link = _mine(store, sha256, by)
        fresh = link.revoked_at is not None and now - link.revoked_at <= UNDO_WITHIN
        if not fresh or link.revoked_by != by.name:
            raise NotAllowed(Message("share.too_late_to_restore"))
        store.shares.revoke(sha256, None)
        store.write_down("share_restore", sha256[:12], actor=by.name, at=now, detail={"guest": link.guest})
        store.note("share", sha256[:12], now)
    return link


def nudge_share(context: Context, sha256: str, *, by: User) -> ShareLink:
    """Write down that somebody reminds the guest, by the page's sentence. UnknownId, NotAllowed."""
    now = context.clock()
    with context.open_store() as store:
        link = _mine(store, sha256, by)
        store.shares.nudge(sha256, now)
        store.write_down("share_nudge", sha256[:12], actor=by.name, at=now, detail={"guest": link.guest})
    return link


def list_shares(context: Context, most: int = 60) -> list[ShareProgress]:
    """All links, the newest first, each with how far its guest is."""
    now = context.clock()
    with context.open_store(reading=True) as store:
        links = store.shares.links(most)
        seen = store.shares.last_seen([link.sha256 for link in links])
        return [progress_of(store, link, seen.get(link.sha256), now) for link in links]


def progress_of(store: Store, link: ShareLink, seen_at: datetime | None, now: datetime) -> ShareProgress:
    """How far somebody is with a link."""
    items, opinions = items_of(store, link), store.shares.opinions_by(link.sha256)
    holding = standing(store, items, opinions)
    verdicts = [holding[item.key].verdict for item in items if item.key in holding]
    given = [item for item in items if any(key in opinions for key in item.ids)]
    return ShareProgress(
        link,
        len(items),
        sum(verdict is OpinionVerdict.PASS for verdict in verdicts),
        sum(verdict is OpinionVerdict.CHANGE for verdict in verdicts),
        len(given) - len(verdicts),
        seen_at,
        bool(seen_at and link.is_open(now) and now - seen_at <= STILL_HERE),
    )


def items_of(store: Store, link: ShareLink) -> tuple[DistinctPost, ...]:
    """What there is to look at: the link's posts that are still to go out or did; identical ones once."""
    posts = _drawn(store, [p for p in store.queue.posts_of(link.posts) if p.state not in NEVER_SEEN])
    if link.merged:
        return distinct_posts(posts)
    ordered = sorted(posts, key=lambda post: (post.goes_out_at, post.id))
    return tuple(LonePost((post,)) for post in ordered)


def _drawn(store: Store, posts: Sequence[Post]) -> list[Post]:
    """Those that have a picture: where an author took it back, there is nothing to see."""
    drawn = store.history.poster_hashes({post.poster for post in posts})
    return [post for post in posts if drawn.get(post.poster)]


NEVER_SEEN = frozenset({PostState.CANCELLED, PostState.EXPIRED, PostState.SKIPPED, PostState.DRAFT})


def standing(
    store: Store, items: Sequence[DistinctPost], opinions: dict[str, GuestOpinion]
) -> dict[str, GuestOpinion]:
    """item -> the opinion that holds for what it says and shows now."""

    now = sights(store, [item.first for item in items])
    holding = {}
    for item in items:
        seen = now[item.first.id]
        for key in item.ids:
            opinion = opinions.get(key)
            if opinion and (opinion.text_sha256, opinion.poster_sha256) == (
                seen.text_sha256,
                seen.poster_sha256,
            ):
                holding[item.key] = opinion
                break
    return holding


# -- the door ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """What the door says: `secret` for the cookie of who may come in, else how many tries are left and, once
    there are none, until when nobody may try."""

    secret: str = ""
    tries_left: int = 0
    locked_until: datetime | None = None


def share_link(context: Context, token: str) -> ShareLink | None:
    """The link of a token, whatever became of it; None for one that nobody made."""
    with context.open_store(reading=True) as store:
        return store.shares.link(hash_secret(token))


def enter_share(context: Context, token: str, name: str, code: str) -> DoorAnswer:
    """Let somebody in by the right code. UnknownId for a link that is not open; WrongInput without a name.

    A try is counted before it is looked at. A right code takes as long as a wrong one.
    """
    called = guest_name(name)
    now = context.clock()
    with context.open_store() as store:
        link = store.shares.link(hash_secret(token))
        if link is None or not link.is_open(now):
            raise UnknownId(Message("share.unknown"))
        tries = store.shares.take_try(link.sha256, now)
        if not 0 < tries <= FREE_TRIES:
            return DoorAnswer(locked_until=link.locked_until)
        kept = link.code_sha256 or _code_hash(token, "")
        given = _code_hash(token, "".join(code.split()) if link.code_sha256 else "")
        if not hmac.compare_digest(kept, given):
            return _wrong(store, link, tries, now)
        secret, sha256 = new_secret()
        store.shares.begin(ShareVisit(sha256, link.sha256, called, now, now))
        detail = {"name": called}
        store.write_down("share_open", link.sha256[:12], actor=guest_actor(called), at=now, detail=detail)
        store.note("share", link.sha256[:12], now)
    return DoorAnswer(secret)


def visit_of(context: Context, token: str, secret: str) -> tuple[ShareLink, ShareVisit] | None:
    """Who comes in by this token with this cookie, while the link is open. The cookie of another link opens
    nothing."""
    if not secret:
        return None
    now = context.clock()
    with context.open_store(reading=True) as store:
        link, visit = store.shares.link(hash_secret(token)), store.shares.visit(hash_secret(secret))
    if link is None or visit is None or visit.link != link.sha256 or not link.is_open(now):
        return None
    if now - visit.seen_at > timedelta(seconds=30):
        with context.open_store() as store:
            store.shares.see(visit, now)
    return link, visit


def guest_name(name: str) -> str:
    """What a guest is called from now on: on one line, without what hides. WrongInput where it is nothing."""
    called = one_line(clean(name))[:LONGEST_NAME].strip()
    if not called:
        raise WrongInput(Message("share.no_name"))
    return called


def guest_actor(name: str) -> str:
    """A guest among those who act: never the name of a user, which has no colon."""
    return f"guest:{name}"


def _wrong(store: Store, link: ShareLink, tries: int, now: datetime) -> DoorAnswer:
    if tries < FREE_TRIES:
        return DoorAnswer(tries_left=FREE_TRIES - tries)
    until = now + LOCKED
    store.shares.lock(link.sha256, until)
    return DoorAnswer(locked_until=until)


def _code_hash(token: str, code: str) -> str:
    return hash_secret(f"{token}:{code}")


def _days(order: ShareOrder) -> tuple[date, date]:
    return order.day, order.day if order.scope is ShareScope.DAY else order.day + A_WEEK


def _link(store: Store, order: ShareOrder, sha256: str, by: User, now: datetime) -> ShareLink:
    posts = posts_for(store, order, now)
    if not posts:
        raise WrongInput(Message("share.nothing_to_see"))
    until = order.until or default_end(posts)
    if until is None or not now < until <= now + LONGEST:
        raise WrongInput(Message("share.bad_end", days=LONGEST.days))
    if sum(link.is_open(now) for link in store.shares.links(MOST_OPEN * 2)) >= MOST_OPEN:
        raise WrongInput(Message("share.too_many", most=MOST_OPEN))
    first, last = _days(order)
    return ShareLink(
        sha256=sha256,
        guest=guest_name(order.guest),
        role=order.role,
        range=ShareRange(order.scope, order.group, first, last),
        rights=order.rights,
        posts=tuple(post.id for post in posts),
        made_by=by.name,
        made_at=now,
        expires_at=until,
        watermark=order.watermark,
        merged=order.merged,
    )


def _mine(store: Store, sha256: str, by: User) -> ShareLink:
    link = store.shares.link(sha256)
    if link is None:
        raise UnknownId(Message("share.unknown"))
    if link.made_by != by.name and not by.may(Verb.APPROVE):
        raise NotAllowed(Message("share.not_yours"))
    return link
