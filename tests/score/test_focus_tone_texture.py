import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from content.score.focus import detail, focus
from content.score.texture import flatness, noise, top_colour
from content.score.tone import colourfulness, tone

Grey = NDArray[np.uint8]


def checkerboard(low: int = 20, high: int = 230, cell: int = 16) -> Grey:
    y, x = np.indices((384, 512)) // cell
    return np.where((x + y) % 2, high, low).astype(np.uint8)


def blurred(grey: Grey, radius: float) -> Grey:
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.GaussianBlur(radius)))


def test_a_checkerboard_is_sharper_the_less_it_is_blurred() -> None:
    sharpness = [focus(blurred(checkerboard(), radius)).best for radius in (0, 0.7, 1.5, 3)]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 2 * sharpness[-1]


def test_low_contrast_is_not_blur() -> None:
    assert focus(checkerboard(100, 150)).best == pytest.approx(focus(checkerboard()).best, rel=0.1)


def test_a_sharp_corner_on_a_soft_ground_is_sharp_where_it_is_best() -> None:
    grey = blurred(checkerboard(), 4)
    grey = np.array(grey)
    grey[:192, :256] = checkerboard()[:192, :256]
    soft = focus(blurred(checkerboard(), 4))
    assert focus(grey).best > 2 * soft.best


@pytest.mark.parametrize("shape", [(1, 1), (20, 500), (31, 31)])
def test_what_is_too_small_or_even_has_no_focus(shape: tuple[int, int]) -> None:
    assert focus(np.zeros(shape, np.uint8)) == (0, 0)
    assert focus(np.full((200, 200), 77, np.uint8)) == (0, 0)


def test_an_even_picture_has_no_detail() -> None:
    assert detail(np.full((50, 50), 9, np.uint8)).all == 0
    assert detail(checkerboard()).all > 5


def test_a_subject_in_the_middle_stands_out() -> None:
    middle = np.full((200, 200), 128, np.uint8)
    middle[80:120, 80:120] = checkerboard()[:40, :40]
    assert detail(middle).subject > 3
    assert detail(checkerboard()).subject == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("sigma", [2.0, 5.0, 10.0])
def test_noise_is_measured_in_grey_levels(sigma: float) -> None:
    grain = np.random.default_rng(1).normal(128, sigma, (384, 512))
    assert noise(grain.clip(0, 255).astype(np.uint8)) == pytest.approx(sigma, rel=0.2)


def test_noise_is_measured_beside_the_edges_not_on_them() -> None:
    grey = checkerboard(cell=64)
    assert noise(grey) < 0.5


def test_tone_says_where_the_levels_lie() -> None:
    half = np.zeros((100, 100), np.uint8)
    half[:, 50:] = 255
    told = tone(half)
    assert (told["p5"], told["p95"], told["mean"]) == (0, 255, 127.5)
    assert (told["clip_lo"], told["clip_hi"]) == pytest.approx((0.5, 0.5))
    assert told["std"] == pytest.approx(127.5)


def test_grey_has_no_colour_and_red_beside_green_has_much() -> None:
    grey = np.full((96, 96, 3), 120, np.uint8)
    vivid = np.zeros((96, 96, 3), np.uint8)
    vivid[:48, :, 0], vivid[48:, :, 1] = 220, 220
    assert colourfulness(grey) == 0
    assert colourfulness(vivid) > 80


def test_a_drawing_is_flat_and_grain_is_not() -> None:
    grain = np.random.default_rng(2).integers(0, 256, (200, 200), np.uint8)
    assert flatness(np.full((201, 199), 3, np.uint8)) == 1
    assert flatness(grain) < 0.02


def test_the_commonest_colour_has_its_share() -> None:
    picture = Image.new("RGB", (400, 400), (255, 255, 255))
    picture.paste((200, 10, 10), (0, 0, 100, 400))
    assert top_colour(np.asarray(picture)) == pytest.approx(0.75, abs=0.01)
