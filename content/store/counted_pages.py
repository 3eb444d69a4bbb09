"""What pages of insight show of a week, as it was counted: kept by night, so that nobody waits for it."""

from datetime import date, datetime

from sqlalchemy import delete, select

from content.store.base import StorePart
from content.store.experiment_tables import CountedPageRow

_ROWS = CountedPageRow.__table__.c


class CountedPages(StorePart):
    def put(self, name: str, day: date, content: str, at: datetime) -> None:
        self._put(CountedPageRow, [{"name": name, "day": day, "at": at, "content": content}])

    def counted_at(self, name: str, day: date) -> datetime | None:
        """When it was counted; None where it was not."""
        row = self._read(select(_ROWS.at).where(_ROWS.name == name, _ROWS.day == day)).first()
        return row[0] if row else None

    def content(self, name: str, day: date) -> str | None:
        return self._read(select(_ROWS.content).where(_ROWS.name == name, _ROWS.day == day)).scalar()

    def prune(self, before: date) -> None:
        """Weeks that nobody opens every day are counted when they are asked for."""
        self._change(delete(CountedPageRow).where(_ROWS.day < before))

    def forget(self) -> None:
        """All of it, as when somebody is erased."""
        self._change(delete(CountedPageRow))
