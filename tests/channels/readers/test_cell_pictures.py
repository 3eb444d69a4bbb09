"""Pictures that lie in a workbook: WPS's by name, Excel's on a drawing or placed in a cell."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawn
from PIL import Image

from channels.readers.drop_folder import DropFolder
from content.inbox import Record, RefusedItem
from content.messages import render

Put = Callable[..., Path]
OFFICE = "http://schemas.openxmlformats.org"
RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
MAIN = f"{OFFICE}/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats"
SHEET = f"{KIND}-officedocument.spreadsheetml"
CONTENTS = f"""<Types xmlns="{OFFICE}/package/2006/content-types">
<Default Extension="rels" ContentType="{KIND}-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/></Types>"""
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">
<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"""


def jpeg(colour: str) -> bytes:
    whole = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(whole, "JPEG")
    return whole.getvalue()


def workbook(cells: Sequence[str], parts: Mapping[str, str | bytes]) -> bytes:
    """A sheet of names in A and these cells in B, under a header, with more parts."""
    rows = [text_row(1, "昵称", '<c r="B1" t="inlineStr"><is><t>图片</t></is></c>')]
    rows += [text_row(number, f"群友{number}", cell) for number, cell in enumerate(cells, 2)]
    whole = io.BytesIO()
    with ZipFile(whole, "w") as book:
        book.writestr("[Content_Types].xml", CONTENTS)
        book.writestr("_rels/.rels", relations("officeDocument", "xl/workbook.xml"))
        book.writestr("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml"))
        book.writestr("xl/workbook.xml", BOOK)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in {**PICTURES, **parts}.items():
            book.writestr(name, data)
    return whole.getvalue()


def text_row(number: int, name: str, cell: str) -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{name}</t></is></c>{cell}</row>'


def relations(kind: str, *targets: str) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, target in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{inner}</Relationships>'


PICTURES: Mapping[str, str | bytes] = {"xl/media/a.jpeg": jpeg("red"), "xl/media/b.jpeg": jpeg("teal")}
WPS = {
    "xl/cellimages.xml": "<images>"
    + "".join(
        f'<image><cNvPr name="ID_{n}"/><blip xmlns:r="{RELATIONS}" r:embed="rId{n}"/></image>' for n in (1, 2)
    )
    + "</images>",
    "xl/_rels/cellimages.xml.rels": relations("image", "media/a.jpeg", "media/b.jpeg"),
}
PLACED = {
    "xl/metadata.xml": """<metadata><futureMetadata>
<bk><ext><rvb i="0"/></ext></bk><bk><ext><rvb i="1"/></ext></bk></futureMetadata>
<valueMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata></metadata>""",
    "xl/richData/rdrichvalue.xml": "<r><rv s='0'><v>0</v><v>5</v></rv><rv s='0'><v>1</v><v>5</v></rv></r>",
    "xl/richData/richValueRel.xml": f"""<rels xmlns:r="{RELATIONS}">
<rel r:id="rId1"/><rel r:id="rId2"/></rels>""",
    "xl/richData/_rels/richValueRel.xml.rels": relations("image", "../media/a.jpeg", "../media/b.jpeg"),
}


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "g1").mkdir()
    return DropFolder(tmp_path, "x", opened=tmp_path / ".opened")


def brought(inbox: DropFolder) -> list[tuple[str | None, list[bytes]]]:
    records = [one for item in inbox.items("g1") if isinstance(one := inbox.read(item), Record)]
    return [(r.member and r.member.nickname, [file.read_bytes() for file in r.media]) for r in records]


def test_wps_keeps_pictures_by_name(inbox: DropFolder, put: Put) -> None:
    cells = (
        '<c r="B2"><f>_xlfn.DISPIMG("ID_2",1)</f><v/></c>',
        '<c r="B3" t="str"><f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c r="B4"><f>DISPIMG("ID_9",1)</f><v/></c>',
    )
    put("index.xlsx", workbook(cells, WPS))
    assert brought(inbox) == [("群友2", [jpeg("teal")]), ("群友3", [jpeg("red")])]
    (refused,) = [one for item in inbox.items("g1") if isinstance(one := inbox.read(item), RefusedItem)]
    assert "row 4" in render(refused.why, "en")


def test_excel_lays_pictures_over_cells(inbox: DropFolder, put: Put) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["昵称", "图片"], ["小林", None], ["周周", None]):
        sheet.append(row)
    for cell, colour in (("B3", "red"), ("B2", "teal"), ("C2", "navy")):
        sheet.add_image(Drawn(io.BytesIO(jpeg(colour))), cell)
    book.save(put("index.xlsx", b""))
    assert [(name, len(pictures)) for name, pictures in brought(inbox)] == [("小林", 2), ("周周", 1)]
    assert brought(inbox) == brought(inbox)


def test_excel_places_pictures_in_cells(inbox: DropFolder, put: Put) -> None:
    cells = ('<c r="B2" t="e" vm="2"><v>#VALUE!</v></c>', '<c r="B3" t="e" vm="1"><v>#VALUE!</v></c>')
    put("index.xlsx", workbook(cells, PLACED))
    assert brought(inbox) == [("群友2", [jpeg("teal")]), ("群友3", [jpeg("red")])]


def test_an_index_is_listed_alike_each_time(inbox: DropFolder, put: Put) -> None:
    cells = ('<c r="B2" t="e" vm="2"><v>#VALUE!</v></c>',)
    put("index.xlsx", workbook(cells, PLACED))
    before = inbox.items("g1")
    assert before == inbox.items("g1")


def test_where_there_is_no_place_to_unpack_it_says_so(tmp_path: Path, put: Put) -> None:
    book = Workbook()
    book.worksheets[0].append(["昵称", "图片"])
    book.worksheets[0].append(["小林", None])
    book.worksheets[0].add_image(Drawn(io.BytesIO(jpeg("red"))), "B2")
    book.save(put("index.xlsx", b""))
    inbox = DropFolder(tmp_path, "x")
    (item,) = inbox.items("g1")
    refused = inbox.read(item)
    assert isinstance(refused, RefusedItem)
    assert "inside the workbook index.xlsx" in render(refused.why, "en")
