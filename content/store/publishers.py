"""The processes that send."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from content.model import PublisherProcess
from content.store.base import StorePart
from content.store.outbox_tables import DeliveryRow, PublisherRow


class Publishers(StorePart):
    def put(self, publisher: PublisherProcess) -> None:
        """Write down that it lives, or how it is now."""
        self._put(PublisherRow, [{name: getattr(publisher, name) for name in PublisherProcess.__slots__}])

    def end(self, publisher_id: str, at: datetime) -> None:
        self._change(update(PublisherRow).where(PublisherRow.id == publisher_id).values(ended_at=at))

    def known(self) -> list[PublisherProcess]:
        """All that are remembered, the newest first."""
        rows = select(PublisherRow).order_by(PublisherRow.began_at.desc(), PublisherRow.id)
        return [
            PublisherProcess(**{name: getattr(row, name) for name in PublisherProcess.__slots__})
            for row in self._session.scalars(rows)
        ]

    def forget(self, before: datetime) -> int:
        """Forget those that ended, or were last seen, before then and hold nothing; how many."""
        holding = select(DeliveryRow.claimed_by).where(DeliveryRow.claimed_by != "")
        old = delete(PublisherRow).where(PublisherRow.seen_at < before, PublisherRow.id.not_in(holding))
        return self._change(old)

    def watched_since(self) -> datetime | None:
        """When the first publisher of this workspace began; None: none ever did."""
        return self._session.scalar(select(func.min(PublisherRow.began_at)))
