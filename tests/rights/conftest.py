"""The commands of rights, run in this process on a village after a night."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.app import main

Sishi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sishi(told_village: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sishi:
    """Run `sishi`; its exit code, stdout and stderr."""
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))

    def run(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--lang", lang, *arguments])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def listed(sishi: Sishi) -> Callable[..., Any]:
    """What a command prints as JSON."""

    def run(*arguments: str) -> Any:
        code, out, err = sishi(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return run


@pytest.fixture(autouse=True)
def _copied(copied_databases: None) -> None: ...
