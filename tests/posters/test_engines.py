"""Engines by name, one a process for all workspaces without fonts of their own."""

from pathlib import Path

import pytest

from content.errors import WrongInput
from content.posters.engine import TAKUMI, Takumi
from content.posters.engines import engine_named, engine_of, version_of


def test_workspaces_without_fonts_share_one_engine(engine: Takumi, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    one, other = engine_named("takumi", tmp_path / "fonts"), engine_of(TAKUMI, tmp_path / "none")
    assert one is other is engine_named("takumi")
    assert one.name == engine.name == version_of("takumi")


def test_an_engine_that_is_not_there_is_named_with_those_there_are() -> None:
    with pytest.raises(WrongInput, match="no engine 'skia'; there are: takumi, chromium"):
        engine_named("skia")
