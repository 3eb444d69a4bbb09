"""Colours that are not a screen's: what a picture says of them, and their way to sRGB.

Phones and cameras write HDR (PQ, HLG) and wide gamuts into HEIC, AVIF and PNG without an ICC profile, by the
code points of ITU-T H.273. Read as if they were sRGB such pictures are grey or pale.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pillow_heif import open_heif

WHITE_NITS = 203.0  # luminance of diffuse white in HDR: ITU-R BT.2408
PQ_PEAK_NITS = 10_000.0  # SMPTE ST 2084
HLG_PEAK_NITS = 1_000.0  # of the display that BT.2100 describes
KNEE = 0.95  # of white; above it highlights are pressed together rather than cut off
ROWS = 256  # mapped at a time, which bounds the memory
SRGB, PQ, HLG, LINEAR, GAMMA_22, GAMMA_28 = 13, 16, 18, 8, 4, 5  # transfer characteristics of H.273
TELEVISION = frozenset({1, 6, 14, 15})  # curves of BT.709, 601 and 2020: their displays have gamma 2.4
DISPLAY_GAMMA = 2.4  # ITU-R BT.1886
SRGB_GAMMAS = (0.43, 0.48)  # between these a PNG's gAMA stands for sRGB, which is 0.45455

Floats = NDArray[np.float32]
Chromaticities = tuple[tuple[float, float], ...]  # x, y of red, green and blue; white is taken as D65
D65 = (0.3127, 0.3290)
BT709: Chromaticities = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
DISPLAY_P3: Chromaticities = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
BT2020: Chromaticities = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
PRIMARIES = {9: BT2020, 11: DISPLAY_P3, 12: DISPLAY_P3}  # of H.273; those of old television are near BT.709


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """`transfer` is a code point of H.273, or the exponent that makes a PNG's signal light."""

    primaries: Chromaticities
    transfer: int | float
    full_range: bool = True

    @property
    def is_hdr(self) -> bool:
        return self.transfer in (PQ, HLG)


def colour_space(image: Image.Image, data: bytes) -> ColourSpace | None:
    """What the picture says of its colours beside an ICC profile; None for sRGB, or where it says nothing."""
    if image.format == "HEIF":
        colours = _of_heif(image.info.get("nclx_profile"))
    elif image.format == "AVIF":
        colours = _of_avif(data)
    else:
        colours = _of_png(image.info, data) if image.format == "PNG" else None
    return None if colours == ColourSpace(BT709, SRGB) else colours


def in_screen_colours(image: Image.Image, data: bytes, colours: ColourSpace, side: int) -> Image.Image:
    """The picture in sRGB, RGB or RGBA as it was; a large one smaller by whole steps, to `side` or more."""
    signal = _deep_signal(data) if image.format == "HEIF" and colours.is_hdr else None
    if signal is None:
        signal = np.asarray(image)
    step = max(1, max(signal.shape[:2]) // side)
    bands = [_mapped_rows(rows, colours, step) for rows in _bands(signal, step)]
    return Image.fromarray(np.concatenate(bands))


def _bands(signal: NDArray[Any], step: int) -> Iterator[NDArray[Any]]:
    height, width = (size // step * step for size in signal.shape[:2])
    for top in range(0, height, ROWS * step):
        yield signal[top : min(top + ROWS * step, height), :width]


def _mapped_rows(rows: NDArray[Any], colours: ColourSpace, step: int) -> NDArray[np.uint8]:
    most = float(np.iinfo(rows.dtype).max)
    if step > 1:
        high, wide, deep = rows.shape
        steps = rows.reshape(high // step, step, wide // step, step, deep)
        rows = steps.mean(axis=(1, 3), dtype=np.float32)
    light = _linear(rows[..., :3].astype(np.float32) / np.float32(most), colours)
    rgb = _signal(_pressed(light @ _to_bt709(colours.primaries).T))
    if rows.shape[-1] == 3:
        return rgb
    alpha = np.rint(rows[..., 3:].astype(np.float32) * np.float32(255 / most)).astype(np.uint8)
    return np.concatenate([rgb, alpha], axis=-1)


def _deep_signal(data: bytes) -> NDArray[Any] | None:
    """The ten or twelve bits of an HDR picture, of which Pillow shows eight; None where it has no more."""
    heif = open_heif(io.BytesIO(data), convert_hdr_to_8bit=False)
    return np.asarray(heif) if heif.mode in ("RGB;16", "RGBA;16") else None


# -- light ------------------------------------------------------------------------------------------------
def _linear(signal: Floats, colours: ColourSpace) -> Floats:
    """Light, of which 1 is diffuse white."""
    if not colours.full_range:
        signal = np.clip((signal * 255 - 16) / 219, 0, 1)
    transfer = colours.transfer
    if isinstance(transfer, float):
        return np.power(signal, transfer)
    if transfer == PQ:
        return _pq(signal)
    if transfer == HLG:
        return _hlg(signal, colours.primaries)
    if transfer == LINEAR:
        return signal
    if transfer in (GAMMA_22, GAMMA_28):
        return np.power(signal, np.float32(2.2 if transfer == GAMMA_22 else 2.8))
    if transfer in TELEVISION:
        return np.power(signal, np.float32(DISPLAY_GAMMA))
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _pq(signal: Floats) -> Floats:
    """SMPTE ST 2084: the constants are the standard's."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = np.power(signal, np.float32(1 / m2))
    nits = np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), np.float32(1 / m1)) * PQ_PEAK_NITS
    return (nits / WHITE_NITS).astype(np.float32)


def _hlg(signal: Floats, primaries: Chromaticities) -> Floats:
    """ITU-R BT.2100, table 5: back to the light of the scene, then as a display of 1,000 nits shows it."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12).astype(np.float32)
    luminance = scene @ _to_xyz(primaries)[1].astype(np.float32)
    display = scene * np.power(np.maximum(luminance, 1e-6), np.float32(0.2))[..., None]
    return np.asarray(display * np.float32(HLG_PEAK_NITS / WHITE_NITS), dtype=np.float32)


def _pressed(light: Floats) -> Floats:
    """Highlights below white, by the strongest of the three, so that hues stay."""
    peak = np.maximum(light.max(axis=-1, keepdims=True), np.float32(1e-6))
    room = np.float32(1 - KNEE)
    above = (np.maximum(peak, KNEE) - KNEE) / room
    bright = KNEE + room * above / (1 + above)
    return np.where(peak > KNEE, light * (bright / peak), light)


def _signal(light: Floats) -> NDArray[np.uint8]:
    light = np.clip(light, 0, 1)
    curved = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, np.float32(1 / 2.4)) - 0.055)
    return np.asarray(np.rint(curved * 255), dtype=np.uint8)


@lru_cache(maxsize=16)
def _to_bt709(primaries: Chromaticities) -> Floats:
    return (np.linalg.inv(_to_xyz(BT709)) @ _to_xyz(primaries)).astype(np.float32)


def _to_xyz(primaries: Chromaticities) -> NDArray[np.float64]:
    """The matrix from RGB to XYZ, whose white has Y = 1."""
    columns = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in (*primaries, D65)]).T
    return columns[:, :3] * np.linalg.solve(columns[:, :3], columns[:, 3])


# -- what pictures say ------------------------------------------------------------------------------------
def _of_heif(profile: Any) -> ColourSpace | None:
    if not isinstance(profile, dict):
        return None
    return _of_codes(profile.get("color_primaries", 2), profile.get("transfer_characteristics", 2))


def _of_codes(primaries: int, transfer: int) -> ColourSpace:
    """Television's curve on BT.709 colours is what careless encoders write of sRGB: it is read so."""
    known = {PQ, HLG, LINEAR, GAMMA_22, GAMMA_28}
    if primaries == 9:
        known |= TELEVISION - {1, 6}
    return ColourSpace(PRIMARIES.get(primaries, BT709), transfer if transfer in known else SRGB)


def _of_avif(data: bytes) -> ColourSpace | None:
    """The first colour box, which is the picture's own: those of gain maps and thumbnails follow."""
    at = data.find(b"colrnclx", 0, 1 << 20)
    if at < 0 or len(data) < at + 12:
        return None
    return _of_codes(*struct.unpack_from(">HH", data, at + 8))


def _of_png(info: dict[str | tuple[int, int], Any], data: bytes) -> ColourSpace | None:
    """cICP goes before ICC, that before sRGB, and that before gAMA and cHRM (PNG, third edition)."""
    if (cicp := _chunk(data, b"cICP")) is not None and len(cicp) == 4:
        primaries, transfer, _, full = cicp
        curve = transfer if transfer in {PQ, HLG, LINEAR, GAMMA_22, GAMMA_28, *TELEVISION} else SRGB
        return ColourSpace(PRIMARIES.get(primaries, BT709), curve, bool(full))
    gamma, chromaticity = info.get("gamma"), info.get("chromaticity")
    if "icc_profile" in info or "srgb" in info or not (gamma or chromaticity):
        return None
    if not gamma or SRGB_GAMMAS[0] < gamma < SRGB_GAMMAS[1]:
        return ColourSpace(_of_chromaticity(chromaticity), SRGB)
    return ColourSpace(_of_chromaticity(chromaticity), 1 / max(0.1, min(float(gamma), 10.0)))


def _of_chromaticity(numbers: Any) -> Chromaticities:
    """The primaries of a PNG's cHRM; BT.709 where they are near that, or none that light can have."""
    if not numbers or len(numbers) != 8 or any(not 0 < y < 1 for y in numbers[3::2]):
        return BT709
    points = tuple(zip(numbers[2::2], numbers[3::2], strict=True))
    is_near = np.allclose(points, BT709, atol=0.01)
    is_triangle = abs(np.linalg.det(np.array([[x, y, 1.0] for x, y in points]))) > 0.01
    return points if is_triangle and not is_near else BT709


def _chunk(data: bytes, name: bytes) -> bytes | None:
    """The content of a PNG's chunk that stands before the pixels."""
    at = 8
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == name:
            return data[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            return None
        at += 12 + length
    return None
