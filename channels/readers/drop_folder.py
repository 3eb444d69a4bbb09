"""The drop folder: `<inbox>/<group>/` holds photos, alone or with words beside them, and archives of these.

A sidecar (`name.json`, `.toml` or `.txt`) or a row of `index.csv` or `index.xlsx` says what the photo cannot:
who posted it, when, with which words, who liked it and what the member allows. A photo that nothing names is
a submission by an unknown member with unknown consent.
"""

import filecmp
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

from channels.cells import did_you_mean
from channels.readers.archives import Archive, open_archive
from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.group_names import NO_NAMES, GroupNames
from channels.readers.index import IndexFile
from channels.readers.index_tables import SUFFIXES, index_tables
from channels.readers.listing import Listing
from channels.readers.messages import DateOrder
from channels.readers.named_media import named_picture
from channels.readers.picture_variants import FileFacts, is_edited, picture_variants
from channels.readers.places import Folder, Tree, file_stamp, in_utf8, is_open, suffix_of, tree_of
from channels.readers.roles import ARCHIVES, FileRole, head_on_disk, named_kind, role_on_disk
from channels.readers.sidecars import Sidecar, is_inside, media_of, read_sidecar
from channels.readers.unpack import COUNTED, PACKED, refusal, role_in, still_of, unpacked
from content.inbox import Item, Record, RefusedItem
from content.model import Member, Message
from content.sanitize import clean, one_line

LOOSE = ""  # the folder name of what lies beside the groups' folders
FORMAT = "3"  # of the remembered listings of archives
DROPPED = frozenset(
    {FileRole.PICTURE, FileRole.LIVE, FileRole.INDEX, FileRole.ZIP}
)  # what makes a folder one to drop into
ALONE = frozenset(
    {FileRole.PICTURE, FileRole.LIVE, FileRole.STRANGE, FileRole.TEXT}
)  # items even where nothing names them
GOOGLES = re.compile(r"\.su[a-z-]*\Z")  # behind the photo's own name, of .supplemental-metadata
NOTES = "#notes"  # names what of an index is not read, in the path of its item
HIDDEN = "#hidden"  # the same for its hidden rows, which are read
MOST_NAMED = 5  # fields that a note names
NOTHING: Mapping[str, Path] = {}
NO_GROUP = RefusedItem("no_group", Message("refusal.beside_the_groups"))
LINK = RefusedItem("link", Message("refusal.link"))
SPECIAL = RefusedItem("not_a_file", Message("refusal.not_a_file"))
CLOSED = RefusedItem("no_access", Message("refusal.folder_closed"))


@dataclass(frozen=True, slots=True)
class DropFolder:
    """An inbox on disk. `name` is what its items are remembered by.

    `columns` maps our fields to an index's columns; `zone` reads an index's clocks; archives are unpacked
    into `opened` (None: they are left alone) and their listings kept in `memory`, so that an unchanged one
    stays closed; `claimed` are files that belong to chat exports; with `group` everything below `root` is
    of that group; `dates` is the order of days and months where an index leaves it open;
    `groups` tells which group a folder that bears a group's name is of.
    """

    root: Path
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    opened: Path | None = None
    claimed: frozenset[str] = frozenset()
    group: str | None = None
    memory: Path | None = None
    dates: DateOrder | None = None
    groups: GroupNames = NO_NAMES

    def folders(self) -> Sequence[str]:
        """The groups' folders by name; "" stands for what lies loose beside them."""
        if self.group is not None:
            return [self.group]
        entries = [entry for entry in os.scandir(self.root) if is_open(entry.name)]
        names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        loose = any(not entry.is_dir(follow_symlinks=False) for entry in entries)
        return [LOOSE, *names] if loose else names

    def items(self, folder: str) -> Sequence[Item]:
        """A sidecar or a row of an index is an item with its pictures; so is a picture that nothing names."""
        tree = self._tree(folder)
        items = [*self._items(folder, tree.files, str(self.root), ""), *self._shut(folder, tree)]
        return sorted(items, key=lambda item: item.path)

    def read(self, item: Item) -> Record | RefusedItem:
        first = item.files[0]
        if first.is_symlink():
            return LINK
        if item.folder == LOOSE:
            return NO_GROUP
        if len(ids := self.groups.meant(item.folder)) > 1:
            return RefusedItem("which_group", Message("refusal.which_group", folder=item.folder, groups=ids))
        if first.is_dir():
            return CLOSED
        if first.exists() and not first.is_file():
            return SPECIAL
        self._bring_back(item)
        match FileRole.INDEX if _is_row(item) else role_on_disk(str(first)):
            case FileRole.PICTURE | FileRole.LIVE:
                still = self._shown(first)
                group = self.groups.group_of(item.folder)
                return still if isinstance(still, RefusedItem) else Record(group=group, media=(still,))
            case FileRole.ZIP:
                return refusal(first, item.path, self.opened)
            case FileRole.INDEX:
                return self._row(item, first)
            case FileRole.SIDECAR:
                return self._said(item, first)
            case FileRole.TEXT if len(item.files) > 1:
                return self._said(item, first)
            case _:
                return _strange(first)

    def not_looked_at(self) -> Counter[str]:
        """How many files nobody takes or refuses, by code: those of machines, films and sounds."""
        counts: Counter[str] = Counter()
        for folder in self.folders():
            tree = self._tree(folder)
            counts += tree.passed
            for path, role in self._roles(tree.files, str(self.root)).items():
                counts[role] += role in COUNTED
                counts += self._not_unpacked(Path(path)) if role is FileRole.ZIP else Counter()
                counts += self._index(Path(path)).not_looked_at() if role is FileRole.INDEX else Counter()
            counts += self._variants(tree.files)
        return +counts

    def _variants(self, paths: Sequence[str]) -> Counter[str]:
        """How many pictures others stand for; those that a table or a sidecar names are shown."""
        variants = picture_variants(paths, ON_DISK)
        if not variants.passed:
            return Counter()
        named = self._named(paths, self._roles(paths, str(self.root)))
        taken = {str(path) for media in named.values() for path in media}
        left = {
            path: kind for path, kind in variants.passed.items() if path not in taken - variants.edited.keys()
        }
        return Counter(map(str, left.values()))

    def _not_unpacked(self, path: Path) -> Counter[str]:
        archive = open_archive(path, self.opened or path.parent)
        if isinstance(archive, RefusedItem):
            return Counter()
        roles: Counter[str] = Counter(
            role for name in archive.names if (role := role_in(archive, name)) in COUNTED
        )
        facts = FileFacts(archive.size, lambda name, other: archive.stamp(name) == archive.stamp(other))
        variants = picture_variants(archive.names, facts).passed
        roles += Counter(map(str, variants.values()))
        return archive.passed + Counter({str(role): count for role, count in roles.items()})

    def _shown(self, file: Path) -> Path | RefusedItem:
        """The picture itself: of a live photo its still, which is unpacked."""
        if role_on_disk(str(file)) is not FileRole.LIVE:
            return file
        return still_of(file, self.opened) if self.opened else _strange(file)

    def _said(self, item: Item, first: Path) -> Record | RefusedItem:
        sidecar = read_sidecar(first, item.files[1:], self.zone)
        if isinstance(sidecar, RefusedItem):
            nobodys = sidecar.reason == "bad_sidecar" and len(item.files) == 1
            return _strange(first, sidecar.why) if nobodys else sidecar
        return self._record(item, first.parent, sidecar)

    def _items(self, folder: str, paths: Sequence[str], base: str, prefix: str) -> Iterator[Item]:
        """`prefix` is what their paths begin with: the archive they came in."""
        roles = self._roles(paths, base)
        named = self._named(paths, roles)
        taken = {str(path) for media in named.values() for path in media} | {path for path, _ in named}
        variants = picture_variants(paths, ON_DISK)
        edited = {old: Path(new) for old, new in variants.edited.items() if new not in taken}
        named = {key: [edited.get(str(path), path) for path in media] for key, media in named.items()}
        taken |= {str(new) for old, new in edited.items() if old in taken} | variants.passed.keys()
        alone = [path for path in paths if roles[path] in ALONE and path not in taken]
        for (path, row), media in [*named.items(), *(((path, ""), []) for path in alone)]:
            inside = prefix + in_utf8(path[len(base) + 1 :])
            number = row[1:]
            mark = self._index(Path(path)).row_stamp(int(number)) if number.isdecimal() else file_stamp(path)
            # What lies in a workbook changes with it; it may not be unpacked yet.
            stamps = [file_stamp(file if file.is_relative_to(base) else path) for file in media]
            yield Item(folder, inside + row, (Path(path), *media), ";".join([mark, *stamps]))
        for path in paths if self.opened and not prefix else ():
            if roles[path] is FileRole.ZIP:
                yield from self._packed(folder, Path(path))

    def _roles(self, paths: Sequence[str], base: str) -> dict[str, FileRole]:
        """What each file below `base` is there for; a table of an index's shape may be the index."""
        roles = {path: role_on_disk(path) for path in paths}
        names = [path[len(base) + 1 :] for path in paths]
        adopted = index_tables(Folder(Path(base)), names, self.columns).adopted
        return roles | {f"{base}/{name}": FileRole.INDEX for name in adopted}

    def _named(
        self, paths: Sequence[str], roles: Mapping[str, FileRole]
    ) -> dict[tuple[str, str], list[Path]]:
        """(sidecar or index, #row) -> the pictures it names."""
        photos = _by_stem(paths, roles)
        named: defaultdict[tuple[str, str], list[Path]] = defaultdict(list)
        for path in paths:
            if roles[path] is FileRole.INDEX:
                named.update(self._indexed(Path(path)))
            elif roles[path] is FileRole.SIDECAR:
                named[path, ""].extend(media_of(Path(path), _beside(path, photos)))
        taken = {path for media in named.values() for path in media}
        for path in (path for path in paths if roles[path] is FileRole.TEXT):
            if media := [photo for photo in _beside(path, photos) if photo not in taken]:
                named[path, ""] = media
                taken.update(media)
        return named

    def _shut(self, folder: str, tree: Tree) -> Iterator[Item]:
        """Links, closed folders and what is no file: these are not looked into, and that is told."""
        for path in (*tree.links, *tree.closed, *tree.special):
            yield Item(folder, in_utf8(path[len(str(self.root)) + 1 :]), (Path(path),), "closed")

    def _indexed(self, index: Path) -> Iterator[tuple[tuple[str, str], list[Path]]]:
        """(index, #row) with the pictures of each row; an index without rows is an item itself."""
        file = self._index(index)
        table = file.table()
        if isinstance(table, RefusedItem) or not table.rows:
            yield (str(index), ""), []
            return
        if file.notes():
            yield (str(index), NOTES), []
        if file.hidden_rows():
            yield (str(index), HIDDEN), []
        inside = self._in_workbook(index) if table.pictures else None
        for number, row in table.rows.items():
            media = [
                named_picture(index.parent, name)
                for name in file.media_in(row)
                if is_inside(index.parent, name)
            ]
            media += [inside.lies_at(part) for part in table.pictures.get(number, ()) if inside]
            yield (str(index), f"#{number}"), media

    def _index(self, index: Path) -> IndexFile:
        return IndexFile(index, self.columns, self.zone, self.dates)

    def _in_workbook(self, index: Path) -> Archive | None:
        """A workbook, as the zip that it is; None where there is no place to open it."""
        archive = open_archive(index, self.opened) if self.opened else None
        return archive if isinstance(archive, Archive) else None

    def _packed(self, folder: str, archive: Path) -> Sequence[Item]:
        path = in_utf8(str(archive)[len(str(self.root)) + 1 :]) + PACKED
        listing = Listing(self.memory, path, self.name)
        settings = f"{self.zone} {sorted(self.columns.items())} {self.dates} {self.opened}"
        stamp = f"{FORMAT} {file_stamp(archive)} {settings}"
        if (known := listing.remembered(stamp)) is not None:
            return known
        tree, refused = unpacked(archive, self.opened or archive.parent)
        items = [
            Item(folder, path + in_utf8(left_out.where), (archive,), file_stamp(archive))
            for left_out in refused
        ]
        if tree is not None:
            items += self._items(folder, tree_of(tree).files, str(tree), path)
            items += [] if items else [Item(folder, path, (archive,), file_stamp(archive))]
            listing.remember(stamp, items)
        return items

    def _bring_back(self, item: Item) -> None:
        """What was listed from memory is unpacked when it is read after all."""
        archive = self.root / item.path.partition(PACKED)[0]
        if PACKED in item.path and not item.files[-1].exists() and archive.is_file():
            unpacked(archive, self.opened or archive.parent)

    def _row(self, item: Item, index: Path) -> Record | RefusedItem:
        file, number = self._index(index), item.path.rpartition("#")[2]
        if item.path.endswith(NOTES) and (notes := file.notes()):
            return notes
        if item.path.endswith(HIDDEN) and (hidden := file.hidden_rows()):
            return hidden
        table = file.table()
        if isinstance(table, RefusedItem):
            return table
        if not table.rows or not number.isdecimal():
            return RefusedItem("bad_index", Message("refusal.index_without_rows", file=index.name))
        parts = table.pictures.get(int(number), ())
        sidecar = file.read(int(number), parts)
        if isinstance(sidecar, RefusedItem):
            return sidecar
        inside = self._fetched(index, parts)
        return (
            inside if isinstance(inside, RefusedItem) else self._record(item, index.parent, sidecar, inside)
        )

    def _fetched(self, index: Path, parts: Sequence[str]) -> dict[str, Path] | RefusedItem:
        """The pictures of a row that lie in the workbook, unpacked."""
        files: dict[str, Path] = {}
        archive = self._in_workbook(index) if parts else None
        for part in parts:
            if archive is None or part not in archive.names:
                return RefusedItem("bad_index", Message("refusal.pictures_in_workbook", file=index.name))
            file = archive.fetch(part)
            if isinstance(file, RefusedItem):
                return file
            files[part] = file
        return files

    def _record(
        self, item: Item, folder: Path, sidecar: Sidecar, inside: Mapping[str, Path] = NOTHING
    ) -> Record | RefusedItem:
        """`inside` are pictures that lie nowhere in the inbox, by their names in the sidecar."""
        media = []
        for name in sidecar.media:
            if name not in inside and not is_inside(folder, name):
                return RefusedItem("bad_sidecar", Message("refusal.media_outside", name=name))
            file = inside.get(name) or named_picture(folder, name)
            file = next((new for new in item.files[1:] if is_edited(new, file)), file)
            if file_stamp(file) == "missing":
                return RefusedItem("media_missing", Message("refusal.media_not_there", name=name))
            still = self._shown(file)
            if isinstance(still, RefusedItem):
                return still
            media.append(still)
        return _record(self.groups.group_of(item.folder), tuple(media), sidecar, item.files[0].name)

    def _tree(self, folder: str) -> Tree:
        """What lies in a folder: all levels below a group's, only the top where it lies loose."""
        if self.group is not None:
            tree = tree_of(self.root)
        else:
            tree = tree_of(self.root / folder, deep=folder != LOOSE)
        tree.files = [path for path in tree.files if path not in self.claimed]
        return tree


def _are_alike(path: str, other: str) -> bool:
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


def _size(path: str) -> int:
    """Bytes; 0 of what is gone."""
    size = file_stamp(path).partition(":")[0]
    return int(size) if size.isdecimal() else 0


ON_DISK = FileFacts(_size, _are_alike)


def _is_row(item: Item) -> bool:
    """Whether an item is a row of a table, or what a table leaves out."""
    file, mark, row = item.path.rpartition("#")
    table = suffix_of(file) in SUFFIXES and file.endswith(in_utf8(item.files[0].name))
    return bool(mark) and table and (row.isdecimal() or mark + row in (NOTES, HIDDEN))


def is_dropped(path: str) -> bool:
    """Whether people drop such a file: a picture, also of a kind that is not opened, or what names some."""
    role = role_on_disk(path)
    if role in DROPPED or suffix_of(path) == ".toml":
        return True
    return role is FileRole.STRANGE and named_kind(path, head_on_disk(path)) is not None


def _by_stem(paths: Sequence[str], roles: Mapping[str, FileRole]) -> dict[str, list[Path]]:
    """The photos by their path without suffix: a sidecar that names none speaks of those of its own name."""
    photos: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        if roles[path] in (FileRole.PICTURE, FileRole.LIVE):
            photos[_stem(path)].append(Path(path))
    return photos


def _beside(sidecar: str, photos: Mapping[str, list[Path]]) -> list[Path]:
    """The photos of a sidecar's name: a.json and a.jpg.json both speak of a.jpg, and so does what Google
    calls a.jpg.supplemental-metadata.json, cut where that is long."""
    stem = GOOGLES.sub("", _stem(sidecar))
    return photos.get(stem) or [photo for photo in photos.get(_stem(stem), []) if str(photo) == stem]


def _stem(path: str) -> str:
    return path[: len(path) - len(suffix_of(path))]


def _strange(file: Path, why: Message | None = None) -> RefusedItem:
    """Something that nothing knows, with what was seen."""
    if suffix_of(file.name) in ARCHIVES:
        return RefusedItem("bad_archive", Message("refusal.other_archive", file=file.name))
    if kind := named_kind(file.name, head_on_disk(file)):
        return RefusedItem("unknown_shape", Message("refusal.of_kind", file=file.name, cause=kind))
    seen = detect(Folder(file.parent), file.name)
    description = (
        seen.seen
        if isinstance(seen, UnrecognizedDrop)
        else Message("refusal.of_another_folder", file=file.name, reader=seen.name)
    )
    if why is None:
        return RefusedItem("unknown_shape", Message("refusal.unknown_shape", shown=description))
    return RefusedItem("unknown_shape", Message("refusal.no_chat_either", cause=why, shown=description))


def _record(group: str, media: tuple[Path, ...], sidecar: Sidecar, file: str) -> Record:
    member, notes = _member(sidecar, group)
    if fields := sidecar.unknown_fields():
        named = tuple(one_line(name)[:40] for name in fields[:MOST_NAMED])
        hint = did_you_mean(named[0], Sidecar.model_fields)
        why = Message("refusal.unknown_fields", file=file, fields=named, hint=hint)
        notes = (*notes, ("unknown_field", why))
    return Record(
        group=group,
        media=media,
        id=sidecar.id,
        member=member,
        text=sidecar.text,
        posted_at=sidecar.posted_at,
        product=sidecar.product,
        likes=frozenset(like.member for like in sidecar.likes) - {member.id if member else ""},
        replies=sidecar.replies,
        like_count=sidecar.like_count,
        consent=sidecar.consent.consent() if sidecar.consent else None,
        notes=notes,
    )


def _member(sidecar: Sidecar, group: str) -> tuple[Member | None, tuple[tuple[str, Message], ...]]:
    """Who it is, on one line and without what cannot be seen, with a note where that changed the name."""
    if sidecar.member is None:
        return None, ()
    written, key = sidecar.member.nickname, sidecar.member.id
    nickname = clean(one_line(written))
    key = nickname if key == written else key
    is_changed = nickname != " ".join(normalize("NFC", written).split(" ")).strip()
    notes = (("name_cleaned", Message("refusal.name_cleaned", name=nickname)),) if is_changed else ()
    if not key:
        return None, notes
    return Member(key, nickname or key, group), notes
