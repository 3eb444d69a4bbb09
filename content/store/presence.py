"""Presence: who has which post before the eyes. Nobody signs off: what is not said again is over soon."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from content.model import DeskPresence
from content.store.base import StorePart, batched
from content.store.review_talk_tables import PresenceRow

LASTS = timedelta(seconds=50)  # pages say it again every 20 seconds
FORGOTTEN = timedelta(minutes=10)


class Presence(StorePart):
    def put(self, here: DeskPresence) -> None:
        """Somebody is at a post, and at no other; the feed tells it where that is new."""
        was = self._session.get(PresenceRow, (here.user, here.post))
        is_new = was is None or was.at < here.at - LASTS or was.edits != here.edits
        self.leave(here.user, here.at, but=here.post)
        self._put(
            PresenceRow,
            [{"user": here.user, "post_id": here.post, "edits": here.edits, "at": here.at}],
        )
        if is_new:
            self._change(delete(PresenceRow).where(PresenceRow.at < here.at - FORGOTTEN))
            self.note("presence", here.post, here.at)

    def leave(self, user: str, at: datetime, *, but: str = "") -> None:
        """The person is at none of the posts any more, `but` at one."""
        rows = select(PresenceRow).where(PresenceRow.user == user, PresenceRow.post_id != but)
        for row in self._session.scalars(rows):
            self.note("presence", row.post_id, at)
            self._session.delete(row)

    def at_posts(self, posts: Collection[str], now: datetime) -> list[DeskPresence]:
        """Who is there, whoever types first."""
        rows = [
            row
            for batch in batched(sorted(set(posts)))
            for row in self._session.scalars(
                select(PresenceRow).where(PresenceRow.post_id.in_(batch), PresenceRow.at >= now - LASTS)
            )
        ]
        present = [DeskPresence(row.user, row.post_id, row.edits, row.at) for row in rows]
        return sorted(present, key=lambda here: (not here.edits, here.user, here.post))
