"""All we hold of one member, and what takes it away for good; content.rights.erasure decides what goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, tuple_, update

from content.errors import UnknownId
from content.model import Alias, Media, Member, Message, PosterSpec, SubmissionField, Tombstones, grave
from content.sanitize import clean
from content.store.base import StorePart, UnitOfWork
from content.store.intake import as_medium
from content.store.intake_tables import CorrectionRow
from content.store.people import People
from content.store.redaction import Footprint
from content.store.review_tables import FocalPointRow, VersionRow
from content.store.rights import Rights
from content.store.rights_tables import TombstoneRow
from content.store.tables import (
    AuditRow,
    Base,
    FeaturesRow,
    MediaRow,
    MemberRow,
    PhotoFactsRow,
    PosterRow,
    PostRow,
    SightingRow,
    SubmissionMediaRow,
)
from content.store.traces import Traces
from content.store.withdrawals import Withdrawals, names_in
from content.text.names import spelled

WORDS_OF_OTHERS = frozenset({"likes", "reactions", "replies"})  # beside a submission, by whoever saw it


class Erasure(StorePart):
    def __init__(
        self, unit: UnitOfWork, rights: Rights, traces: Traces, withdrawals: Withdrawals, people: People
    ) -> None:
        super().__init__(unit)
        self._rights = rights
        self._traces = traces
        self._withdrawals = withdrawals
        self._people = people

    def footprint(self, member_id: str) -> Footprint:
        """What there is of a member, under whatever id it came; UnknownId."""
        member = self._people.member(member_id)
        aliases = tuple(self._people.aliases(member_id))
        ids = self._rights.submissions_by(member_id)
        posts = self._posts_of(member, aliases, ids)
        media = self._media_of_alone(ids)
        names = {clean(nickname) for nickname in (member.nickname, *(alias.nickname for alias in aliases))}
        names |= {text for alias in aliases for text in (alias.id, alias.nickname)}
        names |= {member.id, member.nickname}
        return Footprint(
            member_id,
            member.nickname,
            ids,
            tuple(posts),
            tuple(media),
            tuple(sorted(row.key for row in self._posters_of(posts, ids))),
            tuple(self._lies_in(ids)),
            member.group,
            tuple(self._traces.quarantined_of(member_id, ids, names, [medium.sha256 for medium in media])),
            tuple(self._traces.exports_since(ids)),
            aliases,
        )

    def footprint_of(self, ids: Sequence[str], pseudonym: str) -> Footprint:
        """What there is of these submissions alone, whoever sent them: their author stays, and bears the
        pseudonym in what is said of it, which names nobody."""
        posts = self._posts_showing(ids)
        media = self._media_of_alone(ids)
        refused = self._traces.quarantined_of(pseudonym, ids, (), [medium.sha256 for medium in media])
        return Footprint(
            pseudonym,
            "",
            tuple(ids),
            tuple(sorted(posts)),
            tuple(media),
            tuple(sorted(row.key for row in self._posters_of(posts, ids))),
            tuple(self._lies_in(ids)),
            quarantined=tuple(refused),
            exports=tuple(self._traces.exports_since(ids)),
        )

    def _posts_showing(self, ids: Sequence[str]) -> set[str]:
        """Those that show one of the photos, or did in any version."""
        now = select(PostRow.id).where(or_(PostRow.photo_id.in_(ids), PostRow.submission_id.in_(ids)))
        ever = select(VersionRow.post_id).where(
            or_(VersionRow.photo_id.in_(ids), VersionRow.submission_id.in_(ids))
        )
        return {*self._session.scalars(now), *self._session.scalars(ever)}

    def called_alike(self, member_id: str) -> list[Member]:
        """Other members of the same group with the same nickname, by id; UnknownId."""
        row = self._session.get(MemberRow, member_id)
        if row is None:
            raise _unknown(member_id)
        beside = select(MemberRow).where(MemberRow.group_id == row.group_id, MemberRow.id != member_id)
        return [
            Member(other.id, other.nickname, other.group_id, other.left_on)
            for other in self._session.scalars(beside.order_by(MemberRow.id))
            if spelled(other.nickname) == spelled(row.nickname)
        ]

    def rows_about(self, member_id: str) -> dict[str, list[dict[str, Any]]]:
        """table -> its rows that name the member or a submission of this member, others' words left out."""
        ids = self._rights.submissions_by(member_id)
        by_table: dict[str, list[dict[str, Any]]] = {}
        for table in Base.metadata.sorted_tables:
            about = [table.c.member_id == member_id] if "member_id" in table.c else []
            theirs = table.name in WORDS_OF_OTHERS
            about += [table.c.submission_id.in_(ids)] if "submission_id" in table.c and not theirs else []
            about += [table.c.id == member_id] if table.name == "members" else []
            if table.name == CorrectionRow.__tablename__:
                named = table.c.field == SubmissionField.MEMBER.value
                about.append(named & (table.c.value == member_id))  # named as author, though it is not now
            if about:
                rows = self._session.execute(select(table).where(or_(*about)).order_by(*table.primary_key))
                by_table[table.name] = [dict(row._mapping) for row in rows]
        return {name: rows for name, rows in by_table.items() if rows}

    def tombstones(self) -> Tombstones:
        """Who and what may not be gathered again."""
        return Tombstones(frozenset(self._session.scalars(select(TombstoneRow.sha256))))

    # -- what there is ----------------------------------------------------------------------------
    def _posts_of(self, member: Member, aliases: Sequence[Alias], ids: Sequence[str]) -> list[str]:
        """Those that showed the member's photos in any version, and that named the member on such a day."""
        posts = {post for key in ids for post in self._withdrawals.posts_with(key, gone=True)}
        made = select(VersionRow.post_id).where(
            or_(
                VersionRow.member_id == member.id,
                VersionRow.photo_id.in_(ids),
                VersionRow.submission_id.in_(ids),
            )
        )
        posts |= set(self._session.scalars(made))
        days = select(PostRow.group_id, PostRow.day).where(PostRow.id.in_(posts))
        nicknames = {member.nickname, *(alias.nickname for alias in aliases)}
        named = (
            select(VersionRow.post_id)
            .join(PostRow, PostRow.id == VersionRow.post_id)
            .where(tuple_(PostRow.group_id, PostRow.day).in_(days))
            .where(or_(*(names_in(VersionRow.text, name) for name in nicknames)))
        )
        return sorted(posts | set(self._session.scalars(named)))

    def _media_of_alone(self, ids: Sequence[str]) -> list[Media]:
        """The pictures that no other member's submission shows."""
        others = select(SubmissionMediaRow.sha256).where(SubmissionMediaRow.submission_id.not_in(ids))
        rows = self._session.scalars(
            select(MediaRow)
            .join(SubmissionMediaRow, SubmissionMediaRow.sha256 == MediaRow.sha256)
            .where(SubmissionMediaRow.submission_id.in_(ids), MediaRow.sha256.not_in(others))
            .order_by(MediaRow.sha256)
            .distinct()
        )
        return [as_medium(row) for row in rows]

    def _posters_of(self, posts: Collection[str], ids: Sequence[str]) -> list[PosterRow]:
        """Every poster that these posts ever had with one of the photos on it, or a word about it."""
        ever = select(VersionRow.poster_key).where(VersionRow.post_id.in_(posts))
        mine = ever.where(or_(VersionRow.photo_id.in_(ids), VersionRow.submission_id.in_(ids)))
        now = select(PostRow.poster_key).where(or_(PostRow.photo_id.in_(ids), PostRow.submission_id.in_(ids)))
        hashes = [medium.sha256 for medium in self._media_of_alone(ids)]
        previews = [
            PosterRow.spec.contains(sha256) for sha256 in hashes
        ]  # drawn for a look, and used by no post
        return list(
            self._session.scalars(
                select(PosterRow).where(or_(PosterRow.key.in_(mine), PosterRow.key.in_(now), *previews))
            )
        )

    def _lies_in(self, ids: Sequence[str]) -> list[str]:
        rows = self._session.execute(
            select(SightingRow.inbox, SightingRow.path)
            .where(SightingRow.submission_id.in_(ids))
            .order_by(SightingRow.inbox, SightingRow.path)
        )
        return [f"{inbox}/{path}" for inbox, path in rows]

    # -- what goes --------------------------------------------------------------------------------
    def add_tombstones(self, names: Iterable[tuple[str, str]], at: datetime) -> None:
        """Let nothing of these (kind, name) be gathered again; hashes of them are kept, and nothing else."""
        self._add(TombstoneRow, [{"sha256": grave(*name), "kind": name[0], "at": at} for name in names])

    def empty_posters(self, footprint: Footprint) -> None:
        """Take words and pictures from every poster of the member; the spec stays, so that its post opens."""
        for row in self._posters_of(footprint.posts, footprint.submissions):
            bare = replace(PosterSpec.from_json(row.spec), fields={}, photos={}, focus={}, facts={})
            row.spec, row.failed = bare.as_json(), None
            row.path, row.sha256, row.width, row.height, row.bytes = None, None, None, None, None
        self._session.flush()

    def forget_media(self, footprint: Footprint) -> None:
        """Forget the pictures that nobody else's submission shows, and that any were shown."""
        ids, hashes = footprint.submissions, [medium.sha256 for medium in footprint.media]
        self._change(delete(SubmissionMediaRow).where(SubmissionMediaRow.submission_id.in_(ids)))
        for table in (FeaturesRow, PhotoFactsRow, FocalPointRow, MediaRow):
            self._change(delete(table).where(table.sha256.in_(hashes)))

    def rename_member(self, member: str, pseudonym: str) -> None:
        """Put the pseudonym wherever a table names the member, and forget the name."""
        self._session.flush()
        named = {"id": pseudonym, "nickname": "已删除", "group_id": None}
        self._session.execute(insert(MemberRow).values(**named))
        for table in Base.metadata.sorted_tables:
            if "member_id" in table.c:
                mine = update(table).where(table.c.member_id == member)
                self._session.execute(mine.values(member_id=pseudonym))
        self._session.execute(update(AuditRow).where(AuditRow.what == member).values(what=pseudonym))
        self._session.execute(delete(MemberRow).where(MemberRow.id == member))
        self._session.expire_all()


def _unknown(member_id: str) -> UnknownId:
    return UnknownId(Message("member.unknown", member=member_id))
