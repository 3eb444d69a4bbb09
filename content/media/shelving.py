"""A picture is taken in: its bytes are kept, its working copy is made, and it is said what it is."""

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, UnidentifiedImageError

from content.file_kinds import HEAD_BYTES, FileKind, file_kind
from content.files import PICTURE_BYTES, NotAFile, TooLarge, cause_of, read_limited, write_whole
from content.media.camera import camera, exif_of, taken_at
from content.media.decoders import DECODERS_RAISE, MAX_JPEG_PIXELS, MAX_PIXELS, OPENED, SUFFIXES, quiet
from content.media.folder import MediaFolder, holds, is_whole_copy, sealed
from content.media.working_copy import UPRIGHT, reduce_while_decoding, working_copy
from content.model import Media, Message, Unreadable

MAX_BYTES = PICTURE_BYTES
ANIMATED = frozenset({"GIF", "WEBP", "PNG", "AVIF"})  # kinds whose several pictures are a film, not pages
REDUCED = frozenset({"JPEG", "MPO"})  # kinds that are decoded at a part of their size
NAMED = frozenset(
    {FileKind.JXL, FileKind.WXGF, FileKind.WECHAT, FileKind.OTHER_PICTURE, FileKind.VIDEO, FileKind.VOICE}
)  # what people take for a picture, and is named as what it is


@dataclass(frozen=True, slots=True)
class ToShelve:
    """A file to take in; `zone` reads the camera's clock where it names none. Not `flushed`: whoever asks
    flushes the disk before anything says that the picture is there."""

    file: Path
    media: Path
    zone: str
    flushed: bool = True


def shelve(job: ToShelve) -> Media | Unreadable:
    """Take a picture in: keep its bytes, make its working copy, and say what it is. Writes nothing twice.

    Unreadable is about the picture; NotReady about the disk, and then no picture can be taken in.
    """
    try:
        if job.file.is_symlink():
            return Unreadable(Message("photo.is_link"), "link")
        data = read_limited(job.file, MAX_BYTES)
    except TooLarge as error:
        return Unreadable(error.message, "too_large")
    except NotAFile as error:
        return Unreadable(Message("photo.no_file", cause=error.message), "not_a_file")
    except OSError as error:
        return Unreadable(Message("photo.cannot_be_read", cause=cause_of(error)), "no_access")
    try:
        with quiet():
            return _shelve(data, MediaFolder(job.media), ZoneInfo(job.zone), flushed=job.flushed)
    except UnidentifiedImageError:
        return Unreadable(Message("photo.broken", cause=_what_it_is(data)))
    except Image.DecompressionBombError:
        return Unreadable(Message("photo.more_pixels", most=MAX_JPEG_PIXELS), "too_many_pixels")
    except DECODERS_RAISE as error:
        return Unreadable(Message("photo.broken", cause=str(error) or type(error).__name__))


def _what_it_is(data: bytes) -> Message:
    kind = file_kind(data[:HEAD_BYTES])
    if kind in NAMED:
        return Message(f"file_kind.{kind}")
    return Message("photo.begins_as_none", known=tuple(OPENED))


def _shelve(data: bytes, folder: MediaFolder, zone: ZoneInfo, *, flushed: bool) -> Media | Unreadable:
    sha = sha256(data).hexdigest()
    image = Image.open(io.BytesIO(data), formats=OPENED)
    if why := _too_many_pixels(image):
        return Unreadable(why, "too_many_pixels")
    suffix, animated, size = SUFFIXES[image.format or "JPEG"], _is_animated(image), image.size
    exif = exif_of(image)
    turn = exif.get(ExifTags.Base.Orientation)
    turn = turn if isinstance(turn, int) else 1
    width, height = size[::-1] if turn in range(5, 9) else size
    working, original = folder.working(sha), folder.original(sha, suffix)
    if not is_whole_copy(working):
        reduce_while_decoding(image)
        if image.width * image.height > MAX_PIXELS:
            return Unreadable(_pixels(size, MAX_PIXELS), "too_many_pixels")
        write_whole(working, sealed(working_copy(image, data, UPRIGHT.get(turn))), flushed=flushed)
    if not holds(original, sha):
        write_whole(original, data, flushed=flushed)
    return Media(sha, suffix, width, height, len(data), camera(exif), taken_at(exif, zone), animated)


def _too_many_pixels(image: Image.Image) -> Message | None:
    """Told by the header alone, before anything is decoded."""
    most = MAX_JPEG_PIXELS if image.format in REDUCED else MAX_PIXELS
    if image.width * image.height <= most:
        return None
    return _pixels(image.size, most)


def _pixels(size: tuple[int, int], most: int) -> Message:
    return Message("photo.too_many_pixels", width=size[0], height=size[1], most=most)


@dataclass(frozen=True, slots=True)
class ToRestore:
    """A working copy to be made again from its original under `media`."""

    media: Path
    medium: Media


def restore(job: ToRestore) -> bool:
    """Make the working copy again from the original; False where that is not as it was either."""
    original = MediaFolder(job.media).original(job.medium.sha256, job.medium.suffix)
    if not holds(original, job.medium.sha256):
        return False
    return isinstance(shelve(ToShelve(original, job.media, "UTC")), Media)


def _is_animated(image: Image.Image) -> bool:
    try:
        return image.format in ANIMATED and bool(getattr(image, "is_animated", False))
    except DECODERS_RAISE:  # a second picture that is broken; the first is what is shown
        return False
