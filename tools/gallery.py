"""The pictures of docs/gallery.md and docs/measures/engines.md, drawn with the sample brand's photos.

python tools/gallery.py            # every template in its three canvases
python tools/gallery.py --engines  # Takumi, Chromium and what differs between them
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops

from content.posters import Takumi, Template, load_templates
from content.posters.canvas import LONG, SIZES
from content.posters.draw import page_of, painted
from content.posters.engine import Engine
from content.posters.engines import engine_named
from content.posters.preview import sample_spec

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "ugc_inbox/sample"
PAPER, GAP = "#EFEAE1", 24
# The day as members see it, each with photos that suit its words.
SHOWN = {
    "hook-full": ("kitchen-0830",),
    "hook-arch": ("three-pots",),
    "hook-type": ("day-eight",),
    "quiz-light": ("roadside-stems",),
    "quiz-dark": ("one-leaf-later",),
    "quiz-pictures": ("no-milk", "steady-hand", "two-cups", "seven-of-them"),
    "share-polaroid": ("market-leftover",),
    "share-full": ("do-not-disturb",),
    "share-film": ("two-cups", "no-milk", "IMG_2048", "small-rain"),
    "share-quote": ("held-my-breath",),
    "solution-steps": ("steady-hand",),
    "solution-night": ("twelve-books",),
    "solution-compare": ("late-shift", "off-duty"),
    "solution-product": ("small-rain",),
}
# The second collection: 3:4 alone, eight a row.
SECOND = {
    "hook-torn": ("no-milk",),
    "hook-glyph": ("one-leaf-later",),
    "hook-cover": ("power-cut",),
    "hook-frame": ("dark-at-four",),
    "hook-almanac": ("steady-hand",),
    "day-term": ("after-refill",),
    "quiz-columns": ("seven-of-them",),
    "quiz-split": ("late-shift", "off-duty"),
    "quiz-blank": ("waxed-box",),
    "quiz-scratch": ("small-rain",),
    "quiz-chat": ("two-cups",),
    "share-margin": ("market-leftover",),
    "share-postcard": ("roadside-stems",),
    "share-triptych": ("no-milk", "steady-hand", "two-cups"),
    "share-contact": (
        *("two-cups", "no-milk", "seven-of-them", "four-for-dinner", "three-pots"),
        *("kitchen-0830", "roadside-stems", "waxed-box", "twelve-books"),
    ),
    "share-calm": ("held-my-breath",),
    "solution-numbers": ("steady-hand",),
    "solution-callouts": ("three-pots",),
    "solution-recipe": ("four-for-dinner",),
    "solution-slider": ("late-shift", "off-duty"),
    "solution-price": ("two-cups",),
    "solution-reveal": ("day-eight",),
    "day-member": ("four-for-dinner",),
    "day-countdown": ("power-cut",),
    "day-notice": (),
    "solution-pedestal": ("waxed-box",),
}
PAGES = {"long-day": ("kitchen-0830", "steady-hand"), "nine-set": ("small-rain",)}


class SamplePhotos:
    """The sample's photos by name, taken as working copies."""

    def working(self, sha: str) -> Path:
        return next(SAMPLE.rglob(f"{sha}.jpg"))

    def logo(self, sha: str) -> Path:
        raise LookupError(sha)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--engines", action="store_true", help="draw both engines side by side")
    parser.add_argument("--second", action="store_true", help="draw the second collection")
    parser.add_argument("--pages", action="store_true", help="draw the long picture and the set of nine")
    options = parser.parse_args()
    templates = load_templates(ROOT / "templates/posters", ROOT / "templates/pages")
    name = "engines" if options.engines else "gallery-2" if options.second else "gallery"
    name = "gallery-pages" if options.pages else name
    out = ROOT / "docs/pictures" / f"{name}.jpg"
    draw = engines if options.engines else second if options.second else pages if options.pages else gallery
    made = draw(templates)
    made.save(out, quality=86, optimize=True, progressive=True)
    print(f"{out.relative_to(ROOT)}: {out.stat().st_size // 1024} kB")


def gallery(templates: Mapping[str, Template]) -> Image.Image:
    """Three a row: each template in 3:4, beside it 1:1 over 9:16."""
    cells = [cell(templates, name, Takumi()) for name in SHOWN]
    return sheet(cells, across=3)


def second(templates: Mapping[str, Template]) -> Image.Image:
    """Each layout of the second collection in 3:4."""
    engine = Takumi()
    posters = (drawn(templates, name, engine, "3:4") for name in SECOND)
    return sheet([poster.resize((216, 288), Image.Resampling.LANCZOS) for poster in posters], across=7)


def pages(templates: Mapping[str, Template]) -> Image.Image:
    """The long picture, and beside it the nine squares with the gaps that Moments leaves."""
    long, square = drawn(templates, "long-day", Takumi(), LONG), drawn(templates, "nine-set", Takumi(), "1:1")
    tall = long.resize((360, long.height * 360 // long.width), Image.Resampling.LANCZOS)
    page = Image.new("RGB", (360 + 756 + 3 * GAP, tall.height + 2 * GAP), PAPER)
    page.paste(tall, (GAP, GAP))
    for at in range(9):
        left, top = at % 3 * 360, at // 3 * 360
        part = square.crop((left, top, left + 360, top + 360)).resize((248, 248), Image.Resampling.LANCZOS)
        page.paste(part, (360 + 2 * GAP + at % 3 * 254, GAP + at // 3 * 254))
    return page


def cell(templates: Mapping[str, Template], name: str, engine: Engine) -> Image.Image:
    large, square, tall = (drawn(templates, name, engine, size) for size in SIZES)
    picture = Image.new("RGB", (340 + 12 + 174, 453), PAPER)
    for poster, box in (
        (large, (0, 0, 340, 453)),
        (square, (352, 0, 526, 174)),
        (tall, (383, 186, 526, 440)),
    ):
        left, top, right, low = box
        picture.paste(poster.resize((right - left, low - top), Image.Resampling.LANCZOS), (left, top))
    return picture


def engines(templates: Mapping[str, Template]) -> Image.Image:
    """Two a row: Takumi, Chromium, and the difference, twice as strong, on white."""
    takumi, chromium = Takumi(), engine_named("chromium")
    cells = []
    for name in SHOWN:
        ours, theirs = (drawn(templates, name, engine, "3:4") for engine in (takumi, chromium))
        apart = ImageChops.invert(
            ImageChops.difference(ours, theirs).point(lambda level: min(255, level * 2))
        )
        far = sum(ImageChops.difference(ours, theirs).convert("L").histogram()[97:]) / (
            ours.width * ours.height
        )
        print(f"{name:18s} {far:.3%} of the pixels differ by more than 96 of 255")
        cells.append(side_by_side([ours, theirs, apart], 250))
    return sheet(cells, across=2)


def drawn(templates: Mapping[str, Template], name: str, engine: Engine, size: str) -> Image.Image:
    spec = sample_spec(templates[name], engine.name, size)
    spec = replace(
        spec, photos=dict(zip(templates[name].photos, (SHOWN | SECOND | PAGES)[name], strict=False))
    )
    return painted(page_of(spec, templates, SamplePhotos(), engine), engine)


def side_by_side(pictures: Sequence[Image.Image], width: int) -> Image.Image:
    height = pictures[0].height * width // pictures[0].width
    row = Image.new("RGB", (len(pictures) * (width + 8) - 8, height), PAPER)
    for number, picture in enumerate(pictures):
        row.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (number * (width + 8), 0))
    return row


def sheet(cells: Sequence[Image.Image], across: int) -> Image.Image:
    width, height = cells[0].size
    rows = -(-len(cells) // across)
    page = Image.new("RGB", (across * (width + GAP) + GAP, rows * (height + GAP) + GAP), PAPER)
    for at, picture in places(cells, across):
        page.paste(picture, at)
    return page


def places(cells: Sequence[Image.Image], across: int) -> Iterator[tuple[tuple[int, int], Image.Image]]:
    for number, picture in enumerate(cells):
        column, row = number % across, number // across
        yield (GAP + column * (picture.width + GAP), GAP + row * (picture.height + GAP)), picture


if __name__ == "__main__":
    main()
