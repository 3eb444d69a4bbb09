"""The drop folder: `<inbox>/<group>/` holds photos, alone or with words beside them, and archives of these.

A sidecar (`name.json`, `.toml` or `.txt`) or a row of `index.csv` or `index.xlsx` says what the photo cannot:
who posted it, when, with which words, who liked it and what the member allows. A photo that nothing names is
a submission by an unknown member with unknown consent.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.readers.detect import Unknown, detect
from channels.readers.index import INDEXES, fields_of, media_in, read_row, row_stamp, rows
from channels.readers.listing import Listing
from channels.readers.places import Folder, Tree, file_stamp, in_utf8, is_open, is_picture, suffix_of, tree_of
from channels.readers.sidecars import SAYING, Sidecar, is_inside, media_of, read_sidecar
from channels.readers.unpack import refusal, unpacked
from content.inbox import Item, Record, Refused
from content.model import Member, Message

LOOSE = ""  # the folder name of what lies beside the groups' folders
FORMAT = "1"  # of the remembered listings of archives
PACKED = "!/"  # between an archive's path and that of what is in it
STRANGE = frozenset(
    {".jsonl", ".ndjson", ".csv", ".xlsx", ".log", ".dat"}
)  # may be exports, and none was found
ARCHIVES = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})  # of kinds we do not open
NO_GROUP = Refused("no_group", Message("refusal.beside_the_groups"))
LINK = Refused("link", Message("refusal.link"))
SPECIAL = Refused("not_a_file", Message("refusal.not_a_file"))
CLOSED = Refused("no_access", Message("refusal.folder_closed"))


@dataclass(frozen=True, slots=True)
class DropFolder:
    """An inbox on disk. `name` is what its items are remembered by.

    `columns` maps our fields to an index's columns; `zone` reads an index's clocks; archives are unpacked
    into `opened` (None: they are left alone) and their listings kept in `memory`, so that an unchanged one
    stays closed; `claimed` are files that belong to chat exports; with `group` everything below `root` is
    of that group.
    """

    root: Path
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    opened: Path | None = None
    claimed: frozenset[str] = frozenset()
    group: str | None = None
    memory: Path | None = None

    def folders(self) -> Sequence[str]:
        """The groups' folders by name; "" stands for what lies loose beside them."""
        if self.group is not None:
            return [self.group]
        entries = [entry for entry in os.scandir(self.root) if is_open(entry.name)]
        found = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        loose = any(not entry.is_dir(follow_symlinks=False) for entry in entries)
        return [LOOSE, *found] if loose else found

    def items(self, folder: str) -> Sequence[Item]:
        """A sidecar or a row of an index is an item with its pictures; so is a picture that nothing names."""
        tree = self._tree(folder)
        found = [*self._items(folder, tree.files, str(self.root), ""), *self._shut(folder, tree)]
        return sorted(found, key=lambda item: item.path)

    def read(self, item: Item) -> Record | Refused:
        first = item.files[0]
        if first.is_symlink():
            return LINK
        if item.folder == LOOSE:
            return NO_GROUP
        if first.is_dir():
            return CLOSED
        if first.exists() and not first.is_file():
            return SPECIAL
        self._bring_back(item)
        if is_picture(first.name):
            return Record(group=item.folder, media=(first,))
        if suffix_of(first.name) == ".zip":
            return refusal(first, item.path, self.opened)
        if first.name.lower() in INDEXES:
            return self._row(item, first)
        if suffix_of(first.name) in STRANGE | ARCHIVES:
            return _strange(first)
        said = read_sidecar(first, item.files[1:])
        if isinstance(said, Refused):
            nobodys = said.reason == "bad_sidecar" and len(item.files) == 1
            return _strange(first, said.why) if nobodys else said
        return _record(item, first.parent, said)

    def _items(self, folder: str, paths: Sequence[str], base: str, prefix: str) -> Iterator[Item]:
        """`prefix` is what their paths begin with: the archive they came in."""
        named = self._named(paths)
        taken = {str(path) for media in named.values() for path in media}
        alone = [path for path in paths if is_picture(path) and path not in taken]
        strange = [path for path in paths if _is_strange(path)]
        for (path, row), media in [*named.items(), *(((one, ""), []) for one in alone + strange)]:
            inside = prefix + in_utf8(path[len(base) + 1 :])
            mark = row_stamp(Path(path), row[1:]) if row else file_stamp(path)
            yield Item(folder, inside + row, (Path(path), *media), ";".join([mark, *map(file_stamp, media)]))
        for path in paths if self.opened and not prefix else ():
            if suffix_of(path) == ".zip":
                yield from self._packed(folder, Path(path))

    def _named(self, paths: Sequence[str]) -> dict[tuple[str, str], list[Path]]:
        """(sidecar or index, #row) -> the pictures it names."""
        photos = _by_stem(paths)
        named: defaultdict[tuple[str, str], list[Path]] = defaultdict(list)
        for path in paths:
            if _name(path) in INDEXES:
                named.update(self._indexed(Path(path)))
            elif suffix_of(path) in SAYING - {".txt"}:
                named[path, ""].extend(media_of(Path(path), photos.get(_stem(path), [])))
        taken = {path for media in named.values() for path in media}
        for path in (path for path in paths if suffix_of(path) == ".txt"):
            if media := [photo for photo in photos.get(_stem(path), []) if photo not in taken]:
                named[path, ""] = media  # a text that speaks of no photo here is none of ours
                taken.update(media)
        return named

    def _shut(self, folder: str, tree: Tree) -> Iterator[Item]:
        """Links, closed folders and what is no file: these are not looked into, and that is told."""
        for path in (*tree.links, *tree.closed, *tree.special):
            yield Item(folder, in_utf8(path[len(str(self.root)) + 1 :]), (Path(path),), "closed")

    def _indexed(self, index: Path) -> Iterator[tuple[tuple[str, str], list[Path]]]:
        """(index, #row) with the pictures of each row; one that cannot be read is refused as a whole."""
        found = rows(index)
        if isinstance(found, Refused):
            yield (str(index), ""), []
            return
        for number, row in found.items():
            names = media_in(fields_of(row, self.columns))
            media = [index.parent / name for name in names if is_inside(index.parent, name)]
            yield (str(index), f"#{number}"), media

    def _packed(self, folder: str, archive: Path) -> Sequence[Item]:
        path = in_utf8(str(archive)[len(str(self.root)) + 1 :]) + PACKED
        listing = Listing(self.memory, path, self.name)
        stamp = f"{FORMAT} {file_stamp(archive)} {self.zone} {sorted(self.columns.items())} {self.opened}"
        if (known := listing.remembered(stamp)) is not None:
            return known
        tree, refused = unpacked(archive, self.opened or archive.parent)
        items = [Item(folder, path + in_utf8(one.where), (archive,), file_stamp(archive)) for one in refused]
        if tree is not None:
            items += self._items(folder, tree_of(tree).files, str(tree), path)
            listing.remember(stamp, items)
        return items

    def _bring_back(self, item: Item) -> None:
        """What was listed from memory is unpacked when it is read after all."""
        archive = self.root / item.path.partition(PACKED)[0]
        if PACKED in item.path and not item.files[-1].exists() and archive.is_file():
            unpacked(archive, self.opened or archive.parent)

    def _row(self, item: Item, index: Path) -> Record | Refused:
        found, number = rows(index), item.path.rpartition("#")[2]
        if isinstance(found, Refused):
            return found
        row = found.get(int(number)) if number.isdecimal() else None
        if row is None:
            return Refused("bad_row", Message("refusal.no_such_row", file=index.name))
        said = read_row(row, self.columns, self.zone, f"{index.name}, row {number}")
        return said if isinstance(said, Refused) else _record(item, index.parent, said)

    def _tree(self, folder: str) -> Tree:
        """What lies in a folder: all levels below a group's, only the top where it lies loose."""
        if self.group is not None:
            tree = tree_of(self.root)
        else:
            tree = tree_of(self.root / folder, deep=folder != LOOSE)
        tree.files = [path for path in tree.files if path not in self.claimed]
        return tree


def _by_stem(paths: Sequence[str]) -> dict[str, list[Path]]:
    """The photos by their path without suffix: a sidecar that names none speaks of those of its own name."""
    photos: defaultdict[str, list[Path]] = defaultdict(list)
    for path in filter(is_picture, paths):
        photos[_stem(path)].append(Path(path))
    return photos


def _stem(path: str) -> str:
    return path[: len(path) - len(suffix_of(path))]


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _is_strange(path: str) -> bool:
    return suffix_of(path) in STRANGE | ARCHIVES and _name(path) not in INDEXES


def _strange(file: Path, why: Message | None = None) -> Refused:
    """Something that nothing knows, with what was seen."""
    if suffix_of(file.name) in ARCHIVES:
        return Refused("bad_archive", Message("refusal.other_archive", file=file.name))
    seen = detect(Folder(file.parent), file.name)
    shown = (
        seen.seen
        if isinstance(seen, Unknown)
        else Message("refusal.of_another_folder", file=file.name, reader=seen.name)
    )
    if why is None:
        return Refused("unknown_shape", Message("refusal.unknown_shape", shown=shown))
    return Refused("unknown_shape", Message("refusal.no_chat_either", cause=why, shown=shown))


def _record(item: Item, folder: Path, said: Sidecar) -> Record | Refused:
    media = tuple(folder / name for name in said.media)
    for name, path in zip(said.media, media, strict=True):
        if not is_inside(folder, name):
            return Refused("bad_sidecar", Message("refusal.media_outside", name=name))
        if file_stamp(path) == "missing":
            return Refused("media_missing", Message("refusal.media_not_there", name=name))
    member = Member(said.member.id, said.member.nickname, item.folder) if said.member else None
    return Record(
        group=item.folder,
        media=media,
        id=said.id,
        member=member,
        text=said.text,
        posted_at=said.posted_at,
        product=said.product,
        likes=frozenset(like.member for like in said.likes) - {member.id if member else ""},
        replies=said.replies,
        like_count=said.like_count,
        consent=said.consent.consent() if said.consent else None,
    )
