"""Members named in posts: who may be, and the texts in which they are."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, tuple_, update

from content.model import BoundText, NamingConsent
from content.store.base import StorePart, batched
from content.store.naming_tables import BoundTextRow, NamedMemberRow, NamingConsentRow
from content.store.redaction import ERASED


class Naming(StorePart):
    # -- who may be named -------------------------------------------------------------------------
    def consents(self, members: Collection[str] | None = None) -> dict[str, NamingConsent]:
        """member -> the last word on being named, of these (None: of all) who said one."""
        rows = select(NamingConsentRow).order_by(NamingConsentRow.member_id)
        if members is None:
            return {row.member_id: _consent(row) for row in self._session.scalars(rows)}
        return {
            row.member_id: _consent(row)
            for batch in batched(sorted(set(members)))
            for row in self._session.scalars(rows.where(NamingConsentRow.member_id.in_(batch)))
        }

    def put(self, words: Sequence[NamingConsent]) -> None:
        """Keep what members say, in place of what they said before."""
        self._put(
            NamingConsentRow,
            [
                {
                    "member_id": word.member,
                    "allowed": word.allowed,
                    "evidence": word.evidence,
                    "at": word.at,
                    "by": word.by,
                }
                for word in words
            ],
        )

    # -- where they are named ---------------------------------------------------------------------
    def bound(self, posts: Collection[str]) -> dict[str, BoundText]:
        """post -> the last text that was bound for it, of those that have one."""
        by_post: dict[str, BoundText] = {}
        for batch in batched(sorted(set(posts))):
            rows = select(BoundTextRow).where(BoundTextRow.post_id.in_(batch))
            for row in self._session.scalars(rows.order_by(BoundTextRow.version, BoundTextRow.number)):
                by_post[row.post_id] = self._with_members(row)
        return by_post

    def bound_since(self, post: str) -> list[BoundText]:
        """All that was ever bound for a post, oldest first."""
        rows = select(BoundTextRow).where(BoundTextRow.post_id == post)
        ordered = rows.order_by(BoundTextRow.version, BoundTextRow.number)
        return [self._with_members(row) for row in self._session.scalars(ordered)]

    def bind(self, bound: BoundText) -> None:
        """Keep a text that is about to go out; what is there already stays as it is."""
        key = {"post_id": bound.post, "version": bound.version, "number": bound.number}
        if not self._add(BoundTextRow, [key | {"text": bound.text, "at": bound.at}]):
            return
        members = enumerate(bound.members, start=1)
        self._add(NamedMemberRow, [key | {"place": place, "member_id": member} for place, member in members])

    def versions_naming(self, member: str) -> dict[str, set[int]]:
        """post -> its versions whose last bound text names the member."""
        rows = select(NamedMemberRow.post_id).where(NamedMemberRow.member_id == member).distinct()
        return {
            post: {
                bound.version
                for bound in {bound.version: bound for bound in self.bound_since(post)}.values()
                if member in bound.members
            }
            for post in self._session.scalars(rows)
        }

    # -- who goes ---------------------------------------------------------------------------------
    def forget(self, member: str) -> None:
        """Empty every text that names an erased member, and forget what the member said."""
        self._change(delete(NamingConsentRow).where(NamingConsentRow.member_id == member))
        naming = select(NamedMemberRow.post_id, NamedMemberRow.version, NamedMemberRow.number)
        theirs = tuple_(BoundTextRow.post_id, BoundTextRow.version, BoundTextRow.number).in_(
            naming.where(NamedMemberRow.member_id == member)
        )
        self._change(update(BoundTextRow).where(theirs).values(text=ERASED))

    def _with_members(self, row: BoundTextRow) -> BoundText:
        named = select(NamedMemberRow.member_id).where(
            NamedMemberRow.post_id == row.post_id,
            NamedMemberRow.version == row.version,
            NamedMemberRow.number == row.number,
        )
        members = tuple(self._session.scalars(named.order_by(NamedMemberRow.place)))
        return BoundText(row.post_id, row.version, row.number, row.text, members, row.at)


def _consent(row: NamingConsentRow) -> NamingConsent:
    return NamingConsent(row.member_id, row.allowed, row.evidence, row.at, row.by)
