"""What waits for an owner given to the backup, and what a platform refused given to the owner."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from content.errors import IllegalMove
from content.model import BY_HAND, Delivery, DeliveryState, Message
from content.publish.duty import backup_of
from content.publish.rules import HAND
from content.store import Store
from services.context import Context
from services.delivering import KIND, settle
from services.owners import owner_on, staff_names


def hand_to_backup(context: Context, posts: Collection[str], *, actor: str) -> str:
    """Give the posts that wait for an owner to the owner's backup; the backup's name.

    IllegalMove where nothing of them waits, or nobody is named for the day.
    """
    now = context.clock()
    with context.open_store() as store:
        store.queue.lock_posts(sorted(posts))
        names = staff_names(store)
        parts = [part for known in store.outbox.deliveries(posts).values() for part in known]
        waiting = [part for part in parts if part.state is DeliveryState.HANDED_OFF and part.owner]
        if not waiting:
            raise IllegalMove(Message("handing_over.nothing_waits"))
        backups = {part.post: _backup(context, store, part) for part in waiting}
        for part in waiting:
            _give(store, part, backups[part.post], actor=actor, at=now)
    return ", ".join(sorted({names.get(staff, staff) for staff in backups.values()}))


def _backup(context: Context, store: Store, part: Delivery) -> str:
    day = part.due_at.astimezone(context.zone).date()
    backup = backup_of(store.owners.owners(), part.owner or "", day)
    if backup is None or backup == part.owner:
        raise IllegalMove(Message("owner.no_backup", day=day))
    return backup


def _give(store: Store, part: Delivery, backup: str, *, actor: str, at: datetime) -> None:
    was, names = part.owner or "", staff_names(store)
    why = Message("owner.handed_over", staff=names.get(was, was), backup=names.get(backup, backup))
    if store.outbox.move_delivery(part, replace(part, owner=backup)):
        store.write_down(KIND, part.post, actor=actor, at=at, was=was, became=backup, why=why)
        store.note("post", part.post, at)


def hand_to_owner(context: Context, post_id: str, *, actor: str) -> str:
    """Let the group's owner send by hand what a platform refused as a whole; the owner's name.

    UnknownId; IllegalMove where something of it is out or may be, a task for it may still lie at the
    platform, its grace is over, or nobody owns the group.
    """
    now = context.clock()
    with context.open_store() as store:
        store.queue.post(post_id)
        post = store.queue.lock_posts([post_id])[post_id]
        parts = store.outbox.deliveries([post_id]).get(post_id, [])
        if not parts or any(part.state is not DeliveryState.REFUSED or part.receipt for part in parts):
            raise IllegalMove(Message("handing_over.not_refused"))
        if context.workspace.publish_rules.is_over(post.goes_out_at, now):
            raise IllegalMove(Message("send_mark.too_late", post=post.id, due=post.goes_out_at))
        owner, names = owner_on(context, store, post), staff_names(store)
        if owner is None:
            raise IllegalMove(Message("reminder.nobody_to_look", group=post.group))
        by_hand = Delivery(
            post.id, 1, 1, post.version, BY_HAND, HAND, DeliveryState.HANDED_OFF, post.goes_out_at, owner
        )
        store.outbox.put_deliveries(post.group, [by_hand])
        why = Message("send.handed_off", owner=owner)
        settle(store, post.id, why=why, at=now, actor=actor)
        store.note("post", post.id, now)
    return names.get(owner, owner)
