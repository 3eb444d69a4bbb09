"""Inbox -> submissions: each content once; the unreadable into quarantine with a reason, and on it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from content.files import write_whole
from content.inbox import Inbox, Item, Record, Refused
from content.media import MediaFolder, ToShelve, shelve
from content.model import Consent, Group, Media, Submission, Unreadable
from content.store import OpenStore, Quarantined, Store
from content.store.base import batched
from content.workers import Done, Workers

ITEMS_AT_ONCE = 100  # a transaction's worth: some ten seconds of decoding may be lost to a kill, no more


@dataclass(frozen=True, slots=True)
class Gathered:
    """`duplicates` are items whose content was here before under another name; `updated`, known ones that
    brought new likes or a new word on consent."""

    new: int = 0
    duplicates: int = 0
    updated: int = 0
    quarantined: int = 0

    def __add__(self, other: "Gathered") -> "Gathered":
        return Gathered(
            self.new + other.new,
            self.duplicates + other.duplicates,
            self.updated + other.updated,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was read, with those of its pictures that could be taken.

    `broken` tells of the others: file name and what is wrong with it.
    """

    item: Item
    record: Record
    media: tuple[Media, ...]
    broken: tuple[tuple[str, str], ...]


Opened = Found | tuple[Item, Refused]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a gathering works with: the inbox, where pictures go, who decodes them, and for which run."""

    inbox: Inbox
    media: MediaFolder
    quarantine: Path
    workers: Workers
    now: datetime
    run: str


def gather(open_store: OpenStore, work: Gathering, folder: str) -> Gathered:
    """Take in what is new or changed in one folder of the inbox. Doing it again takes in nothing."""
    with open_store(reading=True) as store:
        stamps = store.stamps(work.inbox.name)
        groups = {group.id: group for group in store.groups()}
    changed = [item for item in work.inbox.items(folder) if stamps.get(item.path) != item.stamp]
    total = Gathered()
    for items in batched(changed, ITEMS_AT_ONCE):
        opened = _open(work, items, groups)  # slow, so outside any transaction
        with open_store() as store:
            for one in opened:
                total += _take(store, work, one)
    return total


def _open(work: Gathering, items: Sequence[Item], groups: dict[str, Group]) -> list[Opened]:
    read = [(item, _known_group(work.inbox.read(item), groups)) for item in items]
    jobs = [
        ToShelve(file, work.media.root, groups[record.group].zone)
        for _, record in read
        if isinstance(record, Record)
        for file in record.media
    ]
    shelved = iter(work.workers.map(shelve, jobs))
    return [
        _found(item, record, [next(shelved) for _ in record.media])
        if isinstance(record, Record)
        else (item, record)
        for item, record in read
    ]


def _known_group(record: Record | Refused, groups: dict[str, Group]) -> Record | Refused:
    if isinstance(record, Refused) or record.group in groups:
        return record
    return Refused(
        "unknown_group",
        f"There is no group {record.group!r}; import it, or move the item to the folder of a known group.",
    )


def _found(item: Item, record: Record, outcomes: Iterable[object]) -> Opened:
    media, broken = [], []
    for file, outcome in zip(record.media, outcomes, strict=True):
        medium = outcome.value if isinstance(outcome, Done) else Unreadable(getattr(outcome, "why", ""))
        if isinstance(medium, Media):
            media.append(medium)
        else:
            broken.append((file.name, medium.why))
    if not media:
        return item, Refused("unreadable", "; ".join(f"{name}: {why}" for name, why in broken))
    return Found(item, record, tuple(media), tuple(broken))


def _take(store: Store, work: Gathering, opened: Opened) -> Gathered:
    if not isinstance(opened, Found):
        return _refuse(store, work, *opened)
    record = opened.record
    submission = _submission(opened, work)
    content = _content(submission)
    if record.member:
        store.add_members([record.member])
    if twin := store.submission_with(content):
        return _see_again(store, work, opened.item, submission, twin)
    if store.has_submission(submission.id):
        why = f"The id {submission.id!r} is taken by another submission; give this one an id of its own."
        return _refuse(store, work, opened.item, Refused("id_taken", why))
    store.add_submission(submission, content, at=work.now, run=work.run)
    store.see(work.inbox.name, opened.item.path, opened.item.stamp, submission.id, work.now)
    broken = [_keep_aside(store, work, opened.item, name, why) for name, why in opened.broken]
    return Gathered(new=1, quarantined=sum(broken))


def _see_again(store: Store, work: Gathering, item: Item, submission: Submission, twin: str) -> Gathered:
    """Known content: the same item may bring new words, likes or consent; another is only a sighting."""
    store.see(work.inbox.name, item.path, item.stamp, twin, work.now)
    if submission.id != twin and store.author_of(twin) is not None:
        return Gathered(duplicates=1)
    return Gathered(updated=int(store.renew_submission(twin, submission, at=work.now, by="gather")))


def _refuse(store: Store, work: Gathering, item: Item, refused: Refused) -> Gathered:
    copy = _keep_copy(work.quarantine, item.files[-1]) if refused.reason == "unreadable" else None
    stamp = "" if refused.reason == "unknown_group" else item.stamp  # "": looked at again each night
    row = Quarantined(work.inbox.name, item.path, refused.reason, refused.why, stamp, work.now, copy)
    return Gathered(quarantined=int(store.quarantine(row, work.run)))


def _keep_aside(store: Store, work: Gathering, item: Item, name: str, why: str) -> bool:
    """One broken picture of an item whose others were taken."""
    file = next(file for file in item.files if file.name == name)
    path = f"{item.path}#{name}"
    copy = _keep_copy(work.quarantine, file)
    row = Quarantined(work.inbox.name, path, "unreadable", why, item.stamp, work.now, copy)
    return store.quarantine(row, work.run)


def _keep_copy(folder: Path, file: Path) -> str | None:
    """Keep the refused picture under its hash, so that it can be looked at even if the inbox is emptied."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    name = sha256(data).hexdigest()
    if not (folder / name).exists():
        write_whole(folder / name, data)
    return name


def _submission(found: Found, work: Gathering) -> Submission:
    record = found.record
    first = found.media[0]
    return Submission(
        id=record.id or f"{record.group}-{first.sha256[:12]}",
        group=record.group,
        member=record.member.id if record.member else None,
        text=record.text,
        posted_at=record.posted_at or first.taken_at or work.now,
        media=found.media,
        product=record.product,
        likes=record.likes,
        replies=record.replies,
        consent=record.consent or Consent(),
    )


def _content(submission: Submission) -> str:
    """What makes a submission the same: its pictures, wherever they lie and whoever dropped them."""
    return sha256("".join(medium.sha256 for medium in submission.media).encode()).hexdigest()
