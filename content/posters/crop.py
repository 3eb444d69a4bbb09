"""A photo, cut to a box about its focal point."""

from dataclasses import dataclass
from io import BytesIO
from math import ceil, cos, radians, sin
from pathlib import Path

from PIL import Image

from content.errors import PosterError
from content.files import cause_of
from content.model import Message

CENTRE = (0.5, 0.45)  # where a photo without a focal point is held: things stand a little above the middle
BEYOND = (128, 128, 128)  # about a turned crop, where the photo ends: a grey that the tone fix passes over


@dataclass(frozen=True, slots=True)
class Crop:
    """A box of `width` x `height` px; `zoom` >= 1 cuts tighter than the box needs.

    `at` is where in the box (fractions x, y) the focal point comes to lie, as far as the photo reaches.
    `turn` turns the box by degrees, counter-clockwise: the cut is then the upright box about it.
    """

    width: int
    height: int
    zoom: float = 1.0
    at: tuple[float, float] = (0.5, 0.5)
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """An RGB picture of the crop's (turned) size; `enlarged` is px of the poster a px of the photo."""

    picture: Image.Image
    enlarged: float


def cut(photo: Path, crop: Crop, focus: tuple[float, float] = CENTRE) -> Cut:
    """What the crop shows of the photo about `focus`. PosterError if it is missing or cannot be read."""
    try:
        with Image.open(photo) as image:
            scale = _scale(image.size, crop)
            return Cut(_cropped(image, crop, focus), scale)
    except FileNotFoundError:
        raise PosterError(Message("photo.not_in_workspace", photo=photo.name)) from None
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow's decoders raise on a broken file
        raise PosterError(Message("photo.unreadable", photo=photo.name, cause=cause_of(error))) from error


def size_of(photo: Path) -> tuple[int, int]:
    """Width and height in px, read from the file's head. PosterError as `cut` has it."""
    try:
        with Image.open(photo) as image:
            return image.size
    except FileNotFoundError:
        raise PosterError(Message("photo.not_in_workspace", photo=photo.name)) from None
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow's decoders raise on a broken file
        raise PosterError(Message("photo.unreadable", photo=photo.name, cause=cause_of(error))) from error


def window(
    size: tuple[int, int], crop: Crop, focus: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The part (left, top, right, bottom) of a picture of `size` that the crop shows, about `focus`."""
    scale = _scale(size, crop)
    width, height = crop.width / scale, crop.height / scale
    left = max(0.0, min(focus[0] * size[0] - crop.at[0] * width, size[0] - width))
    top = max(0.0, min(focus[1] * size[1] - crop.at[1] * height, size[1] - height))
    return left, top, min(left + width, size[0]), min(top + height, size[1])


def turned_size(width: int, height: int, turn: float) -> tuple[int, int]:
    """The upright box about a box turned by degrees; it grows evenly, so both have the same middle."""
    across, down = abs(cos(radians(turn))), abs(sin(radians(turn)))
    more = (width * across + height * down - width, width * down + height * across - height)
    return width + 2 * ceil(more[0] / 2), height + 2 * ceil(more[1] / 2)


def _scale(size: tuple[int, int], crop: Crop) -> float:
    return max(crop.width / size[0], crop.height / size[1]) * crop.zoom


def _cropped(image: Image.Image, crop: Crop, focus: tuple[float, float]) -> Image.Image:
    scale = _scale(image.size, crop)
    image.draft(
        "RGB", (round(image.width * scale), round(image.height * scale))
    )  # decodes at 1/2, 1/4 or 1/8
    visible = window(image.size, crop, focus)
    if crop.turn:
        return _turned(image.convert("RGB"), crop, visible)
    target = (crop.width, crop.height)
    return image.convert("RGB").resize(target, Image.Resampling.BICUBIC, box=visible)


def _turned(image: Image.Image, crop: Crop, visible: tuple[float, float, float, float]) -> Image.Image:
    """Scaled and turned in one step: two thirds of the CPU of cutting first, and sharper for it.

    `draft` leaves less than two pixels of the photo for one, which bilinear sampling still sees. A pixel
    about the box is kept of the photo, for the box's smooth edge.
    """
    left, top, right, bottom = visible
    step, angle = (right - left) / (crop.width + 2), radians(crop.turn)
    along, aside = step * cos(angle), step * sin(angle)
    width, height = turned_size(crop.width, crop.height, crop.turn)
    corner = (
        (left + right - along * width + aside * height) / 2,
        (top + bottom - aside * width - along * height) / 2,
    )
    where = (along, -aside, corner[0], aside, along, corner[1])
    return image.transform(
        (width, height), Image.Transform.AFFINE, where, Image.Resampling.BILINEAR, fillcolor=BEYOND
    )


def as_jpeg(picture: Image.Image) -> bytes:
    """JPEG q95 4:4:4: how a picture is handed to an engine, half the CPU of a PNG."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()
