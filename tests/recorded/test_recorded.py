"""What scripts, programs and people rely on stays as it was recorded: commands, the desk's API, exports.

CONTRIBUTING.md says when a recording may change, and how it is written anew.
"""

from collections.abc import Mapping

import pytest

from tests.recorded.conftest import RECORDED

MOST_BYTES = 1_200_000  # of all files together: they are read in reviews

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("recorded")]


def files() -> list[str]:
    return sorted(file.relative_to(RECORDED).as_posix() for file in RECORDED.rglob("*") if file.is_file())


def recorded(name: str) -> str | None:
    file = RECORDED / name
    return file.read_bytes().decode() if file.is_file() else None


@pytest.mark.parametrize("name", files())
def test_an_answer_is_as_it_was_recorded(name: str, answers: Mapping[str, str]) -> None:
    assert answers.get(name) == recorded(name)


def test_every_answer_is_recorded(answers: Mapping[str, str]) -> None:
    assert {name for name in answers if recorded(name) is None} == set()


def test_recordings_are_few_enough_to_be_read() -> None:
    assert sum((RECORDED / name).stat().st_size for name in files()) < MOST_BYTES
