"""A poster with words burnt into its pixels, so that a screenshot says who took it."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.posters.fonts import font_files

FAMILY = "Noto Sans CJK SC"
TURNED = 28  # degrees
SIZE = 34  # the width of a picture by the size of its letters
APART = (1.5, 5.0)  # the gaps between marks, in letters: along the words, and down
INK, EDGE = (120, 120, 120, 120), (255, 255, 255, 46)  # seen on light posters and on dark ones
QUALITY = 82


def watermarked(file: Path, words: str) -> bytes:
    """The JPEG with the words all over it, without metadata. OSError where the file is no JPEG."""
    with Image.open(file, formats=["JPEG"]) as picture:
        base = picture.convert("RGBA")
    marked = Image.alpha_composite(base, _layer(base.size, words)).convert("RGB")
    out = BytesIO()
    marked.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


@lru_cache(maxsize=24)  # a guest looks at posters of a few sizes
def _layer(size: tuple[int, int], words: str) -> Image.Image:
    """Turned rows of the words, each row begun a little further on, over all of the picture."""
    letter = max(9, size[0] // SIZE)
    font = ImageFont.truetype(str(font_files()[FAMILY]), letter, index=_face())
    side = int((size[0] ** 2 + size[1] ** 2) ** 0.5)
    sheet = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(sheet)
    across = int(draw.textlength(words, font=font) + APART[0] * letter) or side
    down = int(APART[1] * letter)
    for row, y in enumerate(range(0, side, down)):
        for x in range(-(row * across // 3) % across - across, side, across):
            draw.text((x + 1, y + 1), words, font=font, fill=EDGE)
            draw.text((x, y), words, font=font, fill=INK)
    turned = sheet.rotate(TURNED, Image.Resampling.BICUBIC)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


@lru_cache(maxsize=1)
def _face() -> int:
    """Which face of the collection is the simplified one."""
    file = str(font_files()[FAMILY])
    if not file.endswith((".ttc", ".otc")):
        return 0
    for index in range(20):
        try:
            family = ImageFont.truetype(file, 10, index=index).getname()[0]
        except OSError:
            break
        if family == FAMILY:
            return index
    return 0
