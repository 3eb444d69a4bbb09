"""Pictures on disk: the untouched original and the working copy that everything else reads.

A working copy is upright, sRGB, eight bits, free of metadata (no GPS), JPEG, its long side about 2,160 px:
enough for a poster of 1080 x 1440 filled by a landscape photo.
"""

import io
import struct
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from content.files import write_whole
from content.model import Media, Unreadable

register_heif_opener()

MAX_BYTES = 40_000_000  # sources.md: a phone's largest photo is a quarter of it
MAX_PIXELS = 80_000_000
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
            return Unreadable("it is a link; put the file itself here")
        if (size := job.file.stat().st_size) > MAX_BYTES:
            return Unreadable(f"it has {size:,} bytes; at most {MAX_BYTES:,} are taken")
        data = job.file.read_bytes()
    except OSError as error:
        return Unreadable(f"the file cannot be read: {error.strerror}")
    try:
        return _shelve(data, MediaFolder(job.media), ZoneInfo(job.zone))
    except DECODERS_RAISE as error:
        return Unreadable(f"the picture is broken: {str(error) or type(error).__name__}")


def _shelve(data: bytes, folder: MediaFolder, zone: ZoneInfo) -> Media | Unreadable:
    sha = sha256(data).hexdigest()
    image = Image.open(io.BytesIO(data), formats=OPENED)
    if image.width * image.height > MAX_PIXELS:
        return Unreadable(f"it has {image.width} x {image.height} pixels; at most {MAX_PIXELS:,} are taken")
    suffix = SUFFIXES[image.format or "JPEG"]
    exif = image.getexif()
    sideways = exif.get(ExifTags.Base.Orientation, 1) >= 5
    width, height = (image.height, image.width) if sideways else image.size
    working = folder.working(sha)
    if not working.exists():
        write_whole(working, _working_copy(image))
    original = folder.original(sha, suffix)
    if not original.exists():
        write_whole(original, data)
    return Media(sha, suffix, width, height, len(data), _camera(exif), _taken_at(exif, zone))


def _working_copy(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile")
    scale = max(1.0, max(image.size) / ENOUGH)
    image.draft("RGB", (int(image.width / scale), int(image.height / scale)))
    upright = ImageOps.exif_transpose(image)
    flat = _in_srgb(upright, profile)
    if max(flat.size) > LONG_SIDE:
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=90, subsampling=2)
    return out.getvalue()


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Eight-bit RGB in sRGB, transparency laid on white. An unusable colour profile is left out."""
    if image.mode in ("I;16", "I", "F"):
        image = _eight_bit(image)
    if "A" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                image = converted
        except (ImageCms.PyCMSError, OSError):
            pass
    rgb = image.convert("RGB")
    rgb.info.clear()
    return rgb


def _eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen bits and floats stretched to eight by the picture's own range."""
    low, high = (float(v) for v in image.convert("F").getextrema())  # type: ignore[arg-type]
    span = (high - low) or 1.0
    return image.convert("F").point(lambda v: (v - low) * (255.0 / span)).convert("L")


def _camera(exif: Image.Exif) -> str:
    names = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    return " ".join(str(name).replace("\0", "").strip() for name in names if name)[:100]


def _taken_at(exif: Image.Exif, zone: ZoneInfo) -> datetime | None:
    said = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
