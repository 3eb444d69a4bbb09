"""Pictures in a workbook's cells, and links to some: WPS keeps pictures by name (DISPIMG), Excel on a drawing
or as a value.

A picture belongs to the row that it lies in, or begins in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from posixpath import normpath
from typing import IO
from xml.etree.ElementTree import Element, fromstring, iterparse
from zipfile import ZipFile

from channels.workbooks import BROKEN, column_number, weigh
from content.errors import WrongInput
from content.model import Message

CELL_IMAGES = "xl/cellimages.xml"
METADATA, VALUES, RELATIONS = "xl/metadata.xml", "xl/richData/rdrichvalue.xml", "xl/richData/richValueRel.xml"
_DISPIMG = re.compile(r'DISPIMG\(\s*"([^"]{1,100})"', re.IGNORECASE)
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Found = tuple[int, int, str]  # row and column, from 1, and the part of the workbook


def sheet_names(source: str, file: IO[bytes]) -> list[str]:
    """The sheets, in their order. WrongInput where it is no workbook, TooHeavy where it is too large."""
    try:
        weigh(source, file)
        with ZipFile(file) as book:
            return [name for name, part in _sheets(book) if "/worksheets/" in part]
    except BROKEN as error:
        raise WrongInput(Message("table.no_workbook", source=source)) from error


def cell_pictures(file: IO[bytes], sheet: str) -> dict[int, tuple[str, ...]]:
    """The pictures of each row of a sheet, as parts, from left to right. The workbook was weighed before."""
    rows: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    try:
        with ZipFile(file) as book:
            part = dict(_sheets(book)).get(sheet, "")
            parts = set(book.namelist())
            for row, column, picture in _found(book, part) if part in parts else ():
                if picture in parts and (column, picture) not in rows[row]:
                    rows[row].append((column, picture))
    except BROKEN:
        return {}  # the cells themselves say what is wrong
    return {row: tuple(picture for _, picture in sorted(cells)) for row, cells in rows.items() if cells}


def cell_links(file: IO[bytes], sheet: str) -> dict[tuple[int, int], str]:
    """Where the cells of a sheet lead to outside the workbook, by row and column. It was weighed before."""
    links: dict[tuple[int, int], str] = {}
    try:
        with ZipFile(file) as book:
            part = dict(_sheets(book)).get(sheet, "")
            targets = _outside(book, part)
            for link in _hyperlinks(book, part) if targets else ():
                place = _CELL.match(link.get("ref", ""))
                if place and (target := targets.get(_reference(link))):
                    links[int(place[2]), column_number(place[1])] = target
    except BROKEN:
        return {}
    return links


def _hyperlinks(book: ZipFile, part: str) -> Iterator[Element]:
    with book.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314 - as `_parsed`
            if _local(element) == "row":
                element.clear()
            elif _local(element) == "hyperlink":
                yield element


def _found(book: ZipFile, part: str) -> Iterator[Found]:
    by_name, by_value = dict(_wps(book)), dict(enumerate(_rich(book), 1))
    if by_name or by_value:
        yield from _in_cells(book, part, by_name, by_value)
    for target in _related(book, part).values():
        if "/drawings/" in target and target in book.namelist():
            yield from _anchored(book, target)


def _in_cells(
    book: ZipFile, part: str, by_name: Mapping[str, str], by_value: Mapping[int, str]
) -> Iterator[Found]:
    with book.open(part) as stream:
        for _, cell in iterparse(stream):  # noqa: S314 - as `_parsed`
            if _local(cell) == "row":
                cell.clear()
            if _local(cell) != "c" or not (place := _CELL.fullmatch(cell.get("r", ""))):
                continue
            text = "".join(cell.itertext())
            number = cell.get("vm", "")
            named = _DISPIMG.search(text)
            picture = by_name.get(named[1]) if named else None
            if picture is None and number.isdecimal():
                picture = by_value.get(int(number))
            if picture:
                yield int(place[2]), column_number(place[1]), picture


def _wps(book: ZipFile) -> Iterator[tuple[str, str]]:
    """WPS: the name in the formula -> the part."""
    if CELL_IMAGES not in book.namelist():
        return
    parts = _related(book, CELL_IMAGES)
    for image in _parsed(book, CELL_IMAGES):
        name = next((e.get("name") for e in image.iter() if _local(e) == "cNvPr"), None)
        part = parts.get(_embedded(image))
        if name and part:
            yield name, part


def _rich(book: ZipFile) -> Iterator[str]:
    """Excel's pictures placed in cells, in the order that a cell's `vm` counts; "" for other values."""
    if not {METADATA, VALUES, RELATIONS} <= set(book.namelist()):
        return
    targets = _related(book, RELATIONS)
    pictures = [targets.get(_reference(e), "") for e in _parsed(book, RELATIONS).iter() if _local(e) == "rel"]
    values = [
        [v.text or "" for v in rich if _local(v) == "v"]
        for rich in _parsed(book, VALUES).iter()
        if _local(rich) == "rv"
    ]
    metadata = _parsed(book, METADATA)
    blocks = [int(e.get("i", "-1")) for e in metadata.iter() if _local(e) == "rvb"]
    for block in (e for e in metadata.iter() if _local(e) == "valueMetadata"):
        for record in (e for e in block.iter() if _local(e) == "rc"):
            at = int(record.get("v", "-1"))
            value = values[blocks[at]] if 0 <= at < len(blocks) and 0 <= blocks[at] < len(values) else []
            number = int(value[0]) if value and value[0].isdecimal() else -1
            yield pictures[number] if 0 <= number < len(pictures) else ""


def _anchored(book: ZipFile, drawing: str) -> Iterator[Found]:
    """Pictures that float over the cells: each is of the row where its upper edge lies."""
    parts = _related(book, drawing)
    for anchor in _parsed(book, drawing):
        begin = next((e for e in anchor if _local(e) == "from"), None)
        part = parts.get(_embedded(anchor))
        if begin is not None and part:
            at = {_local(e): int(e.text or 0) for e in begin if (e.text or "").strip().isdecimal()}
            yield at.get("row", 0) + 1, at.get("col", 0) + 1, part


def _sheets(book: ZipFile) -> Iterator[tuple[str, str]]:
    parts = _related(book, "xl/workbook.xml")
    for sheet in _parsed(book, "xl/workbook.xml").iter():
        if _local(sheet) == "sheet":
            yield sheet.get("name", ""), parts.get(_reference(sheet), "")


def _parsed(book: ZipFile, part: str) -> Element:
    return fromstring(book.read(part))  # noqa: S314 - weighed before, and without a DOCTYPE nothing expands


def _related(book: ZipFile, part: str) -> dict[str, str]:
    """What a part refers to: id -> part."""
    home, targets = PurePosixPath(part).parent, {}
    for relation in _relations(book, part):
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else normpath(f"{home}/{target}")
        if relation.get("TargetMode") != "External":
            targets[relation.get("Id", "")] = whole
    return targets


def _outside(book: ZipFile, part: str) -> dict[str, str]:
    """What a part refers to outside the workbook: id -> address."""
    relations = _relations(book, part)
    outside = [relation for relation in relations if relation.get("TargetMode") == "External"]
    return {relation.get("Id", ""): relation.get("Target", "") for relation in outside}


def _relations(book: ZipFile, part: str) -> Iterator[Element]:
    path = PurePosixPath(part)
    relations = f"{path.parent}/_rels/{path.name}.rels"
    yield from _parsed(book, relations) if relations in book.namelist() else ()


def _embedded(element: Element) -> str:
    """The relation of the picture that an element shows."""
    blip = next((e for e in element.iter() if _local(e) == "blip"), None)
    return next((v for k, v in blip.attrib.items() if k.endswith("}embed")), "") if blip is not None else ""


def _reference(element: Element) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith("}id")), "")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
