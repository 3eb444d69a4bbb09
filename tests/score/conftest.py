from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

Photo = Callable[..., Image.Image]


def random_shapes(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A busy picture that no other seed resembles: discs and bars in the light of an uneven lamp."""
    rng = np.random.default_rng(seed)
    lamp = Image.fromarray(rng.integers(0, 256, (7, 7, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC)
    shapes = lamp.copy()
    draw = ImageDraw.Draw(shapes)
    for n in range(30):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        wide, high = rng.uniform(0.04, 0.3, 2) * size[0]
        shape = draw.ellipse if n % 2 else draw.rectangle
        shape(
            (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), tuple(rng.integers(0, 256, 3).tolist())
        )
    return Image.blend(shapes, lamp, 0.3)


@pytest.fixture
def photo() -> Photo:
    return random_shapes


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(picture: Image.Image, quality: int = 92) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jpg"
        picture.save(path, "JPEG", quality=quality)
        return path

    return save
