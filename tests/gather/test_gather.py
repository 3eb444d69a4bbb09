"""Gathering takes everything once, keeps what is broken aside, and never touches an original."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from channels.readers.drop_folder import DropFolder
from content.gather import Gathered, Gathering, gather
from content.media import MediaFolder
from content.model import ConsentState
from content.store import OpenStore
from content.workers import Workers


@dataclass
class Community:
    """An inbox on disk and the store it is gathered into."""

    root: Path
    open_store: OpenStore
    work: Gathering

    def drop(self, name: str, picture: Any = None, **sidecar: Any) -> Path:
        """A photo, drawn from its name unless given, with a sidecar if any of its fields is."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            file.write_bytes(picture)
        else:
            (picture or drawn(name)).save(file, quality=90)
        if sidecar:
            said = {"media": [file.name]} | sidecar
            file.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
        return file

    def gather(self, run: str = "r1") -> Gathered:
        work = replace(self.work, run=run)
        return sum((gather(self.open_store, work, folder) for folder in work.inbox.folders()), Gathered())

    def refused(self) -> dict[str, str]:
        with self.open_store(reading=True) as store:
            return {item.path: item.reason for item in store.quarantined()}


def drawn(name: str) -> Image.Image:
    """A picture that is its name's alone."""
    return Image.frombytes("RGB", (8, 8), Random(name).randbytes(192)).resize((160, 120))


@pytest.fixture
def community(
    tmp_path: Path,
    open_store: OpenStore,
    furnish: Callable[[OpenStore], None],
    workers: Workers,
    now: datetime,
) -> Community:
    furnish(open_store)
    root = tmp_path / "ugc_inbox"
    root.mkdir()
    work = Gathering(
        DropFolder(root, "ugc_inbox"), MediaFolder(tmp_path / "media"), tmp_path / "kept", workers, now, "r1"
    )
    return Community(root, open_store, work)


def test_photos_become_submissions_with_what_their_sidecars_say(community: Community) -> None:
    community.drop("g1/a.jpg", id="i1", text="早安", member={"id": "m1", "nickname": "阿雅"}, product="mug")
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(new=2)
    with community.open_store(reading=True) as store:
        alone, told = sorted(store.submissions(), key=lambda s: s.text)
    assert (told.id, told.member, told.product, told.text) == ("i1", "m1", "mug", "早安")
    assert (alone.member, alone.consent.state) == (None, ConsentState.UNKNOWN)
    assert alone.id == f"g1-{alone.media[0].sha256[:12]}"


def test_gathering_twice_adds_and_writes_nothing(community: Community) -> None:
    community.drop("g1/a.jpg", id="i1")
    community.drop("g1/broken.jpg", b"no picture")
    assert community.gather("r1") == Gathered(new=1, quarantined=1)
    assert community.gather("r2") == Gathered()
    with community.open_store(reading=True) as store:
        assert store.count_submissions() == 1


def test_originals_are_never_changed(community: Community) -> None:
    files = [community.drop("g1/a.jpg", id="i1"), community.drop("g1/broken.jpg", b"no picture")]
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files}
    community.gather()
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files} == before


def test_the_same_picture_under_another_name_is_a_sighting_not_a_submission(community: Community) -> None:
    community.drop("g1/a.jpg", drawn("x"), id="i1", member={"id": "m1", "nickname": "阿雅"})
    community.drop("g2/z.jpg", drawn("x"), id="i2", member={"id": "m3", "nickname": "晚风"})
    assert community.gather() == Gathered(new=1, duplicates=1)
    with community.open_store(reading=True) as store:
        assert [s.id for s in store.submissions()] == ["i1"]


def test_a_source_that_says_nothing_of_consent_leaves_the_one_there_is(community: Community) -> None:
    community.drop("g1/a.jpg", id="i1", consent={"state": "granted"})
    community.gather()
    community.drop("g1/a.jpg", id="i1", text="新的一句")
    community.gather()
    with community.open_store() as store:
        (submission,) = store.submissions()
        assert (submission.text, submission.consent.state) == ("新的一句", ConsentState.GRANTED)


def test_a_newer_sidecar_brings_its_new_word_on_consent(community: Community) -> None:
    community.drop("g1/a.jpg", id="i1", consent={"state": "granted"})
    community.gather()
    community.drop("g1/a.jpg", id="i1", consent={"state": "withdrawn"})
    assert community.gather() == Gathered(updated=1)
    with community.open_store(reading=True) as store:
        assert store.submissions()[0].consent.state is ConsentState.WITHDRAWN


def test_a_photo_that_came_alone_learns_its_author_when_the_sidecar_comes(community: Community) -> None:
    community.drop("g1/a.jpg")
    community.gather()
    community.drop("g1/a.jpg", member={"id": "m1", "nickname": "阿雅"}, text="早安")
    assert community.gather() == Gathered(updated=1)
    with community.open_store(reading=True) as store:
        (submission,) = store.submissions()
    assert (submission.member, submission.text) == ("m1", "早安")


def test_an_unknown_group_is_kept_aside_and_taken_once_it_is_known(community: Community) -> None:
    community.drop("g7/a.jpg", id="i1")
    assert community.gather("r1") == Gathered(quarantined=1)
    assert community.gather("r2") == Gathered()
    assert community.refused() == {"g7/a.json": "unknown_group"}
    with community.open_store() as store:
        store.put_groups([replace(store.group("g1"), id="g7")])
    assert community.gather("r3") == Gathered(new=1)
    assert community.refused() == {}


def test_a_broken_picture_is_kept_aside_with_a_copy_and_the_rest_goes_on(
    community: Community, tmp_path: Path
) -> None:
    community.drop("g1/a.jpg", b"no picture", id="i1")
    community.drop("g1/b.jpg", id="i2")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/a.json": "unreadable"}
    assert [file.read_bytes() for file in (tmp_path / "kept").iterdir()] == [b"no picture"]


def test_of_several_pictures_the_good_ones_are_taken(community: Community) -> None:
    community.drop("g1/a.jpg")
    community.drop("g1/b.jpg", b"no picture", id="i1", media=["a.jpg", "b.jpg"])
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/b.json#b.jpg": "unreadable"}


def test_a_mended_picture_leaves_quarantine(community: Community) -> None:
    community.drop("g1/a.jpg", b"no picture", id="i1")
    community.gather()
    community.drop("g1/a.jpg", id="i1")
    assert community.gather() == Gathered(new=1)
    assert community.refused() == {}


def test_two_pictures_cannot_have_one_id(community: Community) -> None:
    community.drop("g1/a.jpg", id="i1")
    community.drop("g1/b.jpg", id="i1")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/b.json": "id_taken"}


def test_the_order_of_many_is_kept_across_chunks(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.gather.ITEMS_AT_ONCE", 3)
    for n in range(10):
        community.drop(f"g1/{n}.jpg", id=f"i{n}", text=f"text {n}")
    assert community.gather() == Gathered(new=10)
    with community.open_store(reading=True) as store:
        assert [(s.id, s.text) for s in store.submissions()] == [(f"i{n}", f"text {n}") for n in range(10)]
