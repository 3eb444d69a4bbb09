"""How many edited copies of photos are found, how many different photos are called one, and codes pasted in.

    python -m benchmarks.copies PHOTOS... [--codes FOLDER] [--most 150] [--json]

PHOTOS are folders of different photos; how many are called one as they are is counted. They are parted by the
checksum of their names: bounds were chosen on the even half. `--codes` is a folder of photographed QR codes,
pasted into the photos of the first folder at 240, 320 and 456 px. Figures: docs/measures/curation.md.
"""

import argparse
import io
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from benchmarks.copies_drawn import DRAWN, in_a_chat, in_a_viewer, written_anywhere
from content.media import DECODERS_RAISE
from content.score.image import features_of, measure
from content.shortlist.duplicates import Print, index_of, pictures_of, same_photos

SUFFIXES = frozenset({".jpg", ".jpeg", ".png"})
LONG_SIDE = 720  # px of the photos that are edited
SEED = 5
PASTED, HOSTS = (240, 320, 456), (1440, 2160)  # px of a code, and of the long side it is pasted into

Edit = Callable[[Image.Image], Image.Image]
Box = tuple[float, float, float, float]  # left, top, right, bottom, as fractions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--codes", type=Path)
    parser.add_argument("--most", type=int, default=150, help="photos of each folder and half")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    for half, name in ((0, "chosen on"), (1, "not seen")):
        files = [file for folder in options.photos for file in _half(folder, half)[: options.most]]
        figures[name] = _copies([picture for file in files for picture in _opened(file)]) | _drawn(half)
    if options.codes:
        hosts = [file for file in _half(options.photos[0], 1) if max(Image.open(file).size) >= HOSTS[0]]
        figures["codes"] = _codes(options.codes, hosts)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, table in figures.items():
        print(name, *(f"  {row:16s} {value}" for row, value in table.items()), sep="\n")


def _half(folder: Path, half: int) -> list[Path]:
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES)
    return [file for file in files if crc32(file.name.encode()) % 2 == half]


def _opened(file: Path) -> Iterator[Image.Image]:
    """The photo at LONG_SIDE; nothing of what cannot be read or is tiny."""
    try:
        with Image.open(file) as opened:
            opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except DECODERS_RAISE:
        return
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    if min(picture.size) >= 100:
        yield picture


def _copies(photos: Sequence[Image.Image]) -> dict[str, Any]:
    prints = [_print_of(photo) for photo in photos]
    joined = _pairs(prints)
    pairs = len(prints) * (len(prints) - 1) // 2
    figures: dict[str, Any] = {"photos": len(prints), "called one as they are": f"{len(joined)} of {pairs}"}
    for name, edit in EDITS.items():
        edited = [_print_of(_saved(edit(photo))) for photo in photos]
        same = _pairs([*prints, *edited])
        found = sum((place, place + len(prints)) in same for place in range(len(prints)))
        figures[name] = round(found / len(prints), 3)
    return figures


def _print_of(photo: Image.Image) -> Print:
    features = features_of(photo, *photo.size, 100.0)
    return Print(features.hashes, features.thumbnail)


def _drawn(half: int) -> dict[str, str]:
    """Different products on white and screenshots of chats, drawn, that are called one."""
    chance = random.Random(half)  # noqa: S311 - what is drawn, no secret
    figures = {}
    for name, (many, draw) in DRAWN.items():
        prints = [_print_of(draw(chance)) for _ in range(many)]
        figures[f"drawn: {name}"] = f"{len(_pairs(prints))} of {many * (many - 1) // 2}"
    return figures


def _pairs(prints: Sequence[Print]) -> set[tuple[int, int]]:
    pictures = pictures_of([fingerprint.thumbnail for fingerprint in prints])
    index = index_of(b"".join(fingerprint.hashes for fingerprint in prints))
    same = same_photos(pictures, index, lambda places: pictures[list(places)])
    return {(min(pair), max(pair)) for pair in same}


def _saved(picture: Image.Image) -> Image.Image:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return Image.open(written).convert("RGB")


def _cut(picture: Image.Image, box: Box) -> Image.Image:
    width, height = picture.size
    left, top, right, bottom = box
    return picture.crop((int(width * left), int(height * top), int(width * right), int(height * bottom)))


def _about_the_middle(share: float) -> Edit:
    return lambda picture: _cut(picture, (share / 2, share / 2, 1 - share / 2, 1 - share / 2))


def _anywhere(area: float) -> Edit:
    chance = random.Random(SEED)  # noqa: S311 - a choice of boxes, no secret
    side = area**0.5

    def cut(picture: Image.Image) -> Image.Image:
        left, top = chance.random() * (1 - side), chance.random() * (1 - side)
        return _cut(picture, (left, top, left + side, top + side))

    return cut


def _of_any_shape() -> Edit:
    """Keeps 70 to 80 % of the area, in another aspect."""
    chance = random.Random(SEED)  # noqa: S311 - a choice of boxes, no secret

    def cut(picture: Image.Image) -> Image.Image:
        wide = chance.uniform(0.78, 1.0)
        high = min(1.0, chance.uniform(0.7, 0.8) / wide)
        left, top = chance.random() * (1 - wide), chance.random() * (1 - high)
        return _cut(picture, (left, top, left + wide, top + high))

    return cut


def _tilted(degrees: float) -> Edit:
    return lambda picture: _cut(picture.rotate(degrees, Image.Resampling.BICUBIC), (0.09, 0.09, 0.91, 0.91))


def _written_on(picture: Image.Image) -> Image.Image:
    """A band of letters across the lower part, three stickers at the top."""
    covered = picture.copy()
    draw, (width, height) = ImageDraw.Draw(covered), picture.size
    draw.rectangle((0, int(height * 0.78), width, int(height * 0.93)), fill="white")
    for n in range(12):
        left = int(width * (0.08 + 0.07 * n))
        draw.rectangle((left, int(height * 0.82), left + int(width * 0.04), int(height * 0.89)), fill="black")
    for n in range(3):
        left = int(width * (0.1 + 0.25 * n))
        draw.ellipse((left, int(height * 0.08), left + int(width * 0.12), int(height * 0.2)), fill="orange")
    return covered


EDITS: dict[str, Edit] = {
    "saved again": lambda picture: picture.resize((picture.width * 2 // 3, picture.height * 2 // 3)),
    "mirrored": ImageOps.mirror,
    "middle 5 %": _about_the_middle(0.05),
    "middle 10 %": _about_the_middle(0.10),
    "middle 15 %": _about_the_middle(0.15),
    "middle 20 %": _about_the_middle(0.20),
    "middle 30 %": _about_the_middle(0.30),
    "keeps 90 %": _anywhere(0.9),
    "keeps 80 %": _anywhere(0.8),
    "keeps 70 %": _anywhere(0.7),
    "another shape": _of_any_shape(),
    "text, stickers": _written_on,
    "text anywhere": written_anywhere(random.Random(SEED)),  # noqa: S311 - places, no secret
    "in a viewer": in_a_viewer,
    "in a chat": in_a_chat,
    "black and white": lambda picture: picture.convert("L").convert("RGB"),
    "stronger colours": lambda picture: ImageEnhance.Color(picture).enhance(1.6),
    "warmer": lambda picture: Image.blend(picture, Image.new("RGB", picture.size, (255, 200, 120)), 0.15),
    "tilted by 3": _tilted(3),
    "tilted by 5": _tilted(5),
}


def _codes(folder: Path, hosts: Sequence[Path]) -> dict[str, str]:
    """Codes found of those pasted in, by their size in px, and plain photos that are said to have one."""
    chance, found, pasted = random.Random(SEED), Counter[int](), Counter[int]()  # noqa: S311 - places
    false = 0
    with tempfile.TemporaryDirectory() as there:
        file = Path(there) / "pasted.jpg"
        for number, code in enumerate(sorted(folder.glob("*.png"))):
            for size in PASTED:
                for long_side in HOSTS:
                    host = _host(hosts[(number + size) % len(hosts)], long_side)
                    with Image.open(code) as opened:
                        small = opened.convert("RGB").resize(
                            (size, round(size * opened.height / opened.width))
                        )
                    place = (
                        chance.randrange(host.width - small.width),
                        chance.randrange(host.height - small.height),
                    )
                    host.paste(small, place)
                    host.save(file, quality=85)
                    pasted[size] += 1
                    found[size] += measure(file).values["qr"] > 0
        for plain in hosts:
            _host(plain, HOSTS[0]).save(file, quality=85)
            false += measure(file).values["qr"] > 0
    figures = {f"{size} px": f"{found[size]} of {pasted[size]}" for size in PASTED}
    return figures | {"plain photos": f"{false} of {len(hosts)}"}


def _host(file: Path, long_side: int) -> Image.Image:
    with Image.open(file) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    scale = long_side / max(picture.size)
    return picture.resize((round(picture.width * scale), round(picture.height * scale)))


if __name__ == "__main__":
    main()
