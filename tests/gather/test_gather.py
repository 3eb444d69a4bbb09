"""Gathering takes everything once, keeps what is broken aside, and never touches an original."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from channels.readers.drop_folder import DropFolder
from content.gather import Gathered
from content.model import ConsentState, Product
from content.shortlist.candidates import candidate_of

Draw = Callable[[str], Image.Image]


def test_photos_become_submissions_with_what_their_sidecars_say(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", text="早安", member={"id": "m1", "nickname": "阿雅"}, product="mug")
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(new=2)
    with community.open_store(reading=True) as store:
        alone, told = sorted(store.intake.submissions(), key=lambda s: s.text)
    assert (told.id, told.member, told.product, told.text) == ("i1", "m1", "mug", "早安")
    assert (alone.member, alone.consent.state) == (None, ConsentState.UNKNOWN)
    assert alone.id == f"g1-{alone.media[0].sha256[:12]}"


def test_a_product_given_by_its_name_is_known_and_another_is_kept_as_written(community: Any) -> None:
    with community.open_store() as store:
        store.library.put_products([Product("mug", "斑点马克杯")])
    community.drop("g1/a.jpg", id="i1", product="斑点 马克杯")
    community.drop("g1/b.jpg", id="i2", product="台灯")
    community.gather()
    with community.open_store(reading=True) as store:
        assert {each.id: each.product for each in store.intake.submissions()} == {"i1": "mug", "i2": "台灯"}
        mug, lamp = (candidate_of(store, key) for key in ("i1", "i2"))
    assert (mug.submission.product, mug.unknown_product) == ("mug", "")
    assert (lamp.submission.product, lamp.unknown_product) == (None, "台灯")
    assert community.gather("r2") == Gathered(), "the next night changes nothing back"


def test_gathering_twice_adds_and_writes_nothing(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1")
    community.drop("g1/broken.jpg", b"no picture")
    assert community.gather("r1") == Gathered(new=1, quarantined=1)
    assert community.gather("r2") == Gathered()
    with community.open_store(reading=True) as store:
        assert store.intake.count_submissions() == 1


def test_originals_are_never_changed(community: Any) -> None:
    files = [community.drop("g1/a.jpg", id="i1"), community.drop("g1/broken.jpg", b"no picture")]
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files}
    community.gather()
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files} == before


def test_the_same_picture_under_another_name_is_a_sighting_not_a_submission(
    community: Any, draw: Draw
) -> None:
    community.drop("g1/a.jpg", draw("x"), id="i1", member={"id": "m1", "nickname": "阿雅"})
    community.drop("g2/z.jpg", draw("x"), id="i2", member={"id": "m3", "nickname": "晚风"})
    assert community.gather() == Gathered(new=1, duplicates=1)
    with community.open_store(reading=True) as store:
        assert [s.id for s in store.intake.submissions()] == ["i1"]


def test_a_source_that_says_nothing_of_consent_leaves_the_one_there_is(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", consent={"state": "granted"})
    community.gather()
    community.drop("g1/a.jpg", id="i1", text="新的一句")
    community.gather()
    with community.open_store() as store:
        (submission,) = store.intake.submissions()
        assert (submission.text, submission.consent.state) == ("新的一句", ConsentState.GRANTED)


def test_a_newer_sidecar_brings_its_new_word_on_consent(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", consent={"state": "granted"})
    community.gather()
    community.drop("g1/a.jpg", id="i1", consent={"state": "withdrawn"})
    assert community.gather() == Gathered(updated=1)
    with community.open_store(reading=True) as store:
        assert store.intake.submissions()[0].consent.state is ConsentState.WITHDRAWN


def test_a_photo_that_came_alone_learns_its_author_when_the_sidecar_comes(community: Any) -> None:
    community.drop("g1/a.jpg")
    community.gather()
    community.drop("g1/a.jpg", member={"id": "m1", "nickname": "阿雅"}, text="早安")
    assert community.gather() == Gathered(updated=1)
    with community.open_store(reading=True) as store:
        (submission,) = store.intake.submissions()
    assert (submission.member, submission.text) == ("m1", "早安")


def test_an_unknown_group_is_kept_aside_and_taken_once_it_is_known(community: Any) -> None:
    community.drop("g7/a.jpg", id="i1")
    assert community.gather("r1") == Gathered(quarantined=1)
    assert community.gather("r2") == Gathered()
    assert community.refused() == {"g7/a.json": "unknown_group"}
    with community.open_store() as store:
        store.library.put_groups([replace(store.library.group("g1"), id="g7")])
    assert community.gather("r3") == Gathered(new=1)
    assert community.refused() == {}


def test_a_broken_picture_is_kept_aside_with_a_copy_and_the_rest_goes_on(
    community: Any, tmp_path: Path
) -> None:
    community.drop("g1/a.jpg", b"no picture", id="i1")
    community.drop("g1/b.jpg", id="i2")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/a.json": "unreadable"}
    assert [file.read_bytes() for file in (tmp_path / "kept").iterdir()] == [b"no picture"]


def test_of_several_pictures_the_good_ones_are_taken(community: Any) -> None:
    community.drop("g1/a.jpg")
    community.drop("g1/b.jpg", b"no picture", id="i1", media=["a.jpg", "b.jpg"])
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/b.json#b.jpg": "unreadable"}


def test_a_mended_picture_leaves_quarantine(community: Any) -> None:
    community.drop("g1/a.jpg", b"no picture", id="i1")
    community.gather()
    community.drop("g1/a.jpg", id="i1")
    assert community.gather() == Gathered(new=1)
    assert community.refused() == {}


def test_two_pictures_cannot_have_one_id(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1")
    community.drop("g1/b.jpg", id="i1")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/b.json": "id_taken"}


def test_the_order_of_many_is_kept_across_chunks(community: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.gather.stage.ITEMS_AT_ONCE", 3)
    for n in range(10):
        community.drop(f"g1/{n}.jpg", id=f"i{n}", text=f"text {n}")
    assert community.gather() == Gathered(new=10)
    with community.open_store(reading=True) as store:
        assert [(s.id, s.text) for s in store.intake.submissions()] == [
            (f"i{n}", f"text {n}") for n in range(10)
        ]


def test_an_album_that_grew_is_the_same_submission_with_more_pictures(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", text="一")
    community.gather()
    (before,) = community.submissions
    community.drop("g1/b.jpg")
    community.drop("g1/a.jpg", id="i1", text="一二", media=["b.jpg", "a.jpg"])
    assert community.gather() == Gathered(updated=1)
    (after,) = community.submissions
    assert (after.id, after.text, len(after.media)) == ("i1", "一二", 2)
    assert after.media[0] == before.media[0], "what may be on a poster already stays first"
    assert community.gather() == Gathered()
    assert community.refused() == {}


def test_an_album_whose_other_half_is_a_submission_already_takes_nothing_away(
    community: Any, draw: Draw
) -> None:
    community.drop("g1/a.jpg", draw("a"), id="i1")
    community.drop("g2/b.jpg", draw("b"))
    community.drop("g2/a.jpg", draw("a"), id="i2", media=["a.jpg", "b.jpg"])
    community.gather()
    assert sorted(len(one.media) for one in community.submissions) == [1, 2]
    community.drop("g1/b.jpg", draw("b"))
    community.drop("g1/a.jpg", draw("a"), id="i1", media=["a.jpg", "b.jpg"])
    community.gather()
    assert sorted(len(one.media) for one in community.submissions) == [1, 2]


def test_a_picture_twice_in_an_album_is_shown_once(community: Any, draw: Draw) -> None:
    community.drop("g1/b.jpg", draw("x"))
    community.drop("g1/a.jpg", draw("x"), id="i1", media=["a.jpg", "b.jpg"])
    community.gather()
    assert [len(one.media) for one in community.submissions] == [1]


def test_a_photo_that_nothing_dates_keeps_the_time_it_was_first_seen(community: Any) -> None:
    file = community.drop("g1/a.jpg")
    community.gather()
    (before,) = community.submissions
    community.settle(file, before=60)
    community.work = replace(community.work, now=community.work.now.replace(hour=23))
    assert community.gather() == Gathered()
    assert community.submissions == [before]


def test_likes_of_a_second_gathering_are_added_to_the_first(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", likes=[{"member": "m2"}], replies=3)
    community.gather()
    community.drop("g1/a.jpg", id="i1", likes=[{"member": "m2"}, {"member": "m3"}], replies=1)
    assert community.gather() == Gathered(updated=1)
    (submission,) = community.submissions
    assert (submission.likes, submission.replies) == ({"m2", "m3"}, 3)


@pytest.mark.parametrize("age", [0.5, -1.5, -600])
def test_what_is_broken_and_just_written_is_waited_for(community: Any, age: float) -> None:
    file = community.drop("g1/a.jpg", b"the first bytes of a")
    community.settle(file, before=age)
    assert community.gather() == Gathered(unfinished=1)
    assert community.refused() == {}
    community.drop("g1/a.jpg")
    assert community.gather() == Gathered(new=1)


def test_a_clock_that_is_days_ahead_does_not_make_a_broken_file_wait_for_ever(community: Any) -> None:
    community.settle(community.drop("g1/a.jpg", b"no picture"), before=-86_400)
    assert community.gather() == Gathered(quarantined=1)


def test_a_good_photo_is_taken_however_new_it_is(community: Any) -> None:
    community.settle(community.drop("g1/a.jpg"), before=0)
    assert community.gather() == Gathered(new=1)


def test_the_rest_of_an_album_still_being_written_is_waited_for(community: Any) -> None:
    late = community.drop("g1/b.jpg", b"the first bytes of b")
    community.settle(late, before=1)
    community.drop("g1/a.jpg", id="i1", media=["a.jpg", "b.jpg"])
    assert community.gather() == Gathered(new=1)
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(updated=1)
    assert [len(one.media) for one in community.submissions] == [2]


def test_what_is_gone_waits_no_longer(community: Any) -> None:
    file = community.drop("g1/a.jpg", b"no picture")
    community.gather()
    assert community.refused() == {"g1/a.jpg": "unreadable"}
    file.unlink()
    assert community.gather() == Gathered()
    assert community.refused() == {}


def test_a_mended_picture_of_an_album_leaves_quarantine_too(community: Any) -> None:
    community.drop("g1/b.jpg", b"no picture")
    community.drop("g1/a.jpg", id="i1", media=["a.jpg", "b.jpg"])
    community.gather()
    assert community.refused() == {"g1/a.json#b.jpg": "unreadable"}
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(updated=1)
    assert community.refused() == {}


def test_one_picture_of_an_album_can_be_asked_for_again(community: Any) -> None:
    community.drop("g1/b.jpg", b"no picture")
    community.drop("g1/a.jpg", id="i1", media=["a.jpg", "b.jpg"])
    community.gather()
    with community.open_store() as store:
        store.inbox_index.forget_quarantine(["g1/a.json#b.jpg"])
    assert community.gather().unchanged == 0, "its item is looked at"
    assert community.gather().unchanged == 1


def test_each_folder_says_what_it_brought_and_what_waits(community: Any) -> None:
    community.drop("g1/a.jpg")
    community.drop("g1/b.jpg", b"no picture")
    community.gather()
    (told,) = community.gather().sources
    assert (told.source, told.new, told.unchanged, told.refused) == ("ugc_inbox/g1", 0, 2, {"unreadable": 1})


def test_a_name_that_is_no_text_and_one_that_plays_tricks_are_taken(community: Any) -> None:
    folder = os.fsencode(community.root / "g1")
    community.drop("g1/a.jpg").rename(community.root / "g1/\u202egpj.exe.jpg")
    os.rename(community.drop("g1/b.jpg"), folder + b"/\xff\xfe.jpg")  # noqa: PTH104 - no str names it
    community.drop("g1/CON.jpg")
    community.drop(f"g1/{'长' * 80}.jpg")
    assert community.gather() == Gathered(new=4)
    assert community.gather() == Gathered()


def test_links_are_told_and_not_followed(community: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    community.drop("g1/a.jpg").rename(secret / "a.jpg")
    (community.root / "g1/way.jpg").symlink_to(secret / "a.jpg")
    (community.root / "g1/folder").symlink_to(secret)
    (community.root / "g2").symlink_to(secret)
    assert community.gather() == Gathered(quarantined=3)
    assert community.refused() == dict.fromkeys(["g1/way.jpg", "g1/folder", "g2"], "link")


def test_what_may_not_be_read_is_looked_at_each_time(community: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    community.drop("g1/a.jpg")
    with monkeypatch.context() as closed:
        closed.setattr("content.media.shelving.read_limited", _forbidden)
        assert community.gather() == Gathered(quarantined=1)
        assert community.gather() == Gathered()
    assert community.refused() == {"g1/a.jpg": "no_access"}
    assert community.gather() == Gathered(new=1)
    assert community.refused() == {}


def test_a_folder_that_may_not_be_looked_into_is_told(
    community: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    community.drop("g1/closed/a.jpg")
    look = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: _forbidden() if "closed" in str(path) else look(path))
    assert community.gather() == Gathered(quarantined=1)
    assert community.refused() == {"g1/closed": "no_access"}


def _forbidden(*_: Any) -> Any:
    raise PermissionError(13, "Permission denied")


def test_captions_of_any_letters_are_kept(community: Any) -> None:
    text = "<script>alert(1)</script>\x00\x1b[31m '); DROP TABLE submissions; -- 🍵" + "长" * 5_000
    community.drop("g1/a.jpg", id="i\x00 1", text=text, member={"id": "m\x009", "nickname": "\u202e阿雅"})
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert set(community.refused().values()) == {"name_cleaned"}
    (submission,) = community.submissions
    assert submission.text == text.replace("\x00", "").replace("\x1b", "")
    assert (submission.id, submission.member) == ("i 1", "m9")


def test_of_words_without_end_the_first_are_taken_and_the_cut_is_told(community: Any) -> None:
    community.drop("g1/a.jpg", id="i1", text="长" * 10_001)
    assert community.gather() == Gathered(new=1, quarantined=1)
    (submission,) = community.submissions
    assert submission.text == "长" * 10_000
    assert community.refused() == {"g1/a.json#text": "text_cut"}

    community.drop("g1/a.jpg", id="i1", text="短")
    community.gather()
    assert community.refused() == {}


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_outside_all_reason_is_refused(community: Any, when: str) -> None:
    community.drop("g1/a.jpg", id="i1", posted_at=when)
    assert community.gather() == Gathered(quarantined=1)
    assert community.refused() == {"g1/a.json": "bad_sidecar"}


def test_strange_files_are_refused_with_what_was_seen(community: Any) -> None:
    (community.root / "g1").mkdir()
    for name, data in {"a.csv": "x,y\n1,2", "b.rar": "Rar!", "c.json": '{"hello": 1}', "d.zip": "PK"}.items():
        (community.root / "g1" / name).write_text(data)
        community.settle(community.root / "g1" / name)
    inbox = DropFolder(community.root, "ugc_inbox", opened=community.root.parent / "opened")
    assert community.gather(inbox=inbox) == Gathered(quarantined=4)
    assert community.refused() == {
        "g1/a.csv": "unknown_shape",
        "g1/b.rar": "bad_archive",
        "g1/c.json": "unknown_shape",
        "g1/d.zip!/": "bad_archive",
    }
