import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageOps

from content.score.frame import inside_frame
from content.score.phash import index_hashes
from content.score.thumbnail import COLOURS, GREY, packed
from content.shortlist.duplicates import Print, clusters

Photo = Callable[..., Image.Image]


def print_of(picture: Image.Image) -> Print:
    """As the image pass makes it: of what lies inside the frame."""
    grey = picture.convert("L")
    inside = inside_frame(np.asarray(grey))
    width, height = grey.size
    box = (inside.left * width, inside.top * height, inside.right * width, inside.bottom * height)
    thumbnail = np.asarray(grey.resize((96, 96), Image.Resampling.BOX, box=box))
    small = picture.convert("RGB").resize((COLOURS, COLOURS), Image.Resampling.BOX, box=box)
    return Print(index_hashes(thumbnail), packed(thumbnail, np.asarray(small.convert("YCbCr"))[..., 1:]))


def recompressed(picture: Image.Image) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=35)
    return Image.open(data)


def cropped(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((int(width * 0.06), int(height * 0.05), int(width * 0.95), int(height * 0.96)))


def box_of(picture: Image.Image, left: float, top: float, kept: float) -> Image.Image:
    """What lies in a box that is on no grid: its corner, and the share of each side that it keeps."""
    width, height = picture.size
    box = (width * left, height * top, width * (left + kept), height * (top + kept))
    return picture.crop(tuple(round(edge) for edge in box))


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    return box_of(picture.rotate(degrees, Image.Resampling.BICUBIC), 0.09, 0.09, 0.82)


def written_on(picture: Image.Image) -> Image.Image:
    """A band of letters across the lower part."""
    covered, (width, height) = picture.copy(), picture.size
    covered.paste("white", (0, height * 3 // 4, width, height * 11 // 12))
    for left in range(width // 12, width * 11 // 12, width // 14):
        covered.paste("black", (left, height * 7 // 9, left + width // 30, height * 8 // 9))
    return covered


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "recompressed": recompressed,
    "cropped": cropped,
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "turned left": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned right": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "half turn": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "framed": lambda picture: ImageOps.expand(picture, border=picture.width // 12, fill=(12, 12, 12)),
    "smaller": lambda picture: picture.resize((picture.width // 3, picture.height // 3)),
    "brighter": lambda picture: picture.point(lambda level: min(255, round(level * 0.8 + 50))),
    "cut on the left": lambda picture: picture.crop((picture.width // 10, 0, picture.width, picture.height)),
    "a square of it": lambda picture: ImageOps.fit(picture, (picture.height, picture.height)),
    "cut a little all around": lambda picture: box_of(picture, 0.025, 0.025, 0.95),
    "cut between two boxes": lambda picture: box_of(picture, 0.075, 0.075, 0.85),
    "cut anywhere": lambda picture: box_of(picture, 0.07, 0.02, 0.9),
    "cut at a corner": lambda picture: box_of(picture, 0.12, 0.13, 0.86),
    "tilted": lambda picture: tilted(picture, 3),
    "written on": written_on,
    "framed and mirrored": lambda picture: ImageOps.expand(
        ImageOps.mirror(picture), border=40, fill=(255, 255, 255)
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_the_same_photo_is_known_again(photo: Photo, edit: str) -> None:
    for seed in range(3):
        pictures = [photo(seed), photo(90 + seed), EDITS[edit](photo(seed))]
        assert clusters([print_of(picture) for picture in pictures]) == [[0, 2]]


def test_different_photos_are_no_copies(photo: Photo) -> None:
    assert clusters([print_of(photo(seed, (320, 240))) for seed in range(60)]) == []


def test_the_same_frame_does_not_make_two_photos_one(photo: Photo) -> None:
    framed = [ImageOps.expand(photo(seed), border=60, fill=(0, 0, 0)) for seed in range(12)]
    assert clusters([print_of(picture) for picture in framed]) == []


def test_the_same_shape_in_another_pattern_is_another_photo() -> None:
    """Two shirts on one floor: the same soft shading, other texture."""
    rng = np.random.default_rng(1)
    y, x = np.indices((96, 96))
    shirt = np.where((abs(x - 48) < 22) & (abs(y - 48) < 34), 190.0, 70.0)
    shots = []
    for _ in range(2):
        cells = rng.normal(0, 30, (32, 32)).repeat(3, axis=0).repeat(3, axis=1)
        thumbnail = (shirt + cells).clip(0, 255).astype(np.uint8)
        shots.append(Print(index_hashes(thumbnail), packed(thumbnail, GREY)))
    assert clusters(shots) == []
    assert clusters([shots[0], shots[0]]) == [[0, 1]]


def test_the_same_shape_in_another_colour_is_another_product() -> None:
    """Cups on white, as shops show them."""
    prints = []
    for tint in ((40, 190), (190, 60), (128, 128)):
        y, x = np.indices((96, 96))
        cup = (abs(x - 48) < 26) & (abs(y - 50) < 32)
        thumbnail = np.where(cup, 120 + 30 * (x // 6 % 2), 250).astype(np.uint8)
        colours = np.where(cup[4::8, 4::8, None], tint, 128).astype(np.uint8)
        prints.append(Print(index_hashes(thumbnail), packed(thumbnail, colours)))
    assert clusters(prints[:2]) == []
    assert clusters([prints[0], prints[2]]) == [[0, 1]]  # black and white says nothing of colours


def test_even_pictures_are_not_called_one_another() -> None:
    even = [np.full((96, 96), level, np.uint8) for level in (0, 0, 128)]
    assert clusters([Print(index_hashes(each), packed(each, GREY)) for each in even]) == []


def test_copies_of_copies_are_one_group_and_groups_stay_apart(photo: Photo) -> None:
    pictures = [
        photo(1),
        photo(2),
        ImageOps.mirror(photo(1)),
        cropped(photo(2)),
        recompressed(cropped(photo(1))),
        photo(3),
    ]
    assert clusters([print_of(picture) for picture in pictures]) == [[0, 2, 4], [1, 3]]


def test_nothing_has_no_groups(photo: Photo) -> None:
    assert clusters([]) == []
    assert clusters([print_of(photo(1))]) == []
