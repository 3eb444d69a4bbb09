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


@dataclass(frozen=True, slots=True)
class IndexTables:
    """The tables of a place, by name: those that are the index of their folder, and why others are not."""

    adopted: frozenset[str] = frozenset()
    refused: Mapping[str, Message] = field(default_factory=dict)


def index_tables(place: Place, names: Iterable[str], columns: Mapping[str, str]) -> IndexTables:
    """Which of the `names` are indexes; `columns` maps fields to columns as in sishi.toml.

    A table is one whose headings name pictures and one thing more. It is refused where it names no picture
    that is there, and where several such tables lie in a folder; beside an `index.csv` none is looked at.
    """
    by_folder: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if suffix_of(name) in SUFFIXES:
            by_folder[_folder(name)].append(name)
    pictures = _pictures(place) if by_folder else frozenset()
    adopted: set[str] = set()
    refused: dict[str, Message] = {}
    for tables in by_folder.values():
        if any(PurePosixPath(name).name.lower() in INDEXES for name in tables):
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
    media = columns.get("media", "")
    names_pictures = table.pictures or any(is_media(heading) or heading == media for heading in headings)
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
