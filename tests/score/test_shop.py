"""The shop's own pictures are taken in once, and copies of them wait for a person."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from content.media import MediaFolder, ToShelve, shelve
from content.messages import render
from content.model import Consent, ConsentState, Dropped, Kept, Media, Reason, Submission
from content.score import shop as module
from content.score.shop import take_shop_pictures
from content.score.stage import score_submissions
from content.shortlist.candidate import ShortlistRules
from content.shortlist.stage import shortlist
from content.store import OpenStore
from content.workers import Workers

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Photo = Callable[..., Image.Image]
Take = Callable[[], int]


@pytest.fixture
def folder(tmp_path: Path, photo: Photo) -> Path:
    made = tmp_path / "shop"
    (made / "autumn").mkdir(parents=True)
    photo(1, (1200, 900)).save(made / "mug.jpg")
    photo(2, (1200, 900)).save(made / "autumn/lamp.png")
    (made / "prices.txt").write_text("no picture")
    (made / ".hidden.jpg").write_bytes((made / "mug.jpg").read_bytes())
    return made


@pytest.fixture
def take(open_store: OpenStore, folder: Path, tmp_path: Path, workers: Workers) -> Take:
    media = MediaFolder(tmp_path / "media")
    return lambda: take_shop_pictures(open_store, folder, media, workers, zone="UTC", now=NOW)


def known(open_store: OpenStore) -> dict[str, bool]:
    """name -> whether it could be read."""
    with open_store(reading=True) as store:
        return {name: bool(picture.sha256) for name, picture in store.shop.shop_pictures().items()}


def test_pictures_are_known_by_name_and_what_is_none_is_remembered(open_store: OpenStore, take: Take) -> None:
    assert take() == 3
    assert known(open_store) == {"autumn/lamp.png": True, "mug.jpg": True, "prices.txt": False}


def test_nothing_is_looked_at_twice_unless_its_file_changed(
    take: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take()
    looked_at: list[str] = []
    monkeypatch.setattr(module, "shelve", lambda job: looked_at.append(job.file.name) or shelve(job))
    assert take() == 0
    os.utime(folder / "mug.jpg", (1, 1))
    assert take() == 1
    assert looked_at == ["mug.jpg"]


def test_what_is_gone_from_the_folder_is_not_the_shops_any_more(
    open_store: OpenStore, take: Take, folder: Path, workers: Workers, tmp_path: Path
) -> None:
    take()
    (folder / "mug.jpg").unlink()
    assert take() == 0
    assert set(known(open_store)) == {"autumn/lamp.png", "prices.txt"}
    take_shop_pictures(open_store, None, MediaFolder(tmp_path / "media"), workers, zone="UTC", now=NOW)
    assert known(open_store) == {}


def test_a_member_who_passes_on_the_shops_picture_waits_for_a_person(
    open_store: OpenStore,
    take: Take,
    tmp_path: Path,
    photo: Photo,
    workers: Workers,
    furnish: Callable[[OpenStore], None],
    a_submission: Callable[..., Submission],
) -> None:
    furnish(open_store)
    media = MediaFolder(tmp_path / "media")
    passed_on = ImageOps.mirror(photo(1, (1200, 900))).crop((60, 40, 1140, 860))
    sent = {"own": photo(7, (1200, 900)), "copy": passed_on}
    with open_store() as store:
        for name, picture in sent.items():
            picture.save(tmp_path / f"{name}.jpg", quality=85)
            taken = shelve(ToShelve(tmp_path / f"{name}.jpg", media.root, "UTC"))
            assert isinstance(taken, Media)
            granted = Consent(ConsentState.GRANTED)
            store.intake.add_submission(
                a_submission(name, media=(taken,), consent=granted), name, at=NOW, run="r"
            )
    take()
    score_submissions(open_store, list(sent), media, workers, NOW)
    shortlist(open_store, ShortlistRules(), date(2026, 11, 23), now=NOW, run="r")
    with open_store(reading=True) as store:
        verdicts = store.curation.verdicts()
    assert isinstance(verdicts["own"], Kept)
    assert isinstance(verdicts["copy"], Dropped)
    assert verdicts["copy"].reason is Reason.SHOP_PICTURE
    assert "mug.jpg" in render(verdicts["copy"].why, "zh")
