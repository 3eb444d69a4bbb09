from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(picture: Image.Image, quality: int = 92) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jpg"
        picture.save(path, "JPEG", quality=quality)
        return path

    return save
