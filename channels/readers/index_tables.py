"""Tables that are an index by their headings, and bear another name: 晒单登记.xlsx beside pictures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from unicodedata import normalize

from channels.readers.index import IndexFile, media_in
from channels.readers.index_columns import fields_of, is_media, known_columns
from channels.readers.index_table import ENOUGH, IndexTable
from channels.readers.places import Place, is_picture, suffix_of, unquoted
from channels.readers.roles import INDEXES
from content.inbox import RefusedItem
from content.model import Message

SUFFIXES = frozenset({".csv", ".tsv", ".xlsx"})
MOST_NAMED = 8  # columns that a refusal names


@dataclass(frozen=True, slots=True)
class IndexTables:
    """The tables of a place, by name: those that are the index of their folder, and why others are not."""

    adopted: frozenset[str] = frozenset()
    refused: Mapping[str, Message] = field(default_factory=dict)


def index_tables(place: Place, names: Iterable[str], columns: Mapping[str, str]) -> IndexTables:
    """Which of the `names` are indexes; `columns` maps fields to columns as in sishi.toml.

    A table is one whose headings name pictures and one thing more. It is refused where it names no picture
    that is there, and where several such tables lie in a folder; beside an `index.csv` none is looked at. An
    `index.csv` that says nothing of the pictures beside it is refused too: whose they are it alone knows.
    """
    by_folder: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if suffix_of(name) in SUFFIXES:
            by_folder[_folder(name)].append(name)
    pictures = _pictures(place) if by_folder else frozenset()
    adopted: set[str] = set()
    refused: dict[str, Message] = {}
    for tables in by_folder.values():
        if indexes := [name for name in tables if PurePosixPath(name).name.lower() in INDEXES]:
            whys = {name: _silence(place, name, columns, pictures) for name in indexes}
            refused |= {name: why for name, why in whys.items() if why and all(whys.values())}
            continue
        shaped = {name: table for name in tables if (table := _shaped(place, name, columns))}
        if len(shaped) > 1:
            several = tuple(PurePosixPath(name).name for name in shaped)
            refused |= dict.fromkeys(shaped, Message("source.several_indexes", files=several))
            continue
        for name, table in shaped.items():
            if table.pictures or any(called in pictures for called in _named(table, columns)):
                adopted.add(name)
            else:
                refused[name] = Message("source.index_names_none", file=PurePosixPath(name).name)
    return IndexTables(frozenset(adopted), refused)


def _silence(place: Place, name: str, columns: Mapping[str, str], pictures: frozenset[str]) -> Message | None:
    """Why an index says nothing of the pictures beside and below it; None where it does, or none are."""
    home, title = _folder(name), PurePosixPath(name).name
    if not any(is_picture(other) for other in place.names if not home or other.startswith(f"{home}/")):
        return None
    file = place.fetch(name)
    table = file if isinstance(file, RefusedItem) else IndexFile(file, columns).table()
    if isinstance(table, RefusedItem):
        return table.why
    if not table.rows:
        return Message("refusal.index_without_rows", file=title)
    longest = max(table.rows.values(), key=len)
    headings = list(longest)
    if not table.pictures and not _has_pictures(headings, columns):
        return Message("source.index_without_pictures", file=title, columns=tuple(headings[:MOST_NAMED]))
    named = table.pictures or any(called in pictures for called in _named(table, columns))
    return None if named else Message("source.index_names_none", file=title)


def _has_pictures(headings: Iterable[str], columns: Mapping[str, str]) -> bool:
    """Whether a column is the one that names pictures."""
    return any(is_media(heading) or heading == columns.get("media", "") for heading in headings)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _shaped(place: Place, name: str, columns: Mapping[str, str]) -> IndexTable | None:
    """The table, where its headings are those of an index."""
    file = place.fetch(name)
    table = file if isinstance(file, RefusedItem) else IndexFile(file, columns).table()
    if isinstance(table, RefusedItem) or not table.rows:
        return None
    longest = max(table.rows.values(), key=len)
    headings = list(longest)
    names_pictures = table.pictures or _has_pictures(headings, columns)
    return table if names_pictures and known_columns(headings, columns) >= ENOUGH else None


def _pictures(place: Place) -> frozenset[str]:
    """What the pictures of a place may be called: their names and stems, wherever they lie."""
    names = [_folded(PurePosixPath(name).name) for name in place.names if is_picture(name)]
    return frozenset(names) | {PurePosixPath(name).stem for name in names}


def _named(table: IndexTable, columns: Mapping[str, str]) -> Iterator[str]:
    for row in table.rows.values():
        for name in media_in(fields_of(row, columns)):
            yield _folded(unquoted(PurePosixPath(name).name))


def _folded(name: str) -> str:
    return normalize("NFKC", name).strip().casefold()
