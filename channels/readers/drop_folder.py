"""The drop folder: `<inbox>/<group>/` holds photos, alone or with words beside them, and archives of these.

A sidecar (`name.json`, `.toml` or `.txt`) or a row of `index.csv` or `index.xlsx` says what the photo cannot:
who posted it, when, with which words, who liked it and what the member allows. A photo that nothing names is
a submission by an unknown member with unknown consent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.readers.archives import looks_like_zip
from channels.readers.index import INDEXES, fields_of, media_in, read_row, row_stamp, rows
from channels.readers.places import file_stamp, is_open, is_picture
from channels.readers.sidecars import SAYING, Sidecar, media_of, photos_of, read_sidecar, stays_in
from channels.readers.unpack import refusal, unpacked
from content.inbox import Item, Record, Refused
from content.model import Member

LOOSE = ""  # the folder name of what lies beside the groups' folders
NO_GROUP = Refused("no_group", "It lies beside the groups' folders; move it into the one it belongs to.")


@dataclass(frozen=True, slots=True)
class DropFolder:
    """An inbox on disk. `name` is what its items are remembered by.

    `columns` maps our fields to an index's columns; `zone` reads an index's clocks; archives are unpacked
    into `opened` (None: they are left alone); `claimed` are files that belong to chat exports; with `group`
    everything below `root` is of that group.
    """

    root: Path
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    opened: Path | None = None
    claimed: frozenset[Path] = frozenset()
    group: str | None = None

    def folders(self) -> Sequence[str]:
        """The groups' folders by name; "" stands for what lies loose beside them."""
        if self.group is not None:
            return [self.group]
        found = sorted(path.name for path in self.root.iterdir() if path.is_dir() and is_open(path.name))
        loose = any(path.is_file() and is_open(path.name) for path in self.root.iterdir())
        return [LOOSE, *found] if loose else found

    def items(self, folder: str) -> Sequence[Item]:
        """A sidecar or a row of an index is an item with its pictures; so is a picture that nothing names."""
        return sorted(self._items(folder, self._files(folder), self.root, ""), key=lambda item: item.path)

    def read(self, item: Item) -> Record | Refused:
        first = item.files[0]
        if item.folder == LOOSE:
            return NO_GROUP
        if is_picture(first.name):
            return Record(group=item.folder, media=(first,))
        if first.suffix.lower() == ".zip":
            return refusal(first, item.path, self.opened)
        if first.name.lower() in INDEXES:
            return self._row(item, first)
        said = read_sidecar(first)
        return said if isinstance(said, Refused) else _record(item, first.parent, said)

    def _items(self, folder: str, paths: Sequence[Path], base: Path, prefix: str) -> Iterator[Item]:
        """`prefix` is what their paths begin with: the archive they came in."""
        named: defaultdict[tuple[Path, str], list[Path]] = defaultdict(list)
        for path in paths:
            if path.name.lower() in INDEXES:
                named.update(self._indexed(path))
            elif path.suffix.lower() in SAYING - {".txt"}:
                named[path, ""].extend(media_of(path))
        taken = {path for media in named.values() for path in media}
        for path in (path for path in paths if path.suffix.lower() == ".txt"):
            if media := [photo for photo in photos_of(path) if photo not in taken]:
                named[path, ""] = media  # a text that speaks of no photo here is none of ours
                taken.update(media)
        alone = [path for path in paths if is_picture(path.name) and path not in taken]
        for (path, row), media in [*named.items(), *(((picture, ""), []) for picture in alone)]:
            inside = prefix + path.relative_to(base).as_posix()
            mark = row_stamp(path, row[1:]) if row else file_stamp(path)
            yield Item(folder, inside + row, (path, *media), ";".join([mark, *map(file_stamp, media)]))
        for path in paths if self.opened and not prefix else ():
            if path.suffix.lower() == ".zip" and _is_zip(path):
                yield from self._packed(folder, path)

    def _indexed(self, index: Path) -> Iterator[tuple[tuple[Path, str], list[Path]]]:
        """(index, #row) with the pictures of each row; one that cannot be read is refused as a whole."""
        found = rows(index)
        if isinstance(found, Refused):
            yield (index, ""), []
            return
        for number, row in found.items():
            names = media_in(fields_of(row, self.columns))
            media = [index.parent / name for name in names if "\0" not in name]
            yield (index, f"#{number}"), [path for path in media if stays_in(index.parent, path)]

    def _packed(self, folder: str, archive: Path) -> Iterator[Item]:
        path = f"{archive.relative_to(self.root).as_posix()}!/"
        tree, refused = unpacked(archive, self.opened or archive.parent)
        for one in refused:
            yield Item(folder, path + one.where, (archive,), file_stamp(archive))
        if tree is not None:
            yield from self._items(folder, _below(tree), tree, path)

    def _row(self, item: Item, index: Path) -> Record | Refused:
        found, number = rows(index), item.path.rpartition("#")[2]
        if isinstance(found, Refused):
            return found
        row = found.get(int(number)) if number.isdecimal() else None
        if row is None:
            return Refused("bad_row", f"{index.name} has no such row any more; gather again.")
        said = read_row(row, self.columns, self.zone, f"{index.name}, row {number}")
        return said if isinstance(said, Refused) else _record(item, index.parent, said)

    def _files(self, folder: str) -> list[Path]:
        """Files of a folder; all levels below a group's folder, only the top where they lie loose."""
        if self.group is not None:
            return [path for path in _below(self.root) if path not in self.claimed]
        top = self.root / folder
        found = sorted(top.iterdir()) if folder == LOOSE else _below(top)
        return [path for path in found if path.is_file() and is_open(path.name) and path not in self.claimed]


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and is_open(path.name))


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return looks_like_zip(file.read(4))
    except OSError:
        return False


def _record(item: Item, folder: Path, said: Sidecar) -> Record | Refused:
    media = tuple(folder / name for name in said.media)
    for name, path in zip(said.media, media, strict=True):
        if "\0" in name or not stays_in(folder, path):
            return Refused("bad_sidecar", f"Its media {name!r} lies outside the sidecar's own folder.")
        if not path.is_file():
            return Refused("media_missing", f"Its media {name!r} is not there; put it beside the sidecar.")
    member = Member(said.member.id, said.member.nickname, item.folder) if said.member else None
    return Record(
        group=item.folder,
        media=media,
        id=said.id,
        member=member,
        text=said.text.replace("\0", ""),
        posted_at=said.posted_at,
        product=said.product,
        likes=frozenset(like.member for like in said.likes) - {member.id if member else ""},
        replies=said.replies,
        consent=said.consent.consent() if said.consent else None,
    )
