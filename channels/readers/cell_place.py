"""A place whose workbook has pictures in cells: files of the place, `答卷.xlsx!/xl/media/image1.png`."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from channels.readers.archives import Archive, open_archive
from channels.readers.cell_pictures import cell_pictures, sheet_names
from channels.readers.places import Folder, Place
from channels.readers.text import LARGEST_JSON
from content.errors import WrongInput
from content.inbox import RefusedItem

PACKED = "!/"  # between the workbook's name and that of a part of it


class CellPlace:
    """`pictures` are the names of those that lie in each row of the workbook's first sheet."""

    def __init__(
        self, place: Place, workbook: Archive, name: str, parts: Mapping[int, Sequence[str]]
    ) -> None:
        self.path, self.title, self.refused = place.path, place.title, place.refused
        self._place, self._workbook, self._prefix = place, workbook, f"{name}{PACKED}"
        readable = set(workbook.names)
        self.pictures = {
            row: tuple(f"{self._prefix}{part}" for part in inside if part in readable)
            for row, inside in parts.items()
        }

    @property
    def names(self) -> Sequence[str]:
        return [*self._place.names, *sorted({name for inside in self.pictures.values() for name in inside})]

    def open(self, name: str) -> BinaryIO:
        part = self._part(name)
        return self._workbook.open(part) if part else self._place.open(name)

    def stamp(self, name: str) -> str:
        part = self._part(name)
        return self._workbook.stamp(part) if part else self._place.stamp(name)

    def lies_at(self, name: str) -> Path:
        part = self._part(name)
        return self._workbook.lies_at(part) if part else self._place.lies_at(name)

    def fetch(self, name: str) -> Path | RefusedItem:
        part = self._part(name)
        return self._workbook.fetch(part) if part else self._place.fetch(name)

    def _part(self, name: str) -> str:
        return name.removeprefix(self._prefix) if name.startswith(self._prefix) else ""


def with_cells(place: Place, name: str, opened: Path) -> Place:
    """The place with the pictures in the cells of its workbook `name`; as it is where there are none.

    A workbook within an archive stays closed: its rows then show no pictures.
    """
    if not isinstance(place, Folder):
        return place
    try:
        with place.open(name) as stream:
            data = io.BytesIO(stream.read(LARGEST_JSON))
        parts = cell_pictures(data, next(iter(sheet_names(name, data)), ""))
    except (OSError, WrongInput):
        return place
    workbook = open_archive(place.path / name, opened) if parts else None
    return CellPlace(place, workbook, name, parts) if isinstance(workbook, Archive) else place
