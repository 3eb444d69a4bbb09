"""The page's process is taken to be hostile: what it puts into its folder leads nowhere else."""

import json
import os
from pathlib import Path

import pytest

from channels.readers.submission_page import read_entry
from content.submission_page.folder import PageFolder

only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root hands a folder over")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "elsewhere/secret").write_text("x")
    return tmp_path / "elsewhere"


@only_root
@pytest.mark.parametrize("name", ["drop", "published"])
def test_a_link_in_the_place_of_a_folder_is_not_handed_over(
    tmp_path: Path, elsewhere: Path, name: str
) -> None:
    folder = PageFolder(tmp_path / "page")
    folder.prepare()
    (folder.root / name).rename(tmp_path / "old")
    (folder.root / name).symlink_to(elsewhere)
    before = [(file.stat().st_uid, file.stat().st_gid) for file in (elsewhere, elsewhere / "secret")]
    with pytest.raises(PermissionError):
        folder.hand_over(65534, 65534)
    assert before == [(file.stat().st_uid, file.stat().st_gid) for file in (elsewhere, elsewhere / "secret")]


@only_root
def test_what_the_page_wrote_is_its_own_and_what_it_links_to_is_not(tmp_path: Path, elsewhere: Path) -> None:
    folder = PageFolder(tmp_path / "page")
    folder.prepare()
    (folder.state / "key").write_text("x")
    (folder.drop / "link").symlink_to(elsewhere)
    os.link(elsewhere / "secret", folder.drop / "second-name")
    folder.hand_over(65534, 65534)
    assert ((folder.state / "key").stat().st_uid, (elsewhere / "secret").stat().st_uid) == (65534, 0)
    assert folder.root.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize(
    "sent_at", ["9999-12-31T23:59:59Z", "9998-06-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_at_the_end_of_the_calendar_is_refused(tmp_path: Path, sent_at: str) -> None:
    entry = {
        "ref": "a" * 32, "link": "l", "sent_at": sent_at, "language": "zh", "wording": "1", "nickname": "n",
        "use": "all", "months": 24, "photos": ["01.jpg"], "code": "AB12",
    }  # fmt: skip
    file = tmp_path / "entry.json"
    file.write_text(json.dumps(entry))
    assert read_entry(file) is None
    file.write_text(json.dumps(entry | {"sent_at": "2026-12-01T00:00:00Z"}))
    assert read_entry(file) is not None
