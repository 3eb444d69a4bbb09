"""The working copy: upright, sRGB, eight bits, a JPEG of at most LONG_SIDE."""

import io

from PIL import Image, ImageCms

from content.media.colour import ColourSpace, colour_space, in_screen_colours

FULL = 65535.0  # the brightest of sixteen bits
LONG_SIDE = 2160  # px, at most
ENOUGH = 1920  # px: a decoder's own half-size picture is taken as it is from here on, which saves a resize
UPRIGHT = {  # EXIF's orientation -> the turn that undoes it; 5 to 8 lie on their side
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def reduce_while_decoding(image: Image.Image) -> None:
    """Let the decoder leave out pixels that nobody needs, where its format allows that (JPEG)."""
    scale = max(1.0, max(image.size) / ENOUGH)
    image.draft("RGB", (int(image.width / scale), int(image.height / scale)))


def working_copy(image: Image.Image, data: bytes, turn: Image.Transpose | None) -> bytes:
    """The JPEG. Each step only where it is needed: copying pixels costs half of what decoding them does.

    `data` are the bytes of the file, in which some formats keep their colours.
    """
    profile = image.info.get("icc_profile")
    colours = colour_space(image, data)
    if colours is not None and (colours.is_hdr or not profile or image.format == "PNG"):
        flat = _mapped(image, data, colours)
    else:
        flat = _smaller(_in_srgb(image, profile))
    upright = flat.transpose(turn) if turn is not None else flat
    upright.info.clear()
    upright.readonly = 0  # it is ours alone: else saving copies the pixels first
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=90, subsampling=2)
    return out.getvalue()


def _smaller(image: Image.Image) -> Image.Image:
    if max(image.size) > LONG_SIDE:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return image


def _mapped(image: Image.Image, data: bytes, colours: ColourSpace) -> Image.Image:
    """From other colours than a screen's; made small before, since each pixel costs."""
    has_alpha = _has_alpha(image)
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if has_alpha else "RGB")
    small = in_screen_colours(image, data, colours, LONG_SIDE)
    return _on_white(small) if small.mode == "RGBA" else _smaller(small)


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _on_white(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Eight-bit RGB in sRGB, transparency laid on white. An unusable colour profile is left out."""
    if image.mode in ("I;16", "I;16B", "I", "F"):
        image = _eight_bit(image)
    if _has_alpha(image):
        image = _on_white(image)
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
