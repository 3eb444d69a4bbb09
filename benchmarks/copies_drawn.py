"""Pictures that are drawn for benchmarks/copies.py: products on white, chats, and a photo inside a page."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 540, 1170  # px of a phone's page
WHITE, GREY, BUBBLE = (255, 255, 255), (237, 237, 237), (149, 236, 105)
INKS = ("white", "black", "red", "yellow", "orange", "pink", "lime", "blue")

Colour = tuple[int, int, int]
Point = tuple[float, float]


def written_anywhere(chance: Random) -> Callable[[Image.Image], Image.Image]:
    """A band of letters at the top, in the middle or below, and up to four stickers anywhere."""

    def write(picture: Image.Image) -> Image.Image:
        covered, (width, height) = picture.copy(), picture.size
        draw, thick = ImageDraw.Draw(covered), chance.uniform(0.1, 0.2)
        top = chance.choice((chance.uniform(0.02, 0.1), chance.uniform(0.4, 0.5), chance.uniform(0.7, 0.8)))
        draw.rectangle((0, height * top, width, height * (top + thick)), fill=chance.choice(INKS[:4]))
        for n in range(12):
            left = width * (0.08 + 0.07 * n)
            box = (left, height * (top + thick * 0.25), left + width * 0.04, height * (top + thick * 0.75))
            draw.rectangle(box, fill=chance.choice(INKS[:2]))
        for _ in range(chance.randint(1, 4)):
            left, above, side = chance.random() * 0.85, chance.random() * 0.85, chance.uniform(0.08, 0.16)
            box = (width * left, height * above, width * (left + side), height * (above + side))
            draw.ellipse(box, fill=chance.choice(INKS))
        return covered

    return write


def in_a_viewer(picture: Image.Image) -> Image.Image:
    """On black, with the time above and buttons below."""
    page = Image.new("RGB", (WIDE, HIGH), "black")
    draw = ImageDraw.Draw(page)
    draw.text((30, 15), "12:34", fill="white", font_size=26)
    draw.rectangle((430, 18, 510, 36), fill="white")
    high = min(1000, picture.height * WIDE // picture.width)
    shown = picture.resize((picture.width * high // picture.height, high))
    page.paste(shown, ((WIDE - shown.width) // 2, (HIGH - high) // 2))
    for left in (60, 250, 440):
        draw.ellipse((left, 1100, left + 44, 1144), outline="white", width=4)
    return page


def in_a_chat(picture: Image.Image) -> Image.Image:
    """Sent among the bubbles of others."""
    chance = Random(picture.width)  # noqa: S311 - lengths of bubbles
    page, draw = _page("12:34", 120)
    _bubble(draw, chance, 150)
    shown = picture.resize((360, picture.height * 360 // picture.width))
    shown = shown.crop((0, 0, 360, min(shown.height, 560)))
    page.paste(shown, (90, 240))
    draw.rectangle((16, 240, 76, 300), fill=(90, 120, 200))
    _bubbles(draw, chance, 270 + shown.height)
    return page


def _chat(chance: Random) -> Image.Image:
    page, draw = _page(f"{chance.randint(7, 23)}:{chance.randint(10, 59)}", chance.randint(30, 499))
    _bubbles(draw, chance, 150)
    return page


def _page(time: str, members: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", (WIDE, HIGH), GREY)
    draw = ImageDraw.Draw(page)
    draw.text((30, 15), time, fill="black", font_size=26)
    draw.text((180, 66), f"Friends of tea ({members})", fill="black", font_size=28)
    draw.line((0, 120, WIDE, 120), fill=(210, 210, 210))
    draw.rectangle((0, HIGH - 90, WIDE, HIGH), fill=(247, 247, 247))
    draw.rounded_rectangle((70, HIGH - 75, 380, HIGH - 20), 8, fill="white")
    return page, draw


def _bubbles(draw: ImageDraw.ImageDraw, chance: Random, top: int) -> None:
    while top < HIGH - 240:
        top = _bubble(draw, chance, top) + chance.randint(24, 50)


def _bubble(draw: ImageDraw.ImageDraw, chance: Random, top: int) -> int:
    """Where it ends."""
    theirs, lines, wide = chance.random() < 0.65, chance.randint(1, 3), chance.randint(100, 340)
    left, below = (90 if theirs else WIDE - 90 - wide), top + 30 + 34 * lines
    draw.rounded_rectangle((left, top, left + wide, below), 12, fill="white" if theirs else BUBBLE)
    for line in range(lines):
        words = "".join(chance.choice("abcdefghijklmnop qrstuvwxyz") for _ in range(max(2, wide // 16)))
        draw.text((left + 14, top + 14 + 34 * line), words, fill="black", font_size=24)
    face = 16 if theirs else WIDE - 76
    draw.rectangle((face, top, face + 60, top + 60), fill=_colour(chance, 40, 230))
    return below


def _on_white(chance: Random, outline: Callable[[Random], list[Point]]) -> Image.Image:
    """A product of some colour with a patch of another on it, lit softly."""
    page = Image.new("RGB", (600, 600), WHITE)
    draw = ImageDraw.Draw(page)
    draw.polygon(outline(chance), fill=_colour(chance, 10, 220))
    left, top = chance.randint(240, 280), chance.randint(230, 330)
    draw.rectangle(
        (left, top, left + chance.randint(20, 80), top + chance.randint(15, 90)), fill=_colour(chance, 0, 255)
    )
    for n in range(chance.randint(0, 4)):
        draw.line((270, 350 + 25 * n, chance.randint(285, 330), 350 + 25 * n), fill="white", width=6)
    return page.filter(ImageFilter.GaussianBlur(1))


def _trousers(chance: Random) -> list[Point]:
    waist, hip, ankle = chance.randint(84, 120), chance.randint(100, 150), chance.randint(36, 72)
    top, below, split = chance.randint(36, 60), chance.randint(540, 570), chance.randint(180, 240)
    right = [(300 + waist, top), (300 + hip, below), (300 + hip - ankle, below), (300, split)]
    return [*right, *((600 - x, y) for x, y in reversed(right))]


def _shirt(chance: Random) -> list[Point]:
    wide, sleeve = chance.randint(110, 150), chance.randint(180, 250)
    top, below, drop = chance.randint(60, 85), chance.randint(480, 550), chance.randint(120, 180)
    right = [(300 + wide, top), (300 + sleeve, top + drop), (300 + sleeve - 60, top + drop + 50)]
    right += [(280 + wide, top + 110), (300 + wide, below)]
    return [*right, *((600 - x, y) for x, y in reversed(right))]


def _bottle(chance: Random) -> list[Point]:
    wide, neck, shoulder = chance.randint(60, 96), chance.randint(24, 36), chance.randint(150, 210)
    right = [(300 + neck, chance.randint(30, 60)), (300 + neck, shoulder - 40), (300 + wide, shoulder + 20)]
    right.append((300 + wide, chance.randint(530, 570)))
    return [*right, *((600 - x, y) for x, y in reversed(right))]


def _colour(chance: Random, least: int, most: int) -> Colour:
    return chance.randint(least, most), chance.randint(least, most), chance.randint(least, most)


DRAWN: dict[str, tuple[int, Callable[[Random], Image.Image]]] = {
    "trousers on white": (60, lambda chance: _on_white(chance, _trousers)),
    "shirts on white": (60, lambda chance: _on_white(chance, _shirt)),
    "bottles on white": (60, lambda chance: _on_white(chance, _bottle)),
    "chats": (150, _chat),
}
