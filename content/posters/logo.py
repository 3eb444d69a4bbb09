"""A brand's logo on whatever ground a poster has."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from content.posters.canvas import Size
from content.posters.colour import luminance

DARK = 0.18  # luminance (0 to 1) below which a ground is dark: a middle grey
TOLD_APART = 2.0  # contrast, 1 to 21, below which a logo's colours go under in the ground
OPAQUE = 128  # alpha from which a pixel counts
PLATES = ("#FFFFFF", "#1C1A18")
ROOM = 0.16  # of the logo's height: the plate about it
FINE = 4  # times as large the plate is drawn, for smooth corners


def fitted_logo(logo: Image.Image, box: Size, ground: str) -> Image.Image:
    """An RGBA logo as large as the box (px) allows, on a plate where it could not be told from its ground."""
    plate = plate_for(logo, ground)
    if not plate:
        return _fitted(logo, box)
    room = round(box[1] * ROOM)
    small = _fitted(logo, (box[0] - 2 * room, box[1] - 2 * room))
    around = (small.width + 2 * room, small.height + 2 * room)
    mask = Image.new("L", (around[0] * FINE, around[1] * FINE), 0)
    corner = room * FINE
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), corner, fill=255)
    plated = Image.new("RGBA", around, plate)
    plated.putalpha(mask.reduce(FINE))
    plated.alpha_composite(small, (room, room))
    return plated


def logo_png(file: Path, box: Size, ground: str) -> tuple[Size, bytes]:
    """The logo of a file fitted so: its size (px), and it as PNG."""
    with Image.open(file) as picture:
        drawn = fitted_logo(picture.convert("RGBA"), box, ground)
    out = BytesIO()
    drawn.save(out, "PNG", compress_level=1)
    return drawn.size, out.getvalue()


def plate_for(logo: Image.Image, ground: str) -> str:
    """The colour (#rrggbb) of the plate that an RGBA logo needs on the ground; "" where it needs none.

    It does where half of what is seen of it has hardly more light than the ground.
    """
    levels = sorted(_lights(logo))
    if not levels or _apart(levels, luminance(ground)) >= TOLD_APART:
        return ""
    return max(PLATES, key=lambda plate: _apart(levels, luminance(plate)))


def _apart(levels: list[float], ground: float) -> float:
    """Contrast of the logo's middle pixel to the ground, as WCAG counts it."""
    middle = levels[len(levels) // 2]
    return (max(middle, ground) + 0.05) / (min(middle, ground) + 0.05)


def _lights(logo: Image.Image) -> list[float]:
    """Luminance of every pixel that is seen, of a small copy."""
    small = logo.resize((48, 48), Image.Resampling.BOX).tobytes()
    pixels = (small[at : at + 4] for at in range(0, len(small), 4))
    return [luminance(f"#{pixel[:3].hex()}") for pixel in pixels if pixel[3] >= OPAQUE]


def _fitted(logo: Image.Image, box: Size) -> Image.Image:
    scale = min(box[0] / logo.width, box[1] / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    return logo.resize(size, Image.Resampling.LANCZOS)
