"""What lies beneath a page: photos and baked layers, put together by Pillow.

A photo that goes through an engine is encoded, decoded and drawn once more; beneath the page it is only cut.
The engine paints type and ornament on a transparent canvas, which is laid over the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from content.posters.canvas import Size
from content.posters.crop import turned_size

SMOOTH = 4  # masks are drawn this much larger and averaged down: their edges have 17 shades

Corners = tuple[int, int, int, int]  # radii in px: top left, top right, bottom right, bottom left


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture with its top left corner at `at` (px), shown through its mask. RGBA is laid over."""

    picture: Image.Image
    at: tuple[int, int]
    mask: Image.Image | None = None


def photo_layer(
    picture: Image.Image, at: tuple[int, int], size: Size, corners: Corners, turn: float
) -> Layer:
    """A photo cut for the box of `size` at `at` (px), turned as its `Crop` was; `corners` round it off."""
    if not turn and not any(corners):
        return Layer(picture, at)
    left, top = at[0] - (picture.width - size[0]) // 2, at[1] - (picture.height - size[1]) // 2
    return Layer(picture, (left, top), _mask(size, corners, turn))


def composed(size: Size, colour: str, layers: Sequence[Layer], page: Image.Image) -> Image.Image:
    """The poster as RGB: `colour`, the layers from below, and the page (RGBA) over all."""
    poster = Image.new("RGB", size, colour) if not _covers(layers, size) else layers[0].picture.copy()
    for layer in layers[1:] if _covers(layers, size) else layers:
        _lay(poster, layer)
    poster.paste(page, (0, 0), page)
    return poster


def _covers(layers: Sequence[Layer], size: Size) -> bool:
    """Whether the lowest layer leaves nothing of the ground's colour to be seen."""
    if not layers or layers[0].mask is not None:
        return False
    return (layers[0].picture.mode, layers[0].picture.size, layers[0].at) == ("RGB", size, (0, 0))


def _lay(poster: Image.Image, layer: Layer) -> None:
    picture = layer.picture
    poster.paste(picture, layer.at, layer.mask or (picture if picture.mode == "RGBA" else None))


@lru_cache(maxsize=16)
def _mask(size: Size, corners: Corners, turn: float) -> Image.Image:
    """255 inside, 0 outside, smooth between: in a box as large as the picture, turned with it."""
    mask = _rounded(size, corners)
    if not turn:
        return mask
    around = Image.new("L", turned_size(*size, turn), 0)
    around.paste(mask, ((around.width - mask.width) // 2, (around.height - mask.height) // 2))
    return around.rotate(turn, Image.Resampling.BILINEAR)


def _rounded(size: Size, corners: Corners) -> Image.Image:
    """Drawn corner by corner, so that arches are possible."""
    mask = Image.new("L", size, 255)
    width, height = size
    for radius, right, low in zip(corners, (0, 1, 1, 0), (0, 0, 1, 1), strict=True):
        if radius:
            mask.paste(_corner(radius, right, low), (right * (width - radius), low * (height - radius)))
    return mask


def _corner(radius: int, right: int, low: int) -> Image.Image:
    """A quarter of a disc, its middle towards the picture's."""
    side = radius * SMOOTH
    quarter = Image.new("L", (side, side), 0)
    left, top = -side * right, -side * low
    ImageDraw.Draw(quarter).ellipse((left, top, left + 2 * side - 1, top + 2 * side - 1), fill=255)
    return quarter.reduce(SMOOTH)
