"""What gathering left of a member: items refused, items seen, and what runs said of them."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, false, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from content.store.base import StorePart
from content.store.inbox_index import Quarantined, as_quarantined
from content.store.tables import AuditRow, QuarantineRow, RunRow, SightingRow, SubmissionRow
from content.text.names import standing

SHORTEST_NAME = 2  # characters: a shorter one stands in words of others too
EXPORT = "export"  # the audit's word for a file that left


class Traces(StorePart):
    def quarantined_of(
        self, member: str, ids: Sequence[str], names: Collection[str], hashes: Collection[str]
    ) -> list[Quarantined]:
        """What was refused of a member, be it solved since: by who sent it, by its item, name or copy."""
        seen = [path for _, path in self._seen_of(ids)]
        named = [_names(QuarantineRow.path, name) for name in names]
        named += [_names(type_coerce(QuarantineRow.why, Text), _in_json(name)) for name in names]
        which = or_(
            QuarantineRow.member_id == member,
            QuarantineRow.copy_sha256.in_(hashes),
            QuarantineRow.path.in_(seen),
            *(QuarantineRow.path.startswith(f"{path}#", autoescape=True) for path in seen),
        )
        theirs = {
            (row.inbox, row.path): row for row in self._session.scalars(select(QuarantineRow).where(which))
        }
        alone = [standing(name) for name in names if len(name) >= SHORTEST_NAME]
        naming = or_(false(), *(condition for condition in named if condition is not None))
        for row in self._session.scalars(select(QuarantineRow).where(naming)):
            if any(name.search("\n".join([row.path, *row.why.texts()])) for name in alone):
                theirs[row.inbox, row.path] = row
        return [as_quarantined(row) for _, row in sorted(theirs.items())]

    def quarantine_of_all(self) -> list[Quarantined]:
        """Everything that was ever refused, solved or not."""
        return [as_quarantined(row) for row in self._session.scalars(select(QuarantineRow))]

    def forget_traces(
        self,
        quarantined: Collection[Quarantined],
        ids: Sequence[str],
        names: Collection[str],
        pseudonym: str,
    ) -> None:
        """Forget these refusals and what was seen of a member; runs told of them say nothing of it any more.

        Files that still lie in an inbox are looked at again, and refused as erased.
        """
        for item in quarantined:
            self._change(
                delete(QuarantineRow).where(
                    QuarantineRow.inbox == item.inbox, QuarantineRow.path == item.path
                )
            )
        named = [_names(SightingRow.path, name) for name in names]
        mine = or_(
            SightingRow.submission_id.in_(ids), *(condition for condition in named if condition is not None)
        )
        self._change(delete(SightingRow).where(mine))
        paths = {item.path for item in quarantined}
        for row in self._session.scalars(select(RunRow)):
            row.asked = _without(row.asked, paths, names, pseudonym)
            row.report = row.report and _without(row.report, paths, names, pseudonym)
        for entry in self._session.scalars(select(AuditRow).where(AuditRow.kind == EXPORT)):
            entry.what = _without(entry.what, paths, names, pseudonym)
        self._session.flush()

    def exports_since(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """(file, who) of exports made since the first of these submissions came, oldest first."""
        came = select(SubmissionRow.gathered_at).where(SubmissionRow.id.in_(ids))
        first = min(self._session.scalars(came), default=None)
        if first is None:
            return []
        rows = select(AuditRow.what, AuditRow.who).where(AuditRow.kind == EXPORT, AuditRow.at >= first)
        return list(
            dict.fromkeys((file, by) for file, by in self._session.execute(rows.order_by(AuditRow.id)))
        )

    def inboxes_of(self, ids: Sequence[str]) -> set[str]:
        """The names of the inboxes that these submissions came from."""
        return {inbox for inbox, _ in self._seen_of(ids)}

    def _seen_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        rows = select(SightingRow.inbox, SightingRow.path).where(SightingRow.submission_id.in_(ids))
        return [(inbox, path) for inbox, path in self._session.execute(rows)]


def _in_json(name: str) -> str:
    """The name as a Message's text is stored."""
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _names(column: ColumnElement[str] | InstrumentedAttribute[str], name: str) -> ColumnElement[bool] | None:
    return column.contains(name, autoescape=True) if len(name) >= SHORTEST_NAME else None


def _without(value: Any, paths: Collection[str], names: Collection[str], pseudonym: str) -> Any:
    """JSON without entries about these paths, and with the pseudonym where a name stands."""
    if isinstance(value, dict):
        return {
            _without(key, paths, names, pseudonym): _without(inner, paths, names, pseudonym)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        kept = [inner for inner in value if not (isinstance(inner, dict) and inner.get("path") in paths)]
        return [_without(inner, paths, names, pseudonym) for inner in kept]
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            value = standing(name).sub(pseudonym, value) if len(name) >= SHORTEST_NAME else value
    return value
