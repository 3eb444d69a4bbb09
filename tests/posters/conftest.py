"""What the poster tests share: the built-in templates, the engine, a drawn photo."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from content.errors import NotReady
from content.posters import Template, load_templates, missing_fonts
from content.posters.browser import find_chromium
from content.posters.chromium import Chromium
from content.posters.engine import Takumi
from content.posters.preview import OnePicture, stand_in
from content.workers import Workers

BUILT_IN = Path(__file__).parents[2] / "templates/posters"


@pytest.fixture(scope="session")
def templates() -> Mapping[str, Template]:
    return load_templates(BUILT_IN)


@pytest.fixture(scope="session")
def engine() -> Takumi:
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    return Takumi()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One browser for the tests of the group `chromium`: it takes three seconds of a processor to start."""
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    try:
        program = find_chromium()
    except NotReady as error:
        pytest.skip(str(error))
    with Chromium(seconds=30, program=program) as engine:  # six times the usual: machines that test are busy
        yield engine


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "photo.jpg"
    stand_in().save(path, quality=95)
    return path


@pytest.fixture(scope="session")
def pictures(photo: Path) -> OnePicture:
    """The drawn photo wherever a poster asks for one."""
    return OnePicture(photo)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    with Workers(1, preload=("content.posters.draw",)) as workers:
        yield workers
