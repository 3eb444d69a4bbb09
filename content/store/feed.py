"""What changed since: a numbered feed that several servers can follow, each at its own pace."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from content.model import Change, Changes
from content.store.base import StorePart, batched
from content.store.review_tables import ChangeRow, CounterRow
from content.store.tables import PostRow

COUNTER = "changes"
_NEWEST = select(CounterRow.__table__.c.n).where(CounterRow.__table__.c.name == COUNTER)
# What the night keeps. Who follows the feed asks every second; a machine that slept longer, or missed more,
# reads everything again. 100,000 rows are some 10 MB, about a week of 1,000 groups.
KEPT_FOR = timedelta(days=3)
KEPT_ROWS = 100_000
AS_GROUPS = 50  # of so many posts at once it is told which groups they are of: a night changes thousands


class Feed(StorePart):
    def changes(self, after: int, most: int = 500) -> Changes:
        """What changed after number `after`, oldest first. `missed` where some of it is pruned already."""
        rows = self._session.scalars(
            select(ChangeRow).where(ChangeRow.id > after).order_by(ChangeRow.id).limit(most)
        )
        items = tuple(Change(row.id, row.at, row.kind, row.what) for row in rows)
        newest = items[-1].id if items else max(after, self.newest_change())
        expected = after + 1 if items else newest
        missed = items[0].id > expected if items else after < newest
        return Changes(newest, items, missed)

    def newest_change(self) -> int:
        """The number of the last change there was; 0 before the first."""
        return self._read(_NEWEST).scalar() or 0

    def prune_changes(self, now: datetime, *, kept: timedelta = KEPT_FOR, most: int = KEPT_ROWS) -> int:
        """Forget changes before the first that is younger than `kept`, and all but the newest `most`.

        How many that were. They go from the oldest on, without gaps; who asks for one later gets `missed`.
        """
        young = select(func.min(ChangeRow.id)).where(ChangeRow.at >= now - kept)
        newest = self.newest_change()
        first_young = self._session.scalar(young) or newest + 1
        first_kept = max(first_young, newest - most + 1)
        return self._change(delete(ChangeRow).where(ChangeRow.id < first_kept))

    def tell_changes(self) -> None:
        """Number what was noted in this unit of work and write it to the feed.

        The counter's row is held until the commit, so a reader never sees a number before a smaller one.
        """
        noted = self._fewer()
        if not noted:
            return
        self._noted.clear()
        last = self._take(len(noted))
        first = last - len(noted) + 1
        rows = [
            {"id": first + n, "at": at, "kind": kind, "what": what}
            for n, ((kind, what), at) in enumerate(noted.items())
        ]
        self._change_many(self._insert(ChangeRow), rows)

    def _take(self, count: int) -> int:
        """Take `count` numbers; the last of them."""
        taken = self._insert(CounterRow).values(name=COUNTER, n=count)
        more = taken.on_conflict_do_update(index_elements=["name"], set_={"n": CounterRow.n + count})
        self._session.flush()
        return int(self._session.execute(more.returning(CounterRow.n)).scalar_one())

    def _fewer(self) -> dict[tuple[str, str], datetime]:
        posts = [what for kind, what in self._noted if kind == "post"]
        if len(posts) <= AS_GROUPS:
            return dict(self._noted)
        at = max(self._noted.values())
        fewer = {key: at for key, at in self._noted.items() if key[0] != "post"}
        for batch in batched(posts):
            groups = select(PostRow.group_id).where(PostRow.id.in_(batch)).group_by(PostRow.group_id)
            fewer |= {("group", group): at for group in self._session.scalars(groups)}
        return fewer
