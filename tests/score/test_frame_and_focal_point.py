from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from content.score.frame import WHOLE, Inside, inside_frame
from content.score.saliency import focal_point, saliency

Photo = Callable[..., Image.Image]


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"))


def test_a_photo_without_a_frame_is_whole(photo: Photo) -> None:
    assert [inside_frame(grey(photo(seed))) for seed in range(6)] == [WHOLE] * 6


@pytest.mark.parametrize("colour", [(12, 12, 12), (255, 255, 255), (120, 60, 60)])
def test_a_frame_is_taken_off(photo: Photo, colour: tuple[int, int, int]) -> None:
    framed = ImageOps.expand(photo(1, (600, 400)), border=50, fill=colour)
    assert inside_frame(grey(framed)) == pytest.approx((0.1, 0.9, 50 / 700, 650 / 700), abs=0.01)


def test_bars_above_and_below_are_taken_off(photo: Photo) -> None:
    screenshot = Image.new("RGB", (400, 800))
    screenshot.paste(photo(2, (400, 300)), (0, 200))
    ImageDraw.Draw(screenshot).text((20, 10), "10:24  5G", fill=(255, 255, 255))
    assert inside_frame(grey(screenshot)) == pytest.approx((0.25, 0.625, 0, 1), abs=0.01)


def test_a_frame_within_a_frame_is_taken_off(photo: Photo) -> None:
    polaroid = ImageOps.expand(photo(3, (400, 400)), border=60, fill=(250, 250, 250))
    screenshot = ImageOps.expand(polaroid, border=80, fill=(0, 0, 0))
    edge = 140 / 680
    assert inside_frame(grey(screenshot)) == pytest.approx((edge, 1 - edge, edge, 1 - edge), abs=0.01)


def test_a_soft_wall_about_an_object_is_no_frame() -> None:
    wall = np.linspace(150, 165, 600)[None] + np.linspace(-7, 7, 400)[:, None]
    y, x = np.indices(wall.shape)
    wall[(y - 200) ** 2 + (x - 300) ** 2 < 120**2] = 60
    assert inside_frame(wall.astype(np.uint8)) == WHOLE


@pytest.mark.parametrize("level", [0, 255])
def test_an_even_picture_is_whole(level: int) -> None:
    assert inside_frame(np.full((100, 150), level, np.uint8)) == WHOLE


def test_the_area_is_the_share_inside() -> None:
    assert Inside(0.25, 0.75, 0, 0.5).area == 0.25


@pytest.mark.parametrize("x, y", [(10, 10), (36, 12), (12, 36), (36, 36)])
def test_the_focal_point_is_drawn_to_what_stands_out(x: int, y: int) -> None:
    scene = np.full((48, 48), 90, np.float32) + np.random.default_rng(3).normal(0, 1, (48, 48))
    scene[y - 3 : y + 3, x - 3 : x + 3] = np.random.default_rng(4).integers(0, 256, (6, 6))
    across, down = focal_point(scene.astype(np.float32))
    assert (across < 0.5) == (x < 24)
    assert (down < 0.5) == (y < 24)
    assert max(abs(across - 0.5), abs(down - 0.5)) <= 0.35


def test_an_even_picture_is_looked_at_in_the_middle() -> None:
    assert focal_point(np.full((48, 48), 50, np.float32)) == pytest.approx((0.5, 0.5), abs=0.36)


def test_saliency_is_a_map_between_nothing_and_one() -> None:
    scene = np.random.default_rng(5).integers(0, 256, (48, 48)).astype(np.float32)
    salient = saliency(scene)
    assert salient.shape == (48, 48)
    assert salient.min() >= 0
    assert salient.max() == 1
