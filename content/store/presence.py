"""Presence: who has which post before the eyes. Nobody signs off: what is not said again is over soon."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from content.model import DeskPresence
from content.store.base import StorePart
from content.store.review_talk_tables import PresenceRow
from content.store.tables import PostRow

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

    def near(self, group: str, first: date, last: date, now: datetime) -> list[DeskPresence]:
        """Who is at posts of a group on these days, whoever types first."""
        rows = select(PresenceRow).where(
            PresenceRow.at >= now - LASTS,
            PresenceRow.post_id.in_(
                select(PostRow.id).where(PostRow.group_id == group, PostRow.day >= first, PostRow.day <= last)
            ),
        )
        present = [
            DeskPresence(row.user, row.post_id, row.edits, row.at) for row in self._session.scalars(rows)
        ]
        return sorted(present, key=lambda here: (not here.edits, here.user, here.post))
