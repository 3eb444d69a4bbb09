"""`pytest tests/recorded --record` writes down what the program answers; without it both are compared."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recorded.recorder import record

RECORDED = Path(__file__).parent / "answers"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="Rewrite tests/recorded; see CONTRIBUTING.md.")


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Mapping[str, str]:
    """What the program answers now, by the file that it is recorded in."""
    answers = record(tmp_path_factory.mktemp("recorded"))
    if request.config.getoption("--record", default=False):
        shutil.rmtree(RECORDED, ignore_errors=True)
        for name, text in answers.items():
            file = RECORDED / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
    return answers
