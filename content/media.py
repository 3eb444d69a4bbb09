"""Pictures on disk: the untouched original and the working copy that everything else reads.

A working copy is upright, sRGB, eight bits, free of metadata (no GPS), JPEG, its long side about 2,160 px:
enough for a poster of 1080 x 1440 filled by a landscape photo.
"""

import io
import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError
from pillow_heif import register_heif_opener

from content.files import PICTURE_BYTES, NotAFile, TooLarge, cause_of, read_limited, write_whole
from content.model import Media, Message, Unreadable

register_heif_opener()
# Two blocks of at most 16 MB are kept for the next picture: fresh ones cost a third of decoding it.
Image.core.set_blocks_max(2)  # type: ignore[attr-defined]  # docs/measures/gather.md

MAX_BYTES = PICTURE_BYTES
MAX_PIXELS = 80_000_000
FULL = 65535.0  # the brightest of sixteen bits
LONG_SIDE = 2160  # px, at most
ENOUGH = 1920  # px: a decoder's own half-size picture is taken as it is from here on, which saves a resize
SUFFIXES = {
    "JPEG": ".jpg",
    "MPO": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "GIF": ".gif",
    "HEIF": ".heic",
    "AVIF": ".avif",
    "TIFF": ".tif",
    "BMP": ".bmp",
}
OPENED = sorted(SUFFIXES.keys() - {"MPO"})  # the JPEG decoder opens MPO, a pair of JPEGs, by itself
ANIMATED = frozenset({"GIF", "WEBP", "PNG", "AVIF"})  # kinds whose several pictures are a film, not pages
UPRIGHT = {  # EXIF's orientation -> the turn that undoes it; 5 to 8 lie on their side
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SEAL = b"sishi-sha256:"  # and 32 bytes: what a working copy ends with
_DIGEST = 32
_SEALED = len(SEAL) + _DIGEST
JPEG_BEGINS, JPEG_ENDS = b"\xff\xd8", b"\xff\xd9"
YEARS = range(1990, 2100)  # of cameras' clocks; any other was never set
DECODERS_RAISE = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Where originals and working copies lie, both named by the sha256 of the original."""

    root: Path

    def original(self, sha: str, suffix: str) -> Path:
        return self.root / "original" / sha[:2] / f"{sha}{suffix}"

    def working(self, sha: str) -> Path:
        return self.root / "working" / sha[:2] / f"{sha}.jpg"

    def logo(self, sha: str) -> Path:
        return self.root / "logo" / f"{sha}.png"


@dataclass(frozen=True, slots=True)
class ToShelve:
    """A file to take in; `zone` reads the camera's clock, which names none."""

    file: Path
    media: Path
    zone: str


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
            return _shelve(data, MediaFolder(job.media), ZoneInfo(job.zone))
    except UnidentifiedImageError:
        return Unreadable(Message("photo.broken", cause=Message("photo.begins_as_none", known=tuple(OPENED))))
    except Image.DecompressionBombError:
        return Unreadable(Message("photo.more_pixels", most=MAX_PIXELS), "too_many_pixels")
    except DECODERS_RAISE as error:
        return Unreadable(Message("photo.broken", cause=str(error) or type(error).__name__))


@contextmanager
def quiet() -> Iterator[None]:
    """Without what decoders say beside their answer: libtiff writes a line for each tag it does not know."""
    said = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere, warnings.catch_warnings():
            os.dup2(nowhere.fileno(), 2)
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(said, 2)
        os.close(said)


def _shelve(data: bytes, folder: MediaFolder, zone: ZoneInfo) -> Media | Unreadable:
    sha = sha256(data).hexdigest()
    image = Image.open(io.BytesIO(data), formats=OPENED)
    if image.width * image.height > MAX_PIXELS:
        size = {"width": image.width, "height": image.height}
        return Unreadable(Message("photo.too_many_pixels", **size, most=MAX_PIXELS), "too_many_pixels")
    suffix, animated = SUFFIXES[image.format or "JPEG"], _is_animated(image)
    exif = _exif(image)
    turn = exif.get(ExifTags.Base.Orientation)
    turn = turn if isinstance(turn, int) else 1
    width, height = (image.height, image.width) if turn in range(5, 9) else image.size
    working, original = folder.working(sha), folder.original(sha, suffix)
    if not is_whole_copy(working):
        write_whole(working, _sealed(_working_copy(image, UPRIGHT.get(turn))))
    if not _holds(original, sha):
        write_whole(original, data)
    return Media(sha, suffix, width, height, len(data), _camera(exif), _taken_at(exif, zone), animated)


def torn(folder: MediaFolder, medium: Media, *, deep: bool = False) -> tuple[bool, bool]:
    """Whether the original, and whether the working copy, is missing or not as it was written.

    A power cut leaves files empty, cut off or full of zeros at their end: sizes and ends tell these.
    `deep` reads and hashes both files whole, and so finds any changed byte.
    """
    original, working = folder.original(medium.sha256, medium.suffix), folder.working(medium.sha256)
    if deep:
        return not _holds(original, medium.sha256), not is_whole_copy(working)
    return _size(original) != medium.bytes, not _ends_well(working)


@dataclass(frozen=True, slots=True)
class ToRestore:
    """A working copy to be made again from its original under `media`."""

    media: Path
    medium: Media


def restore(job: ToRestore) -> bool:
    """Make the working copy again from the original; False where that is not as it was either."""
    original = MediaFolder(job.media).original(job.medium.sha256, job.medium.suffix)
    if not _holds(original, job.medium.sha256):
        return False
    return isinstance(shelve(ToShelve(original, job.media, "UTC")), Media)


def is_whole_copy(working: Path) -> bool:
    """Whether a working copy is as it was written; one from before there were seals ends as a JPEG does."""
    try:
        data = working.read_bytes()
    except OSError:
        return False
    picture, seal, digest = data[:-_SEALED], data[-_SEALED:-_DIGEST], data[-_DIGEST:]
    if seal == SEAL:
        return sha256(picture).digest() == digest
    return data.startswith(JPEG_BEGINS) and data.endswith(JPEG_ENDS)


def _sealed(picture: bytes) -> bytes:
    """The JPEG with its hash after its end, where no decoder looks."""
    return picture + SEAL + sha256(picture).digest()


def _ends_well(working: Path) -> bool:
    try:
        with working.open("rb") as stream:
            begin = stream.read(2)
            stream.seek(-_SEALED, os.SEEK_END)
            end = stream.read()
    except OSError:  # not there, or too short to seek in
        return False
    return begin == JPEG_BEGINS and (end.startswith(SEAL) or end.endswith(JPEG_ENDS))


def _holds(original: Path, sha: str) -> bool:
    try:
        return sha256(original.read_bytes()).hexdigest() == sha
    except OSError:
        return False


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1


def _working_copy(image: Image.Image, turn: Image.Transpose | None) -> bytes:
    """Each step only where it is needed: a copy of the pixels costs half of what decoding them does."""
    profile = image.info.get("icc_profile")
    scale = max(1.0, max(image.size) / ENOUGH)
    image.draft("RGB", (int(image.width / scale), int(image.height / scale)))
    flat = _in_srgb(image, profile)
    if max(flat.size) > LONG_SIDE:
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    upright = flat.transpose(turn) if turn is not None else flat
    upright.info.clear()
    upright.readonly = 0  # it is ours alone: else saving copies the pixels first
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=90, subsampling=2)
    return out.getvalue()


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Eight-bit RGB in sRGB, transparency laid on white. An unusable colour profile is left out."""
    if image.mode in ("I;16", "I;16B", "I", "F"):
        image = _eight_bit(image)
    if "A" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    elif image.mode in ("P", "1"):
        image = image.convert("RGB")
    if profile:
        image = _converted(image, profile)
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    """From the picture's own colours to sRGB. Most profiles are sRGB: these cost nothing."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
            return image
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen bits by their upper eight; floats and wider ones stretched by the picture's own range."""
    low, high = (float(v) for v in image.convert("F").getextrema())  # type: ignore[arg-type]
    if image.mode != "F" and low >= 0 and high <= FULL:
        low, high = 0.0, FULL
    span = (high - low) or 1.0
    return image.convert("F").point(lambda v: (v - low) * (255.0 / span)).convert("L")


def _is_animated(image: Image.Image) -> bool:
    try:
        return image.format in ANIMATED and bool(getattr(image, "is_animated", False))
    except DECODERS_RAISE:  # a second picture that is broken; the first is what is shown
        return False


def _exif(image: Image.Image) -> Image.Exif:
    """What the camera wrote; nothing where that is broken, which does not make the picture so."""
    try:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
    except DECODERS_RAISE:
        return Image.Exif()
    return exif


def _camera(exif: Image.Exif) -> str:
    names = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    return " ".join(str(name).replace("\0", "").strip() for name in names if name)[:100]


def _taken_at(exif: Image.Exif, zone: ZoneInfo) -> datetime | None:
    said = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        at = datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return at if at.year in YEARS else None
