"""What was said once and is not to be said again: alerts, and the canary of a morning."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update

from content.model import Notice
from content.store.base import StorePart, batched
from content.store.outbox_tables import NoticeRow


class Notices(StorePart):
    def claim(self, kind: str, what: str, at: datetime) -> bool:
        """Whether nobody has said this yet; whoever asks first says it."""
        return self._add(NoticeRow, [{"kind": kind, "what": what, "at": at}]) == 1

    def unsaid(self, kind: str, candidates: Collection[str]) -> list[str]:
        """Which of these nobody has said yet, sorted."""
        known: set[str] = set()
        for batch in batched(sorted(set(candidates))):
            rows = select(NoticeRow.what).where(NoticeRow.kind == kind, NoticeRow.what.in_(batch))
            known.update(self._session.scalars(rows))
        return sorted(set(candidates) - known)

    def end(self, kind: str, what: str, outcome: str) -> None:
        """Write down how what was said ended."""
        mine = update(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.what == what)
        self._change(mine.values(outcome=outcome))

    def since(self, kind: str, at: datetime) -> list[Notice]:
        """What was said of a kind from then on, by time."""
        rows = select(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.at >= at)
        ordered = rows.order_by(NoticeRow.at, NoticeRow.what)
        return [Notice(row.kind, row.what, row.at, row.outcome) for row in self._session.scalars(ordered)]

    def take_back(self, kind: str, what: str) -> None:
        """It could not be said: somebody may say it later."""
        self._change(delete(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.what == what))

    def forget(self, before: datetime) -> int:
        """Forget what was said before then; how many."""
        return self._change(delete(NoticeRow).where(NoticeRow.at < before))
