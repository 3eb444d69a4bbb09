"""Links for people without an account: who came in by them, and what they think of which version."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from content.model import (
    GuestOpinion,
    GuestRole,
    OpinionVerdict,
    ShareLink,
    ShareRange,
    ShareRights,
    ShareScope,
    ShareVisit,
)
from content.store.base import StorePart, batched
from content.store.review_talk_tables import OpinionRow, ShareLinkRow, ShareVisitRow


class Shares(StorePart):
    def add_link(self, link: ShareLink) -> None:
        self._session.add(ShareLinkRow(**_columns(link)))
        self._session.flush()

    def link(self, sha256: str) -> ShareLink | None:
        row = self._session.get(ShareLinkRow, sha256)
        return _link(row) if row else None

    def links(self, most: int = 200) -> list[ShareLink]:
        """The newest first."""
        rows = select(ShareLinkRow).order_by(ShareLinkRow.made_at.desc(), ShareLinkRow.sha256)
        return [_link(row) for row in self._session.scalars(rows.limit(most))]

    def revoke(self, sha256: str, at: datetime | None, *, actor: str = "") -> bool:
        """End a link, or with `at` None let it live again; whether that changed it."""
        was = ShareLinkRow.revoked_at.is_(None) if at else ShareLinkRow.revoked_at.is_not(None)
        this = update(ShareLinkRow).where(ShareLinkRow.sha256 == sha256, was)
        return self._change(this.values(revoked_at=at, revoked_by=actor if at else "")) == 1

    def take_try(self, sha256: str, now: datetime) -> int:
        """Count a try at the code before it is looked at, so that many at once count as many; which one it
        is since the last wait, 0 while the door waits."""
        this = update(ShareLinkRow).where(
            ShareLinkRow.sha256 == sha256,
            (ShareLinkRow.locked_until.is_(None)) | (ShareLinkRow.locked_until <= now),
        )
        if not self._change(this.values(tries=ShareLinkRow.tries + 1)):
            return 0
        return self._session.get_one(ShareLinkRow, sha256).tries

    def lock(self, sha256: str, until: datetime) -> None:
        """Let nobody try a code before then."""
        this = update(ShareLinkRow).where(ShareLinkRow.sha256 == sha256)
        self._change(this.values(locked_until=until, tries=0))

    def nudge(self, sha256: str, at: datetime) -> None:
        self._change(update(ShareLinkRow).where(ShareLinkRow.sha256 == sha256).values(nudged_at=at))

    # -- who came ---------------------------------------------------------------------------------
    def begin(self, visit: ShareVisit) -> None:
        """Let somebody in: counted, and the tries at the code are forgotten."""
        self._session.add(
            ShareVisitRow(
                id_sha256=visit.id_sha256,
                link=visit.link,
                name=visit.name,
                began_at=visit.began_at,
                seen_at=visit.seen_at,
            )
        )
        this = update(ShareLinkRow).where(ShareLinkRow.sha256 == visit.link)
        opened = {"opens": ShareLinkRow.opens + 1, "opened_at": visit.began_at}
        self._change(this.values(tries=0, locked_until=None, **opened))

    def visit(self, id_sha256: str) -> ShareVisit | None:
        row = self._session.get(ShareVisitRow, id_sha256)
        return ShareVisit(row.id_sha256, row.link, row.name, row.began_at, row.seen_at) if row else None

    def see(self, visit: ShareVisit, at: datetime) -> None:
        """Note that the visitor is here still."""
        this = update(ShareVisitRow).where(ShareVisitRow.id_sha256 == visit.id_sha256)
        self._change(this.values(seen_at=at))

    def last_seen(self, links: Collection[str]) -> dict[str, datetime]:
        """link -> when somebody was last there by it."""
        seen: dict[str, datetime] = {}
        for batch in batched(sorted(set(links))):
            rows = select(ShareVisitRow.link, func.max(ShareVisitRow.seen_at))
            grouped = rows.where(ShareVisitRow.link.in_(batch)).group_by(ShareVisitRow.link)
            seen |= dict(self._session.execute(grouped).all())
        return seen

    # -- what they think --------------------------------------------------------------------------
    def add_opinion(self, opinion: GuestOpinion) -> int:
        """Keep it; its number."""
        row = OpinionRow(
            link=opinion.link,
            post_id=opinion.post,
            version=opinion.version,
            text_sha256=opinion.text_sha256,
            poster_sha256=opinion.poster_sha256,
            verdict=opinion.verdict.value,
            name=opinion.name,
            remarks_on=opinion.remarks_on,
            at=opinion.at,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def opinions_by(self, link: str) -> dict[str, GuestOpinion]:
        """post -> the newest opinion given by a link."""
        rows = select(OpinionRow).where(OpinionRow.link == link).order_by(OpinionRow.id)
        return {row.post_id: _opinion(row) for row in self._session.scalars(rows)}

    def opinions_on(self, posts: Collection[str]) -> dict[str, list[GuestOpinion]]:
        """post -> the newest opinion of each link, in the order they were given."""
        newest: dict[tuple[str, str], GuestOpinion] = {}
        for batch in batched(sorted(set(posts))):
            rows = select(OpinionRow).where(OpinionRow.post_id.in_(batch)).order_by(OpinionRow.id)
            newest |= {(row.post_id, row.link): _opinion(row) for row in self._session.scalars(rows)}
        by_post: dict[str, list[GuestOpinion]] = {}
        for opinion in sorted(newest.values(), key=lambda opinion: opinion.id):
            by_post.setdefault(opinion.post, []).append(opinion)
        return by_post


def _columns(link: ShareLink) -> Mapping[str, Any]:
    return {
        "sha256": link.sha256,
        "guest": link.guest,
        "role": link.role.value,
        "scope": link.range.scope.value,
        "group_id": link.range.group,
        "first": link.range.first,
        "last": link.range.last,
        "rights": link.rights.value,
        "posts": list(link.posts),
        "code_sha256": link.code_sha256,
        "watermark": link.watermark,
        "merged": link.merged,
        "made_by": link.made_by,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "revoked_by": link.revoked_by,
        "opens": link.opens,
        "tries": link.tries,
    }


def _link(row: ShareLinkRow) -> ShareLink:
    return ShareLink(
        sha256=row.sha256,
        guest=row.guest,
        role=GuestRole(row.role),
        range=ShareRange(ShareScope(row.scope), row.group_id, row.first, row.last),
        rights=ShareRights(row.rights),
        posts=tuple(row.posts),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        code_sha256=row.code_sha256,
        watermark=row.watermark,
        merged=row.merged,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        opens=row.opens,
        opened_at=row.opened_at,
        tries=row.tries,
        locked_until=row.locked_until,
        nudged_at=row.nudged_at,
    )


def _opinion(row: OpinionRow) -> GuestOpinion:
    return GuestOpinion(
        id=row.id,
        link=row.link,
        post=row.post_id,
        version=row.version,
        text_sha256=row.text_sha256,
        poster_sha256=row.poster_sha256,
        verdict=OpinionVerdict(row.verdict),
        name=row.name,
        at=row.at,
        remarks_on=row.remarks_on,
    )
