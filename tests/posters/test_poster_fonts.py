"""Fonts are found by file name, and a missing one says what to install."""

from pathlib import Path

import pytest

from content.errors import MissingFont
from content.posters.fonts import FONTS, font_files, missing_fonts


def _install(folder: Path, *, without: str = "") -> Path:
    for font in FONTS:
        if font.file != without:
            path = folder / font.package / font.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return folder


def test_fonts_are_found_in_subfolders_and_the_first_folder_wins(tmp_path: Path) -> None:
    own, system = _install(tmp_path / "own"), _install(tmp_path / "system")
    found = font_files((own, system, tmp_path / "not there"))
    assert set(found) == {font.family for font in FONTS}
    assert all(path.is_relative_to(own) for path in found.values())


def test_a_missing_font_names_the_package_to_install(tmp_path: Path) -> None:
    folder = _install(tmp_path, without="LXGWWenKai-Regular.ttf")
    with pytest.raises(MissingFont, match=r"LXGW WenKai.*apt-get install fonts-lxgw-wenkai"):
        font_files((folder,))


def test_doctor_learns_of_every_missing_font_at_once(tmp_path: Path) -> None:
    assert len(missing_fonts((tmp_path,))) == sum(font.needed for font in FONTS)
    assert missing_fonts((_install(tmp_path / "all"),)) == []


def test_without_a_font_of_borrowed_signs_posters_are_drawn_all_the_same(tmp_path: Path) -> None:
    folder = _install(tmp_path, without="NotoSansJavanese-Regular.ttf")
    assert "Noto Sans Javanese" not in font_files((folder,))
    assert missing_fonts((folder,)) == []
