"""What each person did, as it can be undone: one entry an action."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from content.model import JournalEntry, Version
from content.store.base import StorePart
from content.store.review_tables import JournalRow

DONE, UNDONE, SPENT = "done", "undone", "spent"


class Journal(StorePart):
    def add_entry(self, actor: str, verb: str, steps: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
        """Write down an action; its number. What the person had undone before can no longer be redone."""
        undone = update(JournalRow).where(JournalRow.who == actor, JournalRow.state == UNDONE)
        self._change(undone.values(state=SPENT))
        row = JournalRow(at=at, who=actor, verb=verb, steps=[dict(s) for s in steps], state=DONE, undone=[])
        self._session.add(row)
        self._session.flush()
        return row.id

    def journal(self, actor: str, newest: int = 20) -> list[JournalEntry]:
        """The last actions of a person, the newest first."""
        return [_entry(row) for row in self._session.scalars(_of(actor).limit(newest))]

    def to_undo(self, actor: str, entry: int | None = None) -> JournalEntry | None:
        """The action a person's undo takes back: the one named, else the last; None if there is none."""
        done = _of(actor).where(JournalRow.state == DONE)
        row = self._session.scalars(
            (done if entry is None else done.where(JournalRow.id == entry)).limit(1)
        ).first()
        return _entry(row) if row else None

    def done_by(self, actor: str, *, most: int) -> list[JournalEntry]:
        """The last actions of a person that could be undone, the newest first."""
        done = _of(actor).where(JournalRow.state == DONE).limit(most)
        return [_entry(row) for row in self._session.scalars(done)]

    def undone_by(self, actor: str) -> list[JournalEntry]:
        """What a person undid and could do again, the oldest first: the steps that were undone."""
        undone = select(JournalRow).where(JournalRow.who == actor, JournalRow.state == UNDONE)
        rows = self._session.scalars(undone.order_by(JournalRow.id))
        return [_entry(row, only=frozenset(row.undone)) for row in rows]

    def to_redo(self, actor: str, entry: int | None = None) -> JournalEntry | None:
        """The action a person's redo does again, the steps that were undone: the one named, else the first of
        those undone last; then none after a newer action."""
        if entry is not None:
            return next((undone for undone in self.undone_by(actor) if undone.id == entry), None)
        last = select(func.max(JournalRow.id)).where(JournalRow.who == actor, JournalRow.state == DONE)
        row = self._session.scalars(
            select(JournalRow)
            .where(JournalRow.who == actor, JournalRow.state == UNDONE)
            .where(JournalRow.id > func.coalesce(last.scalar_subquery(), 0))
            .order_by(JournalRow.id)
            .limit(1)
        ).first()
        return _entry(row, only=frozenset(row.undone)) if row else None

    def moved_with(self, made: Version) -> list[tuple[str, int]]:
        """(post, version) of what else the action changed that made this version, as it was before."""
        rows = self._session.scalars(
            select(JournalRow).where(JournalRow.who == made.who, JournalRow.at == made.at)
        )
        return [
            (step["id"], step["before"]["version"])
            for row in rows
            if any(_made(step, made) for step in row.steps)
            for step in row.steps
            if step["kind"] == "post" and step["id"] != made.post
        ]

    def mark_undone(self, entry: int, ids: Sequence[str]) -> None:
        """Write down which steps of an action were undone; without any it is spent."""
        row = self._session.get_one(JournalRow, entry)
        row.state, row.undone = UNDONE if ids else SPENT, list(ids)

    def mark_done(self, entry: int) -> None:
        self._session.get_one(JournalRow, entry).state = DONE


def _made(step: Mapping[str, Any], version: Version) -> bool:
    return bool(
        step["kind"] == "post" and step["id"] == version.post and step["after"]["version"] == version.number
    )


def _of(actor: str) -> Select[JournalRow]:
    return select(JournalRow).where(JournalRow.who == actor).order_by(JournalRow.id.desc())


def _entry(row: JournalRow, only: frozenset[str] | None = None) -> JournalEntry:
    steps = tuple(step for step in row.steps if only is None or step["id"] in only)
    return JournalEntry(row.id, row.at, row.who, row.verb, steps, row.state)
