"""`python -m content.posters` for who makes templates."""

from pathlib import Path

import pytest
from PIL import Image

from content.posters.__main__ import main


@pytest.mark.usefixtures("engine")
def test_a_preview_is_written_where_asked(tmp_path: Path, photo: Path) -> None:
    out = tmp_path / "hook.png"
    assert main(["hook-full", "--out", str(out), "--photo", str(photo), "--size", "1:1"]) == 0
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("PNG", (1080, 1080))


def test_an_unknown_name_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hock"]) == 2
    assert "There are: day-countdown, day-member, day-notice" in capsys.readouterr().err


def test_a_template_that_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/template.toml").write_text("title = 3", encoding="utf-8")
    (tmp_path / "mine/template.html.j2").touch()
    assert main(["mine", "--templates", str(tmp_path)]) == 2
    assert "title: Input should be a valid string" in capsys.readouterr().err
