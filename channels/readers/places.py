"""Where an export lies: a folder, or an archive that is never unpacked as a whole."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from unicodedata import normalize
from urllib.parse import unquote

from content.files import open_regular
from content.inbox import RefusedItem

PICTURES = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp", ".mpo", ".png", ".apng", ".webp", ".gif"),
        *(".heic", ".heif", ".hif", ".heics", ".heifs", ".avif", ".avifs", ".tif", ".tiff", ".bmp"),
    }
)  # what is surely meant as one; any other file is told by its bytes
SYSTEM = frozenset(
    {
        *("@eadir", "#recycle", "#snapshot", "@recycle", "@recently-snapshot", "~snapshot", "@tmp"),  # NAS
        *("@synoeastream", "@sharebin", "#sync"),
        *("$recycle.bin", "recycler", "system volume information", "thumbs.db", "ehthumbs.db"),  # Windows
        *("ehthumbs_vista.db", "desktop.ini", "__macosx", "icon\r", "lost+found", "lost.dir"),
    }
)  # folders and files that machines keep for themselves, in small letters
_THUMBNAIL = re.compile(r"syno(photo|video|file|audio)?_thumb_|synoindex_media_info", re.IGNORECASE)
SURE_STEM = 8  # characters of a name that no two pictures share by chance
_NUMBER = re.compile(r"\d{1,4}")
NOTES_OF_MACHINES = frozenset({".aae"})  # how an iPhone's picture was edited
HALF_WRITTEN = frozenset({".part", ".tmp", ".crdownload", ".download", ".filepart"})


class Place(Protocol):
    """A tree of files. Names have / between folders; a name that is not in `names` is never touched."""

    @property
    def path(self) -> Path:
        """The folder or archive itself."""
        ...

    @property
    def title(self) -> str:
        """What people call it: its name without suffix."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """Every usable file, sorted."""
        ...

    @property
    def refused(self) -> Sequence[RefusedItem]:
        """Files that may not be used, each with the reason."""
        ...

    def open(self, name: str) -> BinaryIO: ...

    def stamp(self, name: str) -> str:
        """Changes when the file does; known without reading it."""
        ...

    def lies_at(self, name: str) -> Path:
        """Where the file is, or will be once `fetch` brought it."""
        ...

    def fetch(self, name: str) -> Path | RefusedItem:
        """The file on disk."""
        ...


class Folder:
    """A folder on disk: hidden files, half-written ones and links are not ours to read."""

    def __init__(self, path: Path) -> None:
        self.path, self.title = path, path.resolve().name
        self.refused: Sequence[RefusedItem] = ()

    @cached_property
    def names(self) -> Sequence[str]:
        above = len(str(self.path)) + 1
        return [path[above:] for path in tree_of(self.path).files]

    def open(self, name: str) -> BinaryIO:
        return open_regular(self.path / name)

    def stamp(self, name: str) -> str:
        return file_stamp(self.path / name)

    def lies_at(self, name: str) -> Path:
        return self.path / name

    def fetch(self, name: str) -> Path | RefusedItem:
        return self.path / name


def is_open(name: str) -> bool:
    """Whether a file of this name is meant to be read."""
    return passed_over(name) is None


def passed_over(name: str) -> str | None:
    """Why nobody looks at a file or folder of this name: a code; None for one that is meant to be read."""
    if name.lower() in SYSTEM or _THUMBNAIL.match(name) or suffix_of(name) in NOTES_OF_MACHINES:
        return "system_file"
    if name.startswith((".", "~$")):
        return "hidden_file"
    return "half_written" if suffix_of(name) in HALF_WRITTEN else None


def is_picture(name: str) -> bool:
    return suffix_of(name) in PICTURES


@lru_cache(maxsize=50_000)  # a listing asks some twenty times for each file
def suffix_of(name: str) -> str:
    """In small letters, with its dot; "" where there is none."""
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - twenty times as fast as a Path


def file_stamp(path: Path | str) -> str:
    """Size and time of a file, or "missing"."""
    try:
        seen = os.stat(path)  # noqa: PTH116 - strings are what long listings are made of
    except OSError:
        return "missing"
    return f"{seen.st_size}:{seen.st_mtime_ns}"


class Pictures:
    """The pictures of a place, found by what messages call them: a path, a name, or a name without suffix.

    Whatever a message says is only compared with names that are there, so it can lead nowhere else.
    """

    def __init__(self, names: Iterable[str], home: str = "") -> None:
        """`home` is the folder of the export, from which its paths are counted."""
        self.found: set[str] = set()  # all that were asked for and are there
        self._by_path: dict[str, str] = {}
        self._by_folder: defaultdict[str, list[str]] = defaultdict(list)
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        self._by_stem: defaultdict[str, list[str]] = defaultdict(list)
        for name in filter(is_picture, names):
            inside = name.removeprefix(f"{home}/") if home else name
            self._by_path.setdefault(unquoted(_folded(inside)), name)
            self._by_path[_folded(inside)] = name
            for folder in set(PurePosixPath(_folded(inside)).parts[:-1]):
                self._by_folder[folder].append(_folded(inside))
            self._by_name[unquoted(_folded(PurePosixPath(name).name))].append(name)
            self._by_stem[unquoted(_folded(PurePosixPath(name).stem))].append(name)

    def find(self, *called: str) -> str | None:
        """The picture that one of these means, the first that is there; a name of two files means neither."""
        picture = next((name for path in called if (name := self._find(_folded(path)))), None)
        self.found |= {picture} if picture else set()
        return picture

    def _find(self, called: str) -> str | None:
        for path in (called, unquoted(called)):
            if path in self._by_path:
                return self._by_path[path]
        path = unquoted(called)
        last = path.rpartition("/")[2]
        stem, suffix = os.path.splitext(last)  # noqa: PTH122 - as in suffix_of
        # A program that decrypts or converts a picture keeps its name and changes its suffix.
        converted = stem if suffix == ".dat" or len(stem) >= SURE_STEM else ""
        for names in (
            self._by_name.get(last, []),
            self._by_stem.get(last, []),
            self._by_stem.get(converted, []),
        ):
            if nearest := _nearest(path, names):
                return nearest
        return None

    def below(self, folder: str) -> list[str]:
        """The pictures in a folder of this name, wherever it is, in the order of their numbers."""
        return sorted(self._by_folder.get(_folded(folder), []), key=lambda path: (len(path), path))


def _nearest(path: str, names: Sequence[str]) -> str | None:
    """The file that `path` means among those of its name: the only one, or the only one whose folders agree
    longest with the end of the path."""
    agreeing = [(_agreeing(path, name), name) for name in names]
    most = max((count for count, _ in agreeing), default=0)
    nearest = [name for count, name in agreeing if count == most]
    return nearest[0] if len(nearest) == 1 and may_be(path, nearest[0]) else None


def may_be(path: str, name: str) -> bool:
    """Whether a path may mean a file of this name that lies in another folder: a number may not."""
    return "/" not in path or not _NUMBER.fullmatch(PurePosixPath(path).stem) or _agreeing(path, name) > 0


def _agreeing(path: str, name: str) -> int:
    """How many folders above the file are called alike in both, from the file upwards."""
    pairs = zip(
        reversed(unquoted(_folded(path)).split("/")[:-1]),
        reversed(unquoted(_folded(name)).split("/")[:-1]),
        strict=False,
    )
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _folded(name: str) -> str:
    """One form for a name, whatever system wrote it."""
    path = normalize("NFC", name).replace("\\", "/")
    while path.startswith(("./", "../")):
        path = path.partition("/")[2]
    return path.casefold()


def unquoted(name: str) -> str:
    """A name of a link, %E5%9B%BE.jpg, in letters; any other as it is."""
    try:
        return normalize("NFC", unquote(name, errors="strict")).casefold() if "%" in name else name
    except UnicodeDecodeError:
        return name


@dataclass
class Tree:
    """What lies in a folder and below, as strings: a listing of 100,000 files has no time for more.

    `links` are not followed, `closed` folders may not be looked into; `special` are pipes, sockets, devices;
    `passed` counts the files that nobody looks at, by the code of `passed_over`.
    """

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    special: list[str] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


def tree_of(folder: Path, *, deep: bool = True) -> Tree:
    """Files that are meant to be read, sorted by path."""
    tree, folders = Tree(), [str(folder)]
    while folders:
        _look_into(folders.pop(), tree, folders if deep else [])
    tree.files.sort()
    return tree


def _look_into(folder: str, tree: Tree, folders: list[str]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        tree.closed.append(folder)
        return
    for entry in entries:
        if code := passed_over(entry.name):
            tree.passed[code] += _files_in(entry) if entry.is_dir(follow_symlinks=False) else 1
        elif entry.is_symlink():
            tree.links.append(entry.path)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(entry.path)
        elif entry.is_file(follow_symlinks=False):
            tree.files.append(entry.path)
        else:
            tree.special.append(entry.path)


def _files_in(folder: os.DirEntry[str]) -> int:
    """How many files lie in a folder that is passed over, in all; one stands for an empty one."""
    return sum(len(files) for _, _, files in os.walk(folder.path)) or 1


def in_utf8(name: str) -> str:
    """A name as it can be stored: bytes that are no UTF-8 are written out, so that names stay different."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
