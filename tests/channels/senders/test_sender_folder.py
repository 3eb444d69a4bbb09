"""The folder: whole files under names that nobody can lead astray, and writing again changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.senders.folder import FolderSender, safe_name
from content.messages import render
from content.publish.sender import Delivered, Letter, Part, PartKind, Rejected
from tests.platforms.posts import KEY, LETTER, POSTER, Desk, account, picture
from tests.properties import examples

AT = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
HOSTILE = [
    "..",
    ".",
    "../../etc",
    "/etc/passwd",
    "a\0b",
    "a\nb",
    "C:\\x",
    "con",
    "COM1",
    "长" * 300,
    "~",
    " ",
    ".x",
]


def desk_at(path: Path | str, **options: str) -> Desk:
    place = {"day": "2026-11-23", "group": "g1", "slot": "morning"} | options
    return Desk(FolderSender(), account({}, path=str(path), **place))


def files_in(folder: Path) -> dict[str, bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def refusal_at(path: Path | str) -> Rejected:
    desk = desk_at(path)
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    return outcome


def test_a_post_lies_under_its_day_and_its_group(tmp_path: Path) -> None:
    (outcome,) = desk_at(tmp_path).send_all(LETTER)
    stem = f"2026-11-23/g1/morning-1-{KEY}1"
    assert outcome == Delivered({"file": f"{stem}.txt"})
    assert files_in(tmp_path) == {
        f"{stem}.jpg": POSTER.content,
        f"{stem}.txt": f"{LETTER.text}\n".encode(),
    }


@pytest.mark.parametrize(
    ("letter", "suffixes"),
    [(Letter("早"), [".txt"]), (Letter("", picture("PNG")), [".png"]), (LETTER, [".jpg", ".txt"])],
    ids=["text", "picture", "both"],
)
def test_there_is_a_file_for_each_thing_of_a_post(
    tmp_path: Path, letter: Letter, suffixes: list[str]
) -> None:
    desk_at(tmp_path).send_all(letter)
    assert [Path(name).suffix for name in files_in(tmp_path)] == suffixes


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    first = desk.send(desk.first())
    files = files_in(tmp_path)
    assert desk.send(desk.first()) == first
    assert files_in(tmp_path) == files


def test_posts_of_one_slot_do_not_overwrite_each_other(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    for key in ("k1", "k2"):
        desk.send(desk.first(), key=key)
    assert len(files_in(tmp_path)) == 4


@examples(200)
@given(st.text(max_size=300) | st.sampled_from(HOSTILE))
def test_a_safe_name_is_one_name_whatever_it_is_made_of(name: str) -> None:
    safe = safe_name(name)
    assert 1 <= len(safe.encode()) <= 80
    assert not set(safe) & set('/\\:*?"<>|.~\0\n ')
    assert safe.lower() not in {"con", "prn", "aux", "nul", "com1"}
    assert Path("x", safe).parent == Path("x")


@examples(200)
@example("", "\0")
@given(NAMES, NAMES)
def test_different_names_stay_different(first: str, second: str) -> None:
    assert (safe_name(first) == safe_name(second)) == (first == second)
    assert safe_name(f"{'长' * 50}{first}a") != safe_name(f"{'长' * 50}{first}b")


@pytest.mark.parametrize("group", HOSTILE)
def test_a_hostile_group_stays_in_the_folder(tmp_path: Path, group: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    desk = desk_at(inside, group=group, day=group, slot=group)
    assert isinstance(desk.send(desk.first()), Delivered)
    assert len(files_in(inside)) == len(files_in(tmp_path)) == 2


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "2026-11-23").symlink_to(outside)
    refusal = refusal_at(inside)
    assert (refusal.code, refusal.passing) == ("outside", False)
    assert not files_in(outside)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "2026-11-23").symlink_to(tmp_path / "2026-11-23")
    assert not refusal_at(tmp_path).passing or refusal_at(tmp_path).code == "disk"


@pytest.mark.parametrize("path", ["", "relative", "a\0b"])
def test_a_folder_has_to_be_absolute(path: str) -> None:
    refusal = refusal_at(path)
    assert (refusal.code, refusal.passing, refusal.whole_channel) == ("no_path", False, True)


def test_a_folder_that_is_away_is_waited_for_and_never_made(tmp_path: Path) -> None:
    refusal = refusal_at(tmp_path / "share")
    assert (refusal.code, refusal.passing, refusal.whole_channel) == ("no_folder", True, True)
    assert not (tmp_path / "share").exists()


def test_a_file_in_the_way_of_a_folder_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "2026-11-23").write_text("in the way")
    refusal = refusal_at(tmp_path)
    assert (refusal.code, refusal.passing) == ("disk", True)


def test_what_was_written_is_found(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    outcome = desk.send(desk.first())
    assert desk.find(desk.first(), AT) == outcome


@pytest.mark.parametrize("change", ["nothing", "half", "other"])
def test_what_is_not_there_whole_was_not_sent(tmp_path: Path, change: str) -> None:
    desk = desk_at(tmp_path)
    if change != "nothing":
        desk.send(desk.first())
        file = next(tmp_path.rglob("*.jpg"))
        file.unlink() if change == "half" else file.write_bytes(b"other")
    outcome = desk.find(desk.first(), AT)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_written", True)


def test_while_the_folder_is_away_nobody_knows(tmp_path: Path) -> None:
    desk = desk_at(tmp_path / "share")
    assert desk.find(desk.first(), AT) is None


def test_without_a_group_the_chat_names_the_folder(tmp_path: Path) -> None:
    desk = desk_at(tmp_path, group="", slot="")
    named = Desk(FolderSender(), replace(desk.account, chat="room"))
    named.send(Part(1, PartKind.TEXT, "早"))
    assert list(files_in(tmp_path)) == [f"2026-11-23/room/post-1-{KEY}.txt"]
