"""A poster's file brought within what a channel takes: unchanged where it fits, else encoded anew."""

import hashlib
import io

from PIL import Image

from content.errors import PosterError
from content.files import cause_of
from content.media import DECODERS_RAISE
from content.model import Capabilities, Message
from content.posters.encode import Out, encoded
from content.publish.sender import Picture

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}  # what posters are written as
MOST_PIXELS = 40_000_000  # a poster has 1.5 to 6 million
_NO_LIMIT = 1 << 40  # bytes


def fit_picture(content: bytes, capabilities: Capabilities) -> Picture | Message:
    """The picture as the channel takes it, or why it cannot be sent.

    The bytes stay where their media type, their number and both sides (px) are allowed. Otherwise the picture
    is scaled to the longest side, then written as JPEG (as PNG where a channel takes nothing else) by the
    ladder of posters: lower quality first, then smaller. Equal bytes and limits give equal bytes.
    """
    picture = _decoded(content)
    if isinstance(picture, Message):
        return picture
    media_type = MEDIA_TYPES[str(picture.format)]
    most_bytes = capabilities.picture_bytes or _NO_LIMIT
    most_side = capabilities.picture_side or max(picture.size)
    if media_type in capabilities.pictures and len(content) <= most_bytes and max(picture.size) <= most_side:
        return _picture(content, media_type, picture.size)
    form = next((form for form in ("JPEG", "PNG") if MEDIA_TYPES[form] in capabilities.pictures), None)
    if form is None:
        return Message("fit_picture.not_taken", taken=capabilities.pictures or ("-",))
    try:
        return _encoded(_scaled(picture, most_side), Out(form, most_bytes))
    except PosterError as error:
        return Message("fit_picture.too_large", cause=error.message)


def _decoded(content: bytes) -> Image.Image | Message:
    """The whole picture in memory. Our own files, but disks fail: they are looked at before they leave."""
    try:
        picture = Image.open(io.BytesIO(content), formats=tuple(MEDIA_TYPES))
        if picture.width * picture.height > MOST_PIXELS:
            return Message("fit_picture.more_pixels", most=MOST_PIXELS)
        picture.load()
    except DECODERS_RAISE as error:
        return Message("fit_picture.broken", cause=cause_of(error))
    return picture


def _scaled(picture: Image.Image, side: int) -> Image.Image:
    """In RGB, transparent parts on white, its longer side at most `side` px."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    picture = picture.convert("RGB")
    if max(picture.size) <= side:
        return picture
    share = side / max(picture.size)
    size = tuple(max(1, round(length * share)) for length in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image, out: Out) -> Picture:
    content = encoded(picture, out)
    with Image.open(io.BytesIO(content)) as written:
        return _picture(content, MEDIA_TYPES[out.format], written.size)


def _picture(content: bytes, media_type: str, size: tuple[int, int]) -> Picture:
    return Picture(content, hashlib.sha256(content).hexdigest(), media_type, *size)
