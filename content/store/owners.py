"""Owners: who sends by hand in which groups, their links and what their pages report, and reminders."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update

from content.model import (
    DeliveryState,
    Leave,
    Occasion,
    Owner,
    OwnerLink,
    Reminder,
    Slot,
    TaskEvent,
    TaskEventKind,
)
from content.store.base import StorePart
from content.store.outbox_tables import DeliveryRow
from content.store.owner_tables import (
    GroupOwnerRow,
    LeaveRow,
    OwnerLinkRow,
    OwnerRow,
    ReminderRow,
    TaskEventRow,
)
from content.store.tables import PostRow


class Owners(StorePart):
    def owners(self) -> list[Owner]:
        """All of them by id, each with the groups and days of leave."""
        groups: dict[str, set[str]] = {}
        for row in self._session.scalars(select(GroupOwnerRow)):
            groups.setdefault(row.staff_id, set()).add(row.group_id)
        leaves: dict[str, list[Leave]] = {}
        for absence in self._session.scalars(select(LeaveRow).order_by(LeaveRow.staff_id, LeaveRow.first)):
            leave = Leave(absence.staff_id, absence.first, absence.last)
            leaves.setdefault(leave.staff, []).append(leave)
        return [
            Owner(
                staff=row.staff_id,
                groups=frozenset(groups.get(row.staff_id, ())),
                backup=row.backup_id,
                reminder_channel=row.reminder_channel,
                lead=timedelta(seconds=row.lead_seconds),
                contacts={str(channel): str(contact) for channel, contact in row.contacts.items()},
                leaves=tuple(leaves.get(row.staff_id, ())),
                stand_ins={Slot(slot): str(staff) for slot, staff in row.stand_ins.items()},
            )
            for row in self._session.scalars(select(OwnerRow).order_by(OwnerRow.staff_id))
        ]

    def put(self, owner: Owner) -> None:
        """Add the owner, or replace the one of that id; the groups are the owner's alone from now on. Days of
        leave stay as they are."""
        row = {
            "staff_id": owner.staff,
            "backup_id": owner.backup,
            "reminder_channel": owner.reminder_channel,
            "lead_seconds": int(owner.lead.total_seconds()),
            "contacts": dict(owner.contacts),
            "stand_ins": {slot.value: staff for slot, staff in owner.stand_ins.items()},
        }
        self._put(OwnerRow, [row])
        self._change(delete(GroupOwnerRow).where(GroupOwnerRow.staff_id == owner.staff))
        groups = [{"group_id": group, "staff_id": owner.staff} for group in sorted(owner.groups)]
        self._put(GroupOwnerRow, groups)

    def put_leave(self, leave: Leave) -> None:
        """Add it; it takes the place of one that begins on the same day."""
        self._put(LeaveRow, [{"staff_id": leave.staff, "first": leave.first, "last": leave.last}])

    def remove_leave(self, staff: str, first: date) -> bool:
        """Whether there was one that began on that day."""
        gone = delete(LeaveRow).where(LeaveRow.staff_id == staff, LeaveRow.first == first)
        return self._change(gone) == 1

    def delays(self, since: datetime, until: datetime) -> dict[str, list[timedelta | None]]:
        """owner -> how long after its time each post went out that was the owner's to send, and due from
        `since` until before `until`; None for one that expired."""
        ended = (DeliveryState.SENT.value, DeliveryState.EXPIRED.value)
        rows = select(DeliveryRow.owner_id, DeliveryRow.due_at, DeliveryRow.out_at).where(
            DeliveryRow.owner_id.is_not(None),
            DeliveryRow.part == 1,
            DeliveryRow.state.in_(ended),
            DeliveryRow.due_at >= since,
            DeliveryRow.due_at < until,
        )
        delays: dict[str, list[timedelta | None]] = {}
        for owner, due_at, out_at in self._session.execute(
            rows.order_by(DeliveryRow.due_at, DeliveryRow.post_id)
        ):
            delays.setdefault(str(owner), []).append(out_at - due_at if out_at else None)
        return delays

    def delays_by_slot(self, since: datetime, until: datetime) -> list[tuple[str, Slot, timedelta | None]]:
        """(owner, slot, delay) of the posts of `delays`."""
        ended = (DeliveryState.SENT.value, DeliveryState.EXPIRED.value)
        rows = (
            select(DeliveryRow.owner_id, PostRow.slot, DeliveryRow.due_at, DeliveryRow.out_at)
            .join(PostRow, PostRow.id == DeliveryRow.post_id)
            .where(DeliveryRow.owner_id.is_not(None), DeliveryRow.part == 1, DeliveryRow.state.in_(ended))
            .where(DeliveryRow.due_at >= since, DeliveryRow.due_at < until)
        )
        return [
            (str(owner), Slot(slot), out_at - due_at if out_at else None)
            for owner, slot, due_at, out_at in self._session.execute(rows)
        ]

    # -- links --------------------------------------------------------------------------------------
    def add_link(self, link: OwnerLink) -> None:
        self._session.add(OwnerLinkRow(**_link_row(link)))
        self._session.flush()

    def link(self, sha256: str) -> OwnerLink | None:
        row = self._session.get(OwnerLinkRow, sha256)
        return None if row is None else _link(row)

    def links(self, day: date) -> list[OwnerLink]:
        """Those of one day, the newest first."""
        rows = select(OwnerLinkRow).where(OwnerLinkRow.day == day)
        ordered = rows.order_by(OwnerLinkRow.made_at.desc(), OwnerLinkRow.sha256)
        return [_link(row) for row in self._session.scalars(ordered)]

    def count_open(self, sha256: str, at: datetime) -> None:
        opened = update(OwnerLinkRow).where(OwnerLinkRow.sha256 == sha256)
        self._change(opened.values(opens=OwnerLinkRow.opens + 1, opened_at=at))

    def revoke_links(self, staff: str, at: datetime, day: date | None = None) -> int:
        """End the links of an owner that are still good, of one day or of all; how many."""
        good = update(OwnerLinkRow).where(
            OwnerLinkRow.staff_id == staff, OwnerLinkRow.revoked_at.is_(None), OwnerLinkRow.expires_at > at
        )
        if day is not None:
            good = good.where(OwnerLinkRow.day == day)
        return self._change(good.values(revoked_at=at))

    def forget_links(self, before: datetime) -> int:
        """Remove those that ended before then; how many."""
        return self._change(delete(OwnerLinkRow).where(OwnerLinkRow.expires_at < before))

    # -- what pages report --------------------------------------------------------------------------
    def add_event(self, event: TaskEvent) -> bool:
        """Whether nothing with this key was reported before."""
        row = {
            "key": event.key,
            "staff_id": event.staff,
            "day": event.day,
            "task": event.task,
            "kind": event.kind.value,
            "posts": list(event.posts),
            "at": event.at,
        }
        return self._add(TaskEventRow, [row]) == 1

    def events(self, staff: str, day: date) -> list[TaskEvent]:
        """Of one owner and day, by time."""
        return self._events(TaskEventRow.staff_id == staff, TaskEventRow.day == day)

    def events_between(self, first: date, last: date) -> list[TaskEvent]:
        """Of all owners on these days, both included, by time."""
        return self._events(TaskEventRow.day >= first, TaskEventRow.day <= last)

    def _events(self, *which: ColumnElement[bool]) -> list[TaskEvent]:
        rows = select(TaskEventRow).where(*which)
        ordered = rows.order_by(TaskEventRow.at, TaskEventRow.key)
        return [
            TaskEvent(
                key=row.key,
                staff=row.staff_id,
                day=row.day,
                task=row.task,
                kind=TaskEventKind(row.kind),
                posts=tuple(map(str, row.posts)),
                at=row.at,
            )
            for row in self._session.scalars(ordered)
        ]

    # -- reminders ----------------------------------------------------------------------------------
    def claim_reminder(self, reminder: Reminder) -> bool:
        """Whether nobody sent, or is sending, the reminder: then it is the caller's."""
        row = {
            "staff_id": reminder.staff,
            "task": reminder.task,
            "occasion": reminder.occasion.value,
            "channel_id": reminder.channel,
            "at": reminder.at,
            "outcome": reminder.outcome,
            "code": reminder.code,
        }
        return self._add(ReminderRow, [row]) == 1

    def claim_again(self, reminder: Reminder, before: datetime) -> bool:
        """As `claim_reminder`, also where the last one of this occasion was sent before then."""
        if self.claim_reminder(reminder):
            return True
        older = update(ReminderRow).where(
            ReminderRow.staff_id == reminder.staff,
            ReminderRow.task == reminder.task,
            ReminderRow.occasion == reminder.occasion.value,
            ReminderRow.at < before,
        )
        again = {"at": reminder.at, "channel_id": reminder.channel, "outcome": "", "code": ""}
        return self._change(older.values(again)) == 1

    def end_reminder(self, reminder: Reminder) -> None:
        """Write down what became of it."""
        mine = update(ReminderRow).where(
            ReminderRow.staff_id == reminder.staff,
            ReminderRow.task == reminder.task,
            ReminderRow.occasion == reminder.occasion.value,
        )
        self._change(mine.values(outcome=reminder.outcome, code=reminder.code))

    def reminders(self, tasks: Collection[str]) -> list[Reminder]:
        """Those of the tasks, by time."""
        return self._reminders(select(ReminderRow).where(ReminderRow.task.in_(tasks)))

    def asked(self, staff: str, occasion: Occasion, since: datetime) -> list[Reminder]:
        """What a member of staff was asked from then on, by time."""
        rows = select(ReminderRow).where(ReminderRow.staff_id == staff, ReminderRow.at >= since)
        return self._reminders(rows.where(ReminderRow.occasion == occasion.value))

    def _reminders(self, rows: Select[ReminderRow]) -> list[Reminder]:
        return [
            Reminder(
                row.staff_id,
                row.task,
                Occasion(row.occasion),
                row.channel_id,
                row.at,
                row.outcome,
                row.code,
            )
            for row in self._session.scalars(rows.order_by(ReminderRow.at, ReminderRow.task))
        ]


def _link_row(link: OwnerLink) -> dict[str, Any]:
    return {
        "sha256": link.sha256,
        "staff_id": link.staff,
        "day": link.day,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "revoked_at": link.revoked_at,
        "opens": link.opens,
        "opened_at": link.opened_at,
    }


def _link(row: OwnerLinkRow) -> OwnerLink:
    return OwnerLink(
        sha256=row.sha256,
        staff=row.staff_id,
        day=row.day,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        opens=row.opens,
        opened_at=row.opened_at,
    )
