"""What words are recognised by: for each submission its keys, and which submission said the same before."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select

from content.store.base import ROWS_AT_ONCE, StorePart, batched
from content.store.curation_tables import WordingRow
from content.store.tables import SubmissionRow


class Wordings(StorePart):
    def unheard(self, version: int, most: int) -> list[tuple[str, str]]:
        """(id, text) of the first submissions whose words were not looked for yet, in the order of time."""
        heard = select(WordingRow.submission_id).where(WordingRow.version == version)
        rows = self._session.execute(
            select(SubmissionRow.id, SubmissionRow.text)
            .where(SubmissionRow.id.not_in(heard))
            .order_by(SubmissionRow.posted_at, SubmissionRow.id)
            .limit(most)
        )
        return [(key, text) for key, text in rows]

    def said_since(self, since: datetime, *, product: str = "", group: str = "") -> list[tuple[str, str]]:
        """(id, text) of the submissions posted from `since` on, newest first; "" is any."""
        wanted = select(SubmissionRow.id, SubmissionRow.text).where(SubmissionRow.posted_at >= since)
        if product:
            wanted = wanted.where(SubmissionRow.product_id == product)
        if group:
            wanted = wanted.where(SubmissionRow.group_id == group)
        newest = wanted.order_by(SubmissionRow.posted_at.desc(), SubmissionRow.id.desc())
        return [(key, text) for key, text in self._session.execute(newest)]

    def said_first(self, version: int) -> Iterator[tuple[str, bytes]]:
        """(id, keys) of every submission whose words nobody had said before, by id; not of short ones."""
        rows = (
            select(WordingRow.submission_id, WordingRow.keys)
            .where(WordingRow.version == version, WordingRow.first == WordingRow.submission_id)
            .order_by(WordingRow.submission_id)
        )
        rows_in_batches = self._session.execute(rows, execution_options={"yield_per": ROWS_AT_ONCE})
        yield from ((key, keys) for key, keys in rows_in_batches if keys)

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """id -> text of these submissions."""
        columns = select(SubmissionRow.id, SubmissionRow.text)
        return {
            key: text
            for batch in batched(sorted(set(ids)))
            for key, text in self._session.execute(columns.where(SubmissionRow.id.in_(batch)))
        }

    def add_wordings(self, wordings: Mapping[str, tuple[str, bytes]], version: int) -> None:
        """Keep who said first what these say (their own id: they did), and their keys (none: too short)."""
        rows = [
            {"submission_id": key, "version": version, "first": first, "keys": keys}
            for key, (first, keys) in wordings.items()
        ]
        self._put(WordingRow, rows)

    def repeats(self) -> dict[str, str]:
        """id -> who said it first, of all whose words stand in more than one submission."""
        more = select(WordingRow.first).group_by(WordingRow.first).having(func.count() > 1)
        rows = self._session.execute(
            select(WordingRow.submission_id, WordingRow.first).where(WordingRow.first.in_(more))
        )
        return {key: first for key, first in rows}  # noqa: C416 - dict() does not take typed rows

    def saying_the_same(self, submission_id: str) -> list[str]:
        """Ids of the submissions that say nearly the same words, itself among them, in the order of time."""
        mine = select(WordingRow.first).where(WordingRow.submission_id == submission_id).scalar_subquery()
        return list(
            self._session.scalars(
                select(SubmissionRow.id)
                .join(WordingRow, WordingRow.submission_id == SubmissionRow.id)
                .where(WordingRow.first == mine)
                .order_by(SubmissionRow.posted_at, SubmissionRow.id)
            )
        )

    def forget_wordings(self, ids: Collection[str] | Sequence[str]) -> None:
        """What these said is not known any more, nor who said the same: it is looked for anew."""
        for batch in batched(ids):
            outdated = or_(WordingRow.submission_id.in_(batch), WordingRow.first.in_(batch))
            self._change(delete(WordingRow).where(outdated))
