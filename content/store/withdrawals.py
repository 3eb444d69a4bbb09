"""What follows when a photo may no longer be shown: it leaves shortlist, plan and queue, all at once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from content.errors import StoreError
from content.model import (
    GONE,
    TAKEN_BACK,
    Consent,
    ConsentState,
    Message,
    Post,
    PostState,
    Reason,
    Verb,
    withheld,
)
from content.model.planning import Cause
from content.sanitize import clean
from content.store.base import StorePart, UnitOfWork
from content.store.history import History
from content.store.queue import Queue
from content.store.replans import RETURNABLE, Replans
from content.store.review_tables import VersionRow
from content.store.rights_tables import RemovalRow
from content.store.tables import (
    AuditRow,
    GroupRow,
    MemberRow,
    PosterRow,
    PostRow,
    SubmissionMediaRow,
    SubmissionRow,
    TellingRow,
    VerdictRow,
)

LAST_ZONE = timedelta(hours=12)  # behind UTC: where a day ends last
SEEN = (PostState.HANDED_OFF, PostState.SENDING, PostState.SENT, PostState.UNKNOWN)  # by members, or soon
WHY_NOT = {
    ConsentState.UNKNOWN: Reason.CONSENT_UNKNOWN,
    ConsentState.ASKED: Reason.CONSENT_ASKED,
    ConsentState.GRANTED: Reason.CONSENT_REFUSED,
    ConsentState.REFUSED: Reason.CONSENT_REFUSED,
    ConsentState.EXPIRED: Reason.CONSENT_EXPIRED,
    ConsentState.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
}


class Withdrawals(StorePart):
    def __init__(self, unit: UnitOfWork, history: History, queue: Queue, replans: Replans) -> None:
        super().__init__(unit)
        self._history = history
        self._queue = queue
        self._replans = replans

    def take_from_show(self, key: str, home: str, consent: Consent, at: datetime, by: str) -> None:
        """Let `consent` be heeded wherever the submission `key` of the group `home` is, or will be, shown.

        What members saw, or may have seen, keeps its state; where the author said no it is listed for
        removal by hand.
        """
        reading = consent.on(last_day(at)).state
        why, days = withheld(reading), []
        if reading in TAKEN_BACK:
            for post_id in self.perhaps_seen(key, at):
                self._list_for_removal(post_id, key, at)
        shown = self.posts_with(key)
        if reading in TAKEN_BACK:
            shown += self._posts_with_its_pictures(key)
        for post in self._queue.lock_posts(shown).values():
            if consent.allows("poster", home=home, group=post.group, day=post.day):
                continue
            if post.state in RETURNABLE and not is_out(post, at):
                self.return_post(post, why, at, by)
                days.append(post.day)
        posts = len(days)
        days += self._free_days(key, home, consent, at)
        if days:
            said = Message("withheld.photo", photo=key, why=why)
            self._replans.ask_replan(Cause.CONSENT, key, said, posts=posts, last_day=max(days), by=by, at=at)
        if reading is not ConsentState.GRANTED or "poster" not in consent.uses:
            kept = and_(VerdictRow.submission_id == key, VerdictRow.kept.is_(True))
            self.drop_verdicts(kept, WHY_NOT[reading], Message(f"shortlist.now_{reading.value}"), at)

    def _posts_with_its_pictures(self, key: str) -> list[str]:
        """Posts whose poster shows one of its pictures, be it that of another submission."""
        pictures = self._session.scalars(
            select(SubmissionMediaRow.sha256).where(SubmissionMediaRow.submission_id == key)
        ).all()
        others = select(SubmissionMediaRow.submission_id).where(SubmissionMediaRow.sha256.in_(pictures))
        on_it = or_(false(), *(PosterRow.spec.contains(sha256) for sha256 in pictures))
        rows = select(PostRow.id).join(PosterRow, PosterRow.key == PostRow.poster_key)
        over = [state.value for state in GONE]
        rows = rows.where(PostRow.photo_id.in_(others), on_it, PostRow.state.not_in(over))
        return list(self._session.scalars(rows))

    def perhaps_seen(self, key: str, at: datetime) -> list[str]:
        """Posts that show the submission or name its author, and that members may have seen by `at`."""
        shown_in = select(VersionRow.post_id, VersionRow.version).where(
            or_(VersionRow.photo_id == key, VersionRow.submission_id == key)
        )
        showing = {(post_id, version) for post_id, version in self._session.execute(shown_in)}
        naming = {*self.posts_with(key, gone=True), *self._posts_with_its_pictures(key)}
        posts = self._queue.lock_posts(naming | {post_id for post_id, _ in showing})
        showing |= {(post_id, posts[post_id].version) for post_id in naming}
        return [
            post.id
            for post in posts.values()
            if any((post.id, version) in showing for version in self._versions_out(post, at))
        ]

    def _versions_out(self, post: Post, at: datetime) -> set[int]:
        """Which versions of a post went out, or may have: nothing tells when a person sends one by hand.

        One that was approved when its time came counts, whatever became of it later.
        """
        out = {post.version} if is_out(post, at) else set()
        when_due = None
        for row in self._session.scalars(
            select(AuditRow).where(AuditRow.what == post.id, AuditRow.became != "").order_by(AuditRow.id)
        ):
            version = (row.detail or {}).get("version", post.version)
            if row.at <= post.goes_out_at:
                when_due = (row.became, version)
            if row.became == PostState.HANDED_OFF:
                out.add(version)
        if when_due and when_due[0] == PostState.APPROVED and post.goes_out_at <= at:
            out.add(when_due[1])
        return out

    def posts_with(self, key: str, *, gone: bool = False) -> list[str]:
        """Posts that show the photo, or name its author on a day that shows it or did; `gone` ones too."""
        over = [] if gone else [state.value for state in GONE]
        author = (
            select(MemberRow.nickname)
            .join(SubmissionRow, SubmissionRow.member_id == MemberRow.id)
            .where(SubmissionRow.id == key)
        )
        told = select(TellingRow.group_id).where(
            TellingRow.group_id == PostRow.group_id,
            TellingRow.day == PostRow.day,
            or_(TellingRow.share_id == key, TellingRow.opener_id == key),
        )
        beside = aliased(PostRow)
        once = (
            select(VersionRow.post_id)
            .join(beside, beside.id == VersionRow.post_id)
            .where(beside.group_id == PostRow.group_id, beside.day == PostRow.day)
            .where(or_(VersionRow.photo_id == key, VersionRow.submission_id == key))
        )
        named = names_in(PostRow.text, self._session.scalar(author) or "")
        mine = or_(
            PostRow.photo_id == key,
            PostRow.submission_id == key,
            and_(named, or_(told.exists(), once.exists())),
        )
        return list(self._session.scalars(select(PostRow.id).where(mine, PostRow.state.not_in(over))))

    def return_post(self, post: Post, why: Message, at: datetime, by: str) -> None:
        """Give a post that is held back to the editors; what was approved is approved no longer."""
        standing = [each.id for each in self._history.approvals(post.id) if each.revoked_at is None]
        if standing:
            self._history.revoke_approvals(standing, actor=by, at=at)
        now = replace(post, state=PostState.RETURNED)
        if self._queue.change(post, now, kind=Verb.RETURN, actor=by, why=why, at=at) is None:
            raise StoreError(Message("post.changed_while_held", post=post.id))

    def _list_for_removal(self, post_id: str, key: str, at: datetime) -> None:
        row = {"post_id": post_id, "submission_id": key, "since": at, "done_at": None, "done_by": ""}
        self._add(RemovalRow, [row])

    def _free_days(self, key: str, home: str, consent: Consent, at: datetime) -> list[date]:
        """Take the photo out of the days to come, so that the next plan fills the gap; which days."""
        freed = []
        days = self._session.execute(
            select(TellingRow, GroupRow.zone)
            .join(GroupRow, GroupRow.id == TellingRow.group_id)
            .where(or_(TellingRow.share_id == key, TellingRow.opener_id == key))
        ).all()
        for telling, zone in days:
            over = telling.day < at.astimezone(ZoneInfo(zone)).date()
            if over or consent.allows("poster", home=home, group=telling.group_id, day=telling.day):
                continue
            telling.share_id = None if telling.share_id == key else telling.share_id
            telling.opener_id = None if telling.opener_id == key else telling.opener_id
            self.note("group", telling.group_id, at)
            freed.append(telling.day)
        self._session.flush()
        return freed

    def drop_verdicts(self, which: ColumnElement[bool], reason: Reason, why: Message, at: datetime) -> None:
        """Take these off the shortlist, and say nothing else of them than why."""
        dropped = {"kept": False, "rank": None, "reason": reason.value, "why": why, "decided_at": at}
        self._change(update(VerdictRow).where(which).values(**dropped))


def is_out(post: Post, at: datetime) -> bool:
    """Whether members saw a post by `at`, or may have: an approved one is sent by hand when it is due."""
    return post.state in SEEN or (post.state is PostState.APPROVED and post.goes_out_at <= at)


def names_in(text: InstrumentedAttribute[str], nickname: str) -> ColumnElement[bool]:
    """Whether a text names a member as copy does."""
    name = clean(nickname)
    return text.contains(f"@{name}", autoescape=True) if name else false()


def last_day(at: datetime) -> date:
    """The day it is at `at` where days end last: what is over there is over everywhere."""
    return (at - LAST_ZONE).date()
