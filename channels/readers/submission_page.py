"""What members sent by the submission page: DAY/REF/ with entry.json and photos, as an inbox.

Whoever wrote it sits at the open door, so nothing of it is believed: no links are followed, the group is
that of the link it came by, and what was agreed to is worked out from the choice and the day.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from channels.readers.places import file_stamp
from content.files import read_limited
from content.inbox import Item, Record, RefusedItem
from content.model import Group, Member, Message, SubmissionLink
from content.sanitize import clean, one_line
from content.submission_page.shapes import ENTRY_BYTES, MOST_WORDS, PageEntry
from content.submission_page.terms import MONTHS, consent_of

ENTRY = "entry.json"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REF = re.compile(r"[0-9a-f]{32}")
YEARS = range(2020, 2100)  # of what was sent; the last years of the calendar have no day for its end
BROKEN = RefusedItem("bad_sidecar", Message("refusal.page_entry"))
NO_LINK = RefusedItem("no_group", Message("refusal.page_link"))
ODD = RefusedItem("link", Message("refusal.page_odd_file"))


def submission_id(ref: str) -> str:
    """The id of the submission that came under this reference."""
    return f"page-{ref[:16]}"


@dataclass(frozen=True, slots=True)
class PageInbox:
    """The drop of the page. `links` are those that there are, by id, revoked ones too; `groups` by id."""

    root: Path
    name: str
    links: Mapping[str, SubmissionLink] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()  # taken back before anything has gathered them

    def folders(self) -> Sequence[str]:
        """The days on which something came."""
        return [entry.name for entry in _folders(self.root) if DAY.fullmatch(entry.name)]

    def items(self, folder: str) -> Sequence[Item]:
        entries = [entry for entry in _folders(self.root / folder) if REF.fullmatch(entry.name)]
        return [self._item(folder, entry) for entry in entries if entry.name not in self.withdrawn]

    def read(self, item: Item) -> Record | RefusedItem:
        if any(file.is_symlink() or not file.is_file() for file in item.files):
            return ODD
        entry = read_entry(item.files[0])
        if entry is None or not self._is_whole(entry, item):
            return BROKEN
        link = self.links.get(entry.link)
        if link is None or link.group not in self.groups:
            return NO_LINK
        return _record(entry, item, self.groups[link.group])

    def _item(self, folder: str, entry: "os.DirEntry[str]") -> Item:
        home = Path(entry.path)
        photos = sorted(child.name for child in os.scandir(home) if child.name != ENTRY)
        files = (home / ENTRY, *(home / name for name in photos))
        return Item(folder, f"{folder}/{entry.name}", files, ",".join(map(file_stamp, files)))

    def _is_whole(self, entry: PageEntry, item: Item) -> bool:
        names = [file.name for file in item.files[1:]]
        return entry.ref == item.path.rpartition("/")[2] and sorted(entry.photos) == names


def read_entry(file: Path) -> PageEntry | None:
    """What stands in an entry.json; None for anything that the page does not write."""
    try:
        entry = PageEntry.model_validate_json(read_limited(file, ENTRY_BYTES))
    except (OSError, ValidationError):
        return None
    return entry if entry.months in MONTHS and entry.sent_at.year in YEARS else None


def evidence_of(entry: PageEntry) -> str:
    """Where it is said: the page, under which reference, in which wording, and when."""
    wording = f"{entry.wording}/{entry.language}"
    return f"submission-page {entry.ref} wording {wording} {entry.sent_at:%Y-%m-%dT%H:%MZ}"


def _record(entry: PageEntry, item: Item, group: Group) -> Record:
    nickname = one_line(clean(entry.nickname))
    since = entry.sent_at.astimezone(ZoneInfo(group.zone)).date()
    return Record(
        group=group.id,
        media=item.files[1:],
        id=submission_id(entry.ref),
        member=Member(nickname, nickname, group.id) if nickname else None,
        text=clean(entry.words)[:MOST_WORDS],
        posted_at=entry.sent_at,
        product=entry.product or None,
        consent=consent_of(entry.use, since, entry.months, evidence_of(entry)),
        is_claimed=True,
    )


def _folders(root: Path) -> Iterator["os.DirEntry[str]"]:
    """The folders in a folder by name; links are none."""
    if root.is_dir():
        entries = [entry for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False)]
        yield from sorted(entries, key=lambda entry: entry.name)
