"""Chromium is found on the machine, says its version, and names what is missing."""

import resource
from pathlib import Path

import pytest

from content.errors import NotReady
from content.posters import browser, missing_fonts
from content.posters.browser import find_chromium, version
from content.posters.chromium import Chromium

pytest.importorskip("playwright", reason="the extra `chromium` is not installed")


def program(folder: Path, said: str) -> Path:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\necho asked >> {folder}/asked\necho '{said}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_its_name_has_the_version_and_the_program_is_asked_once(tmp_path: Path) -> None:
    engine = Chromium(program=program(tmp_path, "Chromium 131.0.6778.85 built on Debian"))
    assert [engine.name, engine.name] == ["chromium-131.0.6778.85"] * 2
    assert (tmp_path / "asked").read_text(encoding="utf-8") == "asked\n"


def test_a_program_without_a_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="chromium does not tell its version; it says 'hello"):
        version(program(tmp_path, "hello"))
    with pytest.raises(NotReady, match="gone does not tell its version: "):
        version(tmp_path / "gone")


def test_it_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    program(tmp_path, "").rename(tmp_path / "google-chrome")
    assert find_chromium(str(tmp_path)) == tmp_path / "google-chrome"
    program(tmp_path, "")
    assert find_chromium(str(tmp_path)) == tmp_path / "chromium"


def test_without_a_browser_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"no Chromium here.*apt-get install chromium.*sishi\[chromium\]"):
        find_chromium(str(tmp_path))


def test_without_its_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda _: None)
    program(tmp_path, "")
    with pytest.raises(NotReady, match=r"no driver for Chromium here.*pip install 'sishi\[chromium\]'"):
        find_chromium(str(tmp_path))


@pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of posters are not installed")
def test_what_is_no_browser_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="chromium does not start: "):
        Chromium(program=program(tmp_path, "Chromium 1.2.3")).measure("a", "", 100)


def test_a_limit_of_memory_is_told_and_not_met_with_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 32, 1 << 32))
    with pytest.raises(NotReady, match="no limit of memory"):
        Chromium(program=program(tmp_path, "Chromium 1.2.3")).measure("a", "", 100)
