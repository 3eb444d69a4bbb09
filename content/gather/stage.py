"""A folder of an inbox, in batches: what is new or changed is opened, then taken."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from content.files import sync_filesystem
from content.gather.messages import take_messages
from content.gather.namesakes import Namesakes
from content.gather.opening import GatherContext, OpenedItem, opened
from content.gather.taking import Quarantine, Taking
from content.gather.work import Gathered, Gathering, SourceTold
from content.inbox import Item
from content.store import OpenStore
from content.store.base import batched

ITEMS_AT_ONCE = 100  # a transaction's worth: some seconds of decoding may be lost to a kill, no more


def gather(open_store: OpenStore, work: Gathering, folder: str) -> Gathered:
    """Take in what is new or changed in one folder of the inbox. Doing it again takes in nothing."""
    items = work.inbox.items(folder)
    with open_store(reading=True) as store:
        stamps = store.inbox_index.stamps(work.inbox.name, (item.path for item in items))
        quarantine = Quarantine(store.inbox_index.waiting(work.inbox.name, folder))
        groups = {group.id: group for group in store.library.groups()}
        erased = store.erasure.tombstones()
        namesakes = Namesakes(store.library.members(), store.people.aliases())
    changed = _changed(items, stamps, quarantine)
    total = Gathered(unchanged=len(items) - len(changed))
    for batch in opened(work, batched(changed, ITEMS_AT_ONCE), GatherContext(groups, erased, namesakes)):
        if any(isinstance(entry, OpenedItem) for entry in batch):
            sync_filesystem(work.media.root)  # once for all, before the store says that they are there
        with open_store() as store:
            taking = Taking(store, work, batch, stamps, quarantine)
            total += sum(map(taking.take, batch), Gathered())
            taking.write()
    _forget(open_store, work, quarantine, items)
    total += Gathered(sources=_told(f"{work.inbox.name}/{folder}", total, quarantine))
    return total + take_messages(open_store, work, folder)


def forget_gone(
    open_store: OpenStore,
    folders: Mapping[str, Sequence[str]],
    is_there: Callable[[str], bool],
    now: datetime,
) -> None:
    """What was refused in folders that are no longer in their inbox, or in inboxes that are no longer there,
    waits no longer. `folders`: inbox -> its folders; `is_there` answers for inboxes gathered at other times.
    """
    with open_store(reading=True) as store:
        waiting = store.inbox_index.inboxes_waiting()
    for inbox in waiting:
        if inbox in folders or not is_there(inbox):
            with open_store() as store:
                store.inbox_index.solve_other_folders(inbox, folders.get(inbox, ()), now)


def forget_copies(open_store: OpenStore, quarantine: Path) -> int:
    """Delete the copies of refused pictures that wait for nobody any more; how many those were."""
    with open_store(reading=True) as store:
        waiting = {item.copy for item in store.inbox_index.quarantined()}
    gone = [file for file in quarantine.glob("*") if file.is_file() and file.name not in waiting]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def _changed(items: Sequence[Item], stamps: Mapping[str, str], quarantine: Quarantine) -> list[Item]:
    """Items of another stamp than they were taken or refused with, or that somebody wants looked at again."""
    refused = {path: row.stamp for path, row in quarantine.rows.items()}
    again = quarantine.to_look_at_again()
    return [
        item
        for item in items
        if item.path in again or refused.get(item.path, stamps.get(item.path)) != item.stamp
    ]


def _forget(open_store: OpenStore, work: Gathering, quarantine: Quarantine, items: Sequence[Item]) -> None:
    gone = quarantine.gone({item.path for item in items})
    if gone:
        with open_store() as store:
            store.inbox_index.solve(work.inbox.name, gone, work.now)
        quarantine.change(gone, {})


def _told(source: str, total: Gathered, quarantine: Quarantine) -> tuple[SourceTold, ...]:
    refused = Counter(row.reason for row in quarantine.rows.values())
    return (
        SourceTold(
            source,
            total.new,
            total.updated,
            total.duplicates,
            total.unchanged,
            total.unfinished,
            dict(sorted(refused.items())),
        ),
    )
