"""The ornaments of the built-in poster templates, drawn by code: `python -m tools.draw_ornaments [FOLDER]`.

SVG with `currentColor` where a template puts its own colour in, and one PNG of paper grain. The same files on
every run: the seeds are written here.
"""

import argparse
import math
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parents[1] / "templates/posters/_ornaments"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shapes}</svg>\n'

Points = list[tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the ornaments of the built-in poster templates.")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, height), shapes in _ornaments():
        (folder / f"{name}.svg").write_text(HEAD.format(width=width, height=height, shapes=shapes))
    grain().save(folder / "grain.png", optimize=True)


def _ornaments() -> Iterator[tuple[str, tuple[int, int], str]]:
    yield "torn", (1080, 120), torn()
    yield "stamp", (168, 204), stamp(168, 204)
    yield "postmark", (430, 190), postmark(190)
    yield "clip", (54, 140), clip()
    yield "loop", (361, 348), loop(361, 348)
    yield "swash", (220, 36), swash(220)
    yield "tick", (48, 48), _stroked("M8 25 L20 37 L40 11", 7)
    yield "coating", (824, 540), coating(824, 540)
    yield "wave", (1080, 150), wave(1080)


def _edge(width: int, left: float, right: float, wild: float, seed: int) -> Points:
    """A torn edge from y `left` to y `right`: a drift that forgets, and a tremble."""
    dice, points, drift, x = random.Random(seed), Points(), 0.0, -20.0  # noqa: S311 - ornament
    while x <= width + 20:
        drift = drift * 0.8 + dice.uniform(-1, 1) * wild * 0.34
        points.append((x, left + (right - left) * x / width + drift + dice.uniform(-1, 1) * wild * 0.2))
        x += 9 * dice.uniform(0.6, 1.5)
    return points


def _polygon(points: Points, fill: str, more: str = "") -> str:
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon fill="{fill}"{more} points="{listed}"/>'


def torn() -> str:
    """The upper edge of a sheet torn off: its shadow upwards, the white fibre, the sheet's colour."""
    edge, inner = _edge(1080, 66, 38, 15, 7), _edge(1080, 79, 53, 12, 57)
    below: Points = [(1100, 140), (-20, 140)]
    shadow = "".join(
        _polygon([(x + 2, y - rise) for x, y in edge] + below, "#1E140C", ' fill-opacity=".05"')
        for rise in (3, 6, 10, 15, 21)
    )
    return shadow + _polygon(edge + below, "#FFFFFF") + _polygon(inner + below, "currentColor")


def stamp(width: int, height: int) -> str:
    """A stamp's paper with perforated edges."""
    across, down = round(width / 26), round(height / 26)
    holes: Points = [((at + 0.5) * width / across, float(y)) for at in range(across) for y in (0, height)]
    holes += [(float(x), (at + 0.5) * height / down) for at in range(down) for x in (0, width)]
    circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9"/>' for x, y in holes)
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    mask = f'<mask id="holes">{paper}<g fill="#000">{circles}</g></mask>'
    return f'{mask}<rect width="{width}" height="{height}" fill="currentColor" mask="url(#holes)"/>'


def postmark(px: int) -> str:
    """Two rings and five waves."""
    middle = px / 2
    waves = "".join(
        f'<path d="M{px * 0.9:.0f} {px * (0.26 + 0.12 * at):.0f} q 30 -22 60 0 t 60 0 t 60 0 t 60 0"'
        ' fill="none" stroke="currentColor" stroke-width="4"/>'
        for at in range(5)
    )
    rings = "".join(
        f'<circle cx="{middle}" cy="{middle}" r="{middle - inset}" fill="none" stroke="currentColor"'
        f' stroke-width="{wide}"/>'
        for inset, wide in ((4, 5), (22, 2.5))
    )
    return f'<g opacity=".72">{rings}{waves}</g>'


def clip() -> str:
    path = "M50 52 V136 a17 17 0 0 1 -34 0 V40 a25 25 0 0 1 50 0 V128"
    return f'<g transform="scale(.777) translate(-6 0)">{_stroked(path, 7)}</g>'


def loop(width: int, height: int) -> str:
    """A ring drawn by hand with a grease pencil, not quite closed."""
    points: Points = []
    for degrees in range(0, 410, 8):
        turn = math.radians(degrees - 110)
        grows = 1 + 0.035 * math.sin(2.3 * turn + 3) + degrees / 410 * 0.05
        reach = [(side / 2 - 9 - side * 0.05) * grows for side in (width, height)]
        points.append((width / 2 + reach[0] * math.cos(turn), height / 2 + reach[1] * math.sin(turn)))
    path = " ".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))
    return _stroked(path, 9)


def swash(width: int) -> str:
    """An underline drawn by hand."""
    bends = f"C {width * 0.25:.0f} 6 {width * 0.4:.0f} 30 {width * 0.6:.0f} 16"
    return _stroked(f"M6 22 {bends} S {width * 0.9:.0f} 10 {width - 6} 18", 7)


def coating(width: int, height: int) -> str:
    """The silver coating of a scratch card, with an opening scratched free right of its middle."""
    dice = random.Random(4)  # noqa: S311 - ornament
    lines = "".join(
        f'<path d="M{x} 0 L{x + height} {height}" stroke="#D6D2CA" stroke-width="3"/>'
        for x in range(-height, width, 44)
    )
    left, top, right, low = (
        share * side for share, side in zip((0.30, 0.17, 0.93, 0.87), (width, height) * 2, strict=True)
    )
    strokes, y = "", top
    while y < low:
        down = min(max((y - top) / (low - top), 0.05), 0.95)
        inset = (right - left) * 0.17 * (1 - math.sin(math.pi * down))
        first, last = left + inset + dice.uniform(-14, 14), right - inset + dice.uniform(-22, 22)
        middle = f"{(first + last) / 2:.0f} {y + dice.uniform(-6, 6):.0f}"
        path, wide = f"M{first:.0f} {y + 24:.0f} L{middle} L{last:.0f} {y - 24:.0f}", dice.uniform(32, 44)
        strokes += f'<path d="{path}" stroke-width="{wide:.0f}"/>'
        y += dice.uniform(21, 29)
    specks = "".join(
        f'<circle cx="{dice.uniform(left - 50, right + 40):.0f}" cy="{dice.uniform(top - 34, low + 40):.0f}"'
        f' r="{dice.uniform(1, 3):.1f}" fill="#000"/>'
        for _ in range(90)
    )
    opened = f'<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">{strokes}</g>'
    mask = f'<mask id="open"><rect width="{width}" height="{height}" fill="#fff"/>{opened}{specks}</mask>'
    stops = "".join(
        f'<stop offset="{at}" stop-color="{grey}"/>'
        for at, grey in ((0, "#BDBAB3"), (0.4, "#D2CFC8"), (0.65, "#C3C0B9"), (1, "#CDCAC3"))
    )
    silver = f'<linearGradient id="silver" x1="0" y1="0" x2="1" y2="0.7">{stops}</linearGradient>'
    sheet = f'<rect width="{width}" height="{height}" fill="url(#silver)"/>'
    return f'<defs>{silver}{mask}</defs><g mask="url(#open)">{sheet}{lines}</g>'


def wave(width: int) -> str:
    """Five lines of water, fainter one below the other."""
    return "".join(
        f'<path d="M-20 {20 + at * 26} q 45 -26 90 0 {" ".join(["t 90 0"] * (width // 90 + 2))}"'
        f' fill="none" stroke="currentColor" stroke-width="3" opacity="{1 - at * 0.14:.2f}"/>'
        for at in range(5)
    )


def grain(side: int = 216) -> Image.Image:
    """A tile of paper: dark specks with alpha, in sixteen steps."""
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1, (side, side))
    alpha = (np.clip(noise * 16, 0, 48) // 3 * 3).astype(np.uint8)
    return Image.merge("LA", (Image.new("L", (side, side), 30), Image.fromarray(alpha)))


def _stroked(path: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="{width}" stroke-linecap="round"'
        ' stroke-linejoin="round"/>'
    )


if __name__ == "__main__":
    main()
