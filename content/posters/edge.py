"""The plain ground of a photo: a thing cut out or shot before one colour stands on a sheet of that colour."""

from pathlib import Path

from PIL import Image

from content.posters.tone import toned

LOOKED_AT = 96  # px
RIM = 3  # px of these, all around, whose colour is the ground's


def ground_of(photo: Path, *, tone: bool = False) -> str:
    """#rrggbb: the colour about the rim, the middle one of each channel; with `tone` as the fix leaves it."""
    with Image.open(photo) as picture:
        picture.draft("RGB", (LOOKED_AT, LOOKED_AT))
        small = picture.convert("RGB").resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    small = toned(small) if tone else small
    inner = (RIM, RIM, LOOKED_AT - RIM, LOOKED_AT - RIM)
    rim = Image.new("L", small.size, 255)
    rim.paste(0, inner)
    counts = small.histogram(rim)
    return "#" + "".join(
        f"{_median(counts[channel * 256 : (channel + 1) * 256]):02X}" for channel in range(3)
    )


def _median(counts: list[int]) -> int:
    half, so_far = sum(counts) / 2, 0
    for level, count in enumerate(counts):
        so_far += count
        if so_far >= half:
            return level
    return 255
