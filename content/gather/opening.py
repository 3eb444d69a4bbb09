"""Items read, and their pictures shelved by worker processes: slow, so outside any transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from content.gather.namesakes import Namesakes
from content.gather.work import Gathering
from content.inbox import Aside, Item, Record, RefusedItem
from content.media import ToShelve, shelve
from content.model import Group, Media, Message, Tombstones, Unreadable
from content.rights.spare import spared, spared_medium
from content.workers import Completed, Failed

LONGEST_TEXT = 10_000  # characters; a moment of WeChat has at most 2,000, a note of Xiaohongshu 1,000
MediaOutcome = Completed[Media | Unreadable] | Failed
Read = list[tuple[Item, Record | Aside | RefusedItem]]


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An item that was read, with those of its pictures that could be taken; `broken` tells of the others
    by file name, `cut` of words that were too long."""

    item: Item
    record: Record
    media: tuple[Media, ...]
    broken: tuple[tuple[str, Unreadable], ...]
    cut: Message | None = None


Opened = OpenedItem | tuple[Item, Aside | RefusedItem]


@dataclass(frozen=True, slots=True)
class GatherContext:
    """What is known before anything is read: groups, who was erased, and who is called what."""

    groups: Mapping[str, Group]
    erased: Tombstones
    namesakes: Namesakes

    def taken(self, reading: Record | Aside | RefusedItem) -> Record | Aside | RefusedItem:
        """What may be kept of what a source says, under the ids that are known here."""
        resolved = self.namesakes.resolved(spared(reading, self.erased))
        return _of_known_group(spared(resolved, self.erased), self.groups)


def opened(
    work: Gathering, batches: Iterable[Sequence[Item]], known: GatherContext
) -> Iterator[list[Opened]]:
    """Batch by batch, in order. While one is taken, the next one's pictures are being shelved."""
    ahead: tuple[Read, Iterator[MediaOutcome]] | None = None
    for items in batches:
        begun = _begin(work, items, known)
        if ahead:
            yield _finish(*ahead)
        ahead = begun
    if ahead:
        yield _finish(*ahead)


def _begin(
    work: Gathering, items: Sequence[Item], known: GatherContext
) -> tuple[Read, Iterator[MediaOutcome]]:
    read = [(item, known.taken(work.inbox.read(item))) for item in items]
    jobs = [
        ToShelve(file, work.media.root, known.groups[reading.group].zone, flushed=False)
        for _, reading in read
        if isinstance(reading, Record)
        for file in reading.media
    ]
    return read, (_spared(outcome, work, known.erased) for outcome in work.workers.map(shelve, jobs))


def _spared(outcome: MediaOutcome, work: Gathering, erased: Tombstones) -> MediaOutcome:
    if isinstance(outcome, Failed):
        return outcome
    return Completed(spared_medium(outcome.value, erased, work.media))


def _of_known_group(
    reading: Record | Aside | RefusedItem, groups: Mapping[str, Group]
) -> Record | Aside | RefusedItem:
    if isinstance(reading, Aside):
        return replace(reading, members=tuple(m for m in reading.members if m.group in groups))
    if isinstance(reading, RefusedItem) or reading.group in groups:
        return reading
    return RefusedItem(
        "unknown_group",
        Message("refusal.unknown_group", group=reading.group),
        member=sender(reading),
    )


def sender(record: Record) -> str | None:
    """The id of who sent it, where that is known."""
    return record.member.id if record.member else None


def _finish(read: Read, outcomes: Iterator[MediaOutcome]) -> list[Opened]:
    return [
        _found(item, reading, [next(outcomes) for _ in reading.media])
        if isinstance(reading, Record)
        else (item, reading)
        for item, reading in read
    ]


def _found(item: Item, record: Record, outcomes: Iterable[MediaOutcome]) -> Opened:
    media: dict[str, Media] = {}
    broken: list[tuple[str, Unreadable]] = []
    for file, outcome in zip(record.media, outcomes, strict=True):
        taken = Unreadable(outcome.why, "too_hard") if isinstance(outcome, Failed) else outcome.value
        if isinstance(taken, Media):
            media[taken.sha256] = taken
        else:
            broken.append((file.name, taken))
    if not media:
        whys = tuple(Message("refusal.of_photo", file=name, cause=photo.why) for name, photo in broken)
        return item, RefusedItem(
            broken[0][1].reason, Message("refusal.photos", photos=whys), member=sender(record)
        )
    short, cut = _shortened(record)
    return OpenedItem(item, short, tuple(media.values()), tuple(broken), cut)


def _shortened(record: Record) -> tuple[Record, Message | None]:
    """The record with at most LONGEST_TEXT characters of words, and what was cut; None if nothing was."""
    cut = len(record.text) - LONGEST_TEXT
    if cut <= 0:
        return record, None
    why = Message("refusal.text_cut", most=LONGEST_TEXT, n=cut)
    return replace(record, text=record.text[:LONGEST_TEXT]), why
