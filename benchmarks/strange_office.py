"""The second set of tables, pictures and folders that strange_inputs.py gathers."""

import io
from collections.abc import Callable, Iterator

import pillow_heif
from openpyxl import Workbook
from PIL import Image

from benchmarks.strange_input import AT, HOUR, A, B, Expected, Files, StrangeInput, as_json, weflow, zipped

NOON = "2026-03-02T05:05"  # five past one in the afternoon


def second_tables() -> Iterator[StrangeInput]:
    yield from _times()
    yield from _cells()
    yield from _pictures()
    yield from _folders()


def _index(
    kind: str,
    label: str,
    table: str | bytes,
    *expected: Expected,
    name: str = "index.csv",
    files: Files | None = None,
    counted: int = 0,
) -> StrangeInput:
    pictures = {"a.jpg": A, "b.jpg": B} if files is None else files
    inside = {f"g1/{other}": data for other, data in {name: table, **pictures}.items()}
    return StrangeInput(kind, label, [inside], list(expected), None, counted)


def _times() -> Iterator[StrangeInput]:
    kind = "times in indexes, second set"
    for label, first, second in (
        ("full width", "２０２６年３月２日　上午９点０５分", "２０２６年３月２日　下午１点０５分"),
        ("a day of the week", "2026-03-02（周一）09:05", "2026年3月2日 星期一 13:05"),
        ("points", "2026.3.2 9:05", "2026.03.02 13:05:00"),
        ("figures alone", "20260302090507", "20260302 1305"),
        ("since 1970", str(AT), f"{AT + 14_400}000"),
        (
            "of a browser",
            "Mon Mar 02 2026 09:05:07 GMT+0800 (中国标准时间)",
            "Mon Mar 02 2026 13:05:07 GMT+0800 (CST)",
        ),
        ("parts of the day", "2026-3-2 早上9:05", "2026-3-2 午后1:05"),
        ("ISO with fractions", "2026-03-02T01:05:07.123456Z", "2026-03-02T05:05:07,5+00:00"),
    ):
        table = f"图片\t昵称\t时间\na.jpg\t阿雅\t{first}\nb.jpg\t小雨\t{second}\n"
        yield _index(kind, label, table, Expected("阿雅", hour=HOUR), Expected("小雨", hour=NOON))


def _cells() -> Iterator[StrangeInput]:
    kind = "cells of indexes, second set"
    yield _index(
        kind,
        "counts as people write them",
        "图片,昵称,点赞\na.jpg,阿雅,1.2w+\nb.jpg,小雨,99+个赞\n",
        Expected("阿雅", likes=12_000),
        Expected("小雨", likes=99),
    )
    yield _index(
        kind,
        "consent as a mark",
        "图片,昵称,可否使用\na.jpg,阿雅,√\nb.jpg,小雨,×\n",
        Expected("阿雅", consent="granted"),
    )
    yield _index(
        kind,
        "consent in a sentence",
        "图片,昵称,授权\na.jpg,阿雅,本人同意\nb.jpg,小雨,暂不同意\n",
        Expected("阿雅", consent="granted"),
    )
    yield _index(
        kind,
        "paths of a computer",
        "图片,昵称\nD:\\活动\\照片\\a.jpg,阿雅\n/Users/ya/Desktop/b.jpg,小雨\n",
        Expected("阿雅"),
        Expected("小雨"),
    )
    yield _index(
        kind,
        "names as addresses have them",
        "图片,昵称\n%E7%8C%AB.jpg,阿雅\nhttps://f.example/x/b.jpg?imageView2=2,小雨\n",
        Expected("阿雅"),
        Expected("小雨"),
        files={"猫.jpg": A, "b.jpg": B},
    )
    yield _index(
        kind,
        "several pictures, separated as people do",
        '图片,昵称,文案\n"a.jpg、b.jpg",阿雅,茉莉\n',
        Expected("阿雅", "茉莉", "jasmine", pictures=2),
    )
    yield _index(
        kind,
        "a header of two lines and a star",
        '"图片\n（文件名）",*昵称（必填）,文案 Caption\na.jpg,阿雅,茉莉\nb.jpg,小雨,早\n',
        Expected("阿雅", "茉莉", "jasmine"),
        Expected("小雨", "早"),
    )
    yield _index(
        kind,
        "a title, a note, a sum",
        _workbook(
            [
                ("三月晒单登记表",),
                ("填表人：小王",),
                (None,),
                ("序号", "图片", "昵称", "点赞数"),
                (1, "a.jpg", "阿雅", 3),
                (2, "b.jpg", "小雨", 4),
                ("合计", None, None, 7),
            ]
        ),
        Expected("阿雅", likes=3),
        Expected("小雨", likes=4),
        name="index.xlsx",
    )
    yield _index(
        kind,
        "a merged nickname over two rows",
        _workbook([("昵称", "图片"), ("阿雅", "a.jpg"), (None, "b.jpg")], merged="A2:A3"),
        Expected("阿雅"),
        Expected("阿雅"),
        name="index.xlsx",
    )
    yield _index(
        kind,
        "a header of two rows, merged",
        _workbook(
            [
                ("图片", "投稿人", None),
                (None, "昵称", "群友编号"),
                ("a.jpg", "阿雅", "wx1"),
                ("b.jpg", "小雨", "wx2"),
            ],
            merged="B1:C1",
        ),
        Expected("阿雅"),
        Expected("小雨"),
        name="index.xlsx",
    )
    yield _index(
        kind,
        "links to the pictures",
        _workbook(
            [("图片", "昵称"), ("看图", "阿雅"), ("看图", "小雨")], links={"A2": "a.jpg", "A3": "b.jpg"}
        ),
        Expected("阿雅"),
        Expected("小雨"),
        name="index.xlsx",
    )
    yield _index(
        kind,
        "a sheet of explanations first",
        _workbook([("填写说明",), ("每行一张",)], [("照片", "群昵称"), ("a.jpg", "阿雅"), ("b.jpg", "小雨")]),
        Expected("阿雅"),
        Expected("小雨"),
        name="index.xlsx",
    )
    yield _index(
        kind,
        "two of one nickname, told by their ids",
        "图片,昵称,微信号\na.jpg,阿雅,wx1\nb.jpg,阿雅,wx2\n",
        Expected("阿雅"),
        Expected("阿雅"),
    )


def _pictures() -> Iterator[StrangeInput]:
    kind = "pictures, second set"

    def photo(label: str, name: str, data: bytes) -> StrangeInput:
        table = f"图片,昵称\n{name},阿雅\n"
        return _index(kind, label, table, Expected("阿雅"), files={name: data})

    plain = Image.linear_gradient("L").convert("RGB")
    yield photo("CMYK", "a.jpg", _saved(plain.convert("CMYK"), "JPEG"))
    yield photo("16 bits of grey", "a.png", _saved(Image.new("I;16", (64, 64), 40_000), "PNG"))
    frames = [plain, plain.rotate(90)]
    yield photo("an animated WebP", "a.webp", _frames(frames, "WEBP"))
    yield photo("AVIF named as JPEG", "a.jpg", _saved(plain, "AVIF"))
    yield photo("HEIC in capitals", "IMG_1.HEIC", _heic(plain))
    yield photo("two pages of TIFF", "a.tif", _frames(frames, "TIFF"))
    palette = plain.convert("P")
    palette.info["transparency"] = 3
    yield photo("a palette with a hole", "a.png", _saved(palette, "PNG"))
    yield photo("two pictures in one JPEG", "a.jpg", _frames(frames, "MPO"))
    yield photo("one bit", "a.bmp", _saved(plain.convert("1"), "BMP"))


def _folders() -> Iterator[StrangeInput]:
    kind = "folders, second set"

    def folder(label: str, files: Files, *expected: Expected, counted: int = 0) -> StrangeInput:
        inside = {f"g1/{name}": data for name, data in files.items()}
        return StrangeInput(kind, label, [inside], list(expected), None, counted)

    mac = zipped({"照片/a.jpg": A, "__MACOSX/照片/._a.jpg": b"x", "照片/.DS_Store": b"x"})
    yield folder("an archive of a Mac", {"照片.zip": mac}, Expected(None), counted=2)
    takeout = {"title": "a.jpg", "photoTakenTime": {"timestamp": str(AT)}, "googlePhotosOrigin": {}}
    yield folder(
        "Google's sidecar", {"a.jpg": A, "a.jpg.supplemental-metadata.json": as_json(takeout)}, Expected(None)
    )
    yield folder(
        "an iPhone's film and corrections",
        {"IMG_1.JPG": A, "IMG_1.MOV": b"\0\0\0\x14ftypqt  " + bytes(64), "IMG_1.AAE": "<plist/>"},
        Expected(None),
        counted=2,
    )
    yield folder(
        "files of programs and clouds",
        {
            "a.jpg": A,
            "index.csv": "图片,昵称\na.jpg,阿雅\n",
            "~$index.xlsx": b"x",
            ".b.jpg.icloud": b"x",
            "c.jpg.baiduyun.p.downloading": B[:90],
            "d.jpg.crdownload": B[:90],
            "desktop.ini": "x",
        },
        Expected("阿雅"),
        counted=4,
    )
    whatsapp = zipped({"_chat.txt": "[13/03/2026, 09:05:07] Anna: <attached: a.jpg>\n", "a.jpg": A})
    yield folder("a chat packed twice", {"x.zip": zipped({"chat.zip": whatsapp})}, counted=1)
    yield folder(
        "an archive beside an unknown page",
        {"聊天记录.html": "<p>2026-03-02 09:05 阿雅", "照片.zip": zipped({"a.jpg": A})},
        counted=2,
    )
    yield folder("words of no photo", {"a.jpg": A, "说明.txt": "三月的照片"}, Expected(None), counted=1)
    yield folder(
        "names with emoji and from right to left",
        {"🌸 花.jpg": A, "صورة‏.jpg": B},
        Expected(None),
        Expected(None),
    )
    yield folder("new folders in new folders", {"新建文件夹/新建文件夹 (2)/a.jpg": A}, Expected(None))
    chat = weflow({"type": "图片消息", "mediaPath": "images/a.jpg"})
    yield folder(
        "two exports of one chat side by side",
        {
            "三月/chat.json": chat,
            "三月/images/a.jpg": A,
            "四月/chat.json": chat,
            "四月/images/a.jpg": A,
        },
        Expected("阿雅", hour=HOUR),
    )


def _workbook(
    *sheets: list[tuple[object, ...]], merged: str = "", links: dict[str, str] | None = None
) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
    if merged:
        page.merge_cells(merged)
    for cell, target in (links or {}).items():
        page[cell].hyperlink = target
    return _bytes(book.save)


def _saved(image: Image.Image, kind: str) -> bytes:
    return _bytes(lambda out: image.save(out, kind))


def _frames(images: list[Image.Image], kind: str) -> bytes:
    return _bytes(lambda out: images[0].save(out, kind, save_all=True, append_images=images[1:]))


def _heic(image: Image.Image) -> bytes:
    return _bytes(lambda out: pillow_heif.from_pillow(image).save(out))


def _bytes(write: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()
