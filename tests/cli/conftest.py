"""`sishi` as one types it, in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.app import main


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Sishi = Callable[..., Said]


@pytest.fixture
def sishi(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Sishi:
    """Run `sishi` in this process; `at` is the workspace, `lang` the reader's language."""

    def run(*arguments: str, at: Path | None = None, lang: str = "en") -> Said:
        if at is not None:
            monkeypatch.setenv("SISHI_WORKSPACE", str(at))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--lang", lang, *arguments])
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(autouse=True)
def _copied(copied_databases: None) -> None: ...
