"""Files that show a picture beside them once more: thumbnails, copies, and phones' edited versions."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath

from channels.readers.places import is_picture


class VariantKind(StrEnum):
    """Why nobody looks at such a file; each is a code of what is counted."""

    THUMBNAIL = "thumbnail"
    COPY = "copy"
    EDITED = "edited_since"  # the original of a picture that was edited


_MARKED = re.compile(r"thumb|[(（]\d|副本|複本|copy|IMG_E\d|-edited", re.IGNORECASE)
_THUMBNAIL = re.compile(r"thumb(?:nail)?[._-](?P<after>.+)|(?P<before>.+?)[._-]thumb(?:nail)?", re.IGNORECASE)
_COPY = re.compile(
    r"(?P<of>.+?)(?:\s?[(（]\d{1,2}[)）]|\s?-\s?(?:副本|複本|copy)(?:\s?[(（]\d{1,2}[)）])?|_copy\d{0,2})",
    re.IGNORECASE,
)
_EDITED = re.compile(r"(?P<camera>IMG_)E(?P<number>\d{4,})|(?P<of>.+)-edited", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How files are compared: `size` in bytes, and whether two of one size are `alike` to the last byte."""

    size: Callable[[str], int]
    alike: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class PictureVariants:
    """`passed`: path -> why nobody looks at it; `edited`: the original's path -> its edited version."""

    passed: Mapping[str, VariantKind] = field(default_factory=dict)
    edited: Mapping[str, str] = field(default_factory=dict)


def picture_variants(paths: Iterable[str], facts: FileFacts) -> PictureVariants:
    """A thumbnail is smaller than its original, a copy the same; an edited picture stands for its original.

    Only files beside each other, in one folder, are held against each other. The names alone prove nothing.
    """
    pictures = [path for path in paths if is_picture(path)]
    marked = [path for path in pictures if _MARKED.search(path.rpartition("/")[2])]
    folders = {path.rpartition("/")[0] for path in marked}
    beside: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path in pictures if marked else ():
        folder, _, name = path.rpartition("/")
        if folder in folders:
            beside[folder].setdefault(_stem(path).casefold(), path)
            beside[folder][name.casefold()] = path
    passed: dict[str, VariantKind] = {}
    edited: dict[str, str] = {}
    for path in marked:
        around = beside[path.rpartition("/")[0]]
        if (original := _thumbnail_of(path, around)) and facts.size(path) < facts.size(original):
            passed[path] = VariantKind.THUMBNAIL
        elif (original := _copy_of(path, around)) and facts.alike(path, original):
            passed[path] = VariantKind.COPY
        elif original := _edited_of(path, around):
            edited[original] = path
    passed |= dict.fromkeys(edited, VariantKind.EDITED)
    return PictureVariants(passed, {old: new for old, new in edited.items() if new not in passed})


def is_edited(path: Path, original: Path) -> bool:
    """Whether a file is the edited version of another, by their names."""
    return _edited_of(path.name, {original.stem.casefold(): original.name}) is not None


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _other(called: str, path: str, folder: Mapping[str, str]) -> str | None:
    """The picture of this stem, or name, beside `path`; of several suffixes that of the path itself."""
    same_suffix = f"{called}{PurePosixPath(path).suffix}".casefold()
    other = folder.get(same_suffix) or folder.get(called.casefold())
    return other if other != path else None


def _thumbnail_of(path: str, folder: Mapping[str, str]) -> str | None:
    match = _THUMBNAIL.fullmatch(_stem(path))
    return _other(match["after"] or match["before"], path, folder) if match else None


def _copy_of(path: str, folder: Mapping[str, str]) -> str | None:
    match = _COPY.fullmatch(_stem(path))
    return _other(match["of"], path, folder) if match else None


def _edited_of(path: str, folder: Mapping[str, str]) -> str | None:
    match = _EDITED.fullmatch(_stem(path))
    if not match:
        return None
    return _other(match["of"] or f"{match['camera']}{match['number']}", path, folder)
