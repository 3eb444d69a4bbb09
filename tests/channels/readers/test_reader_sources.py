"""What a file or folder is, it shows by what it holds; what nothing knows is refused with what was seen."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.drop_folder import DropFolder
from channels.readers.group_names import group_names
from channels.readers.messages import SourceOptions
from channels.readers.places import Folder, Pictures
from channels.readers.sources import NotUnderstood, Opening, Source, open_sources
from channels.readers.survey import survey
from channels.readers.unknown import UnknownExport
from content.errors import WrongInput
from content.inbox import Aside, Item, Record, RefusedItem
from content.messages import render
from content.model import Group

CHAT = "20/11/2026, 10:00 - 阿雅: a.jpg (file attached)\n20/11/2026, 10:01 - 木木: 好看"
Put = Callable[..., Path]


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[Source]]:
    """The sources in a path."""

    def look(path: Path, reader: str | None = None, **asked: str) -> list[Source]:
        opening = Opening(
            "x",
            tmp_path / ".opened",
            asked=SourceOptions(**asked),
            known=frozenset({"g1", "g2"}),  # type: ignore[arg-type]
        )
        sources = open_sources(path, opening, reader)
        assert not isinstance(sources, UnrecognizedDrop), render(sources.why, "en")
        return sources

    return look


@pytest.fixture
def unknown(tmp_path: Path) -> Callable[[Path], str]:
    def look(path: Path) -> str:
        outcome = open_sources(path, Opening("x", tmp_path / ".opened"))
        assert isinstance(outcome, UnrecognizedDrop), outcome
        return render(outcome.why, "en")

    return look


def names(sources: list[Source]) -> list[str]:
    return [s.reader.name if isinstance(s, ChatInbox) else "drop" for s in sources]


def all_read(source: Source) -> list[tuple[Item, Record | RefusedItem]]:
    read = [(item, source.read(item)) for folder in source.folders() for item in source.items(folder)]
    return [(item, said) for item, said in read if not isinstance(said, Aside)]


@pytest.mark.parametrize("name", ["_chat.txt", "telegram.json", "photo.csv", "no_suffix"])
def test_names_decide_nothing(put: Put, found: Callable[..., list[Source]], name: str) -> None:
    assert names(found(put(name, CHAT))) == ["whatsapp"]


def test_the_words_of_members_do_not_pass_for_a_format(put: Put) -> None:
    file = put(
        "m.jsonl", {"msgid": "1", "action": "x", "text": 'look: "guild": 1, "channel": 2, "messages": 3'}
    )
    reader = detect(Folder(file.parent), file.name)
    assert not isinstance(reader, UnrecognizedDrop)
    assert reader.name == "wecom"


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no text: it begins with the bytes 89 50 4e 47"),
        (b"dear diary", "begins with 'dear diary'"),
        (b'{"messages": []}', "begins with"),
    ],
)
def test_the_unknown_is_told_with_what_was_seen_and_what_is_known(
    put: Put, unknown: Callable[[Path], str], data: bytes, seen: str
) -> None:
    why = unknown(put("thing", data))
    assert seen in why
    for reader in ("whatsapp", "telegram", "discord", "slack", "wecom", "memotrace", "mediacrawler"):
        assert f"{reader}: " in why


def test_a_folder_of_nothing_known_says_what_it_holds(put: Put, unknown: Callable[[Path], str]) -> None:
    put("a.docx", b"x")
    assert "1 .docx, 1 .pdf" in unknown(put("b.pdf", b"x").parent)


def test_a_path_that_is_not_there_is_wrong_input(tmp_path: Path, unknown: Callable[[Path], str]) -> None:
    with pytest.raises(WrongInput, match="is not there"):
        unknown(tmp_path / "nowhere")


def test_a_drop_folder_may_hold_exports_archives_and_photos_at_once(
    put: Put, found: Callable[..., list[Source]], tmp_path: Path
) -> None:
    put("chat/_chat.txt", CHAT)
    put("chat/a.jpg", b"x")
    put("loose.jpg", b"x")
    with ZipFile(tmp_path / "g1/packed.zip", "w") as archive:
        archive.writestr("_chat.txt", CHAT)
        archive.writestr("a.jpg", b"x")
    with ZipFile(tmp_path / "g1/photos.zip", "w") as archive:
        archive.writestr("b.jpg", b"x")
    sources = found(tmp_path)
    assert names(sources) == ["whatsapp", "whatsapp", "drop"]
    read = [(item.path, outcome) for source in sources for item, outcome in all_read(source)]
    shown = [(o.group, [f.name for f in o.media]) for _, o in read if isinstance(o, Record)]
    assert shown == [("g1", ["a.jpg"]), ("g1", ["a.jpg"]), ("g1", ["loose.jpg"]), ("g1", ["b.jpg"])]
    assert [path for path, _ in read][2:] == ["g1/loose.jpg", "g1/photos.zip!/b.jpg"]
    assert all(o.media[0].is_file() for _, o in read if isinstance(o, Record))


def test_a_zipped_export_is_read_without_unpacking_it(
    found: Callable[..., list[Source]], tmp_path: Path
) -> None:
    with ZipFile(tmp_path / "WhatsApp Chat.zip", "w") as archive:
        archive.writestr("_chat.txt", CHAT)
        archive.writestr("a.jpg", b"x")
        archive.writestr("unasked.jpg", b"x")
    (source,) = found(tmp_path / "WhatsApp Chat.zip", group="g2")
    told = survey(source)
    assert (told.items, told.members, told.kinds["text"]) == (1, {"阿雅@g2", "木木@g2"}, 1)
    assert not (tmp_path / ".opened").exists()
    ((_, record),) = all_read(source)
    assert isinstance(record, Record)
    assert [file.name for file in (tmp_path / ".opened").rglob("*.jpg")] == ["a.jpg"], "only what is taken"


def test_a_slack_export_is_one_source(put: Put, found: Callable[..., list[Source]]) -> None:
    put("channels.json", [{"id": "C1", "name": "kitchen"}])
    put("kitchen/2026-11-20.json", [{"type": "message", "user": "U1", "text": "x", "ts": "1795180000.1"}])
    folder = put("users.json", [{"id": "U1"}]).parent
    (source,) = found(folder)
    assert names([source]) == ["slack"]
    assert survey(source).kinds == {"text": 1}


def test_comments_come_with_their_notes_not_twice(put: Put, found: Callable[..., list[Source]]) -> None:
    row = {"note_id": "n", "user_id": "u", "time": 1795180000}
    put("search_comments_1.json", [row | {"comment_id": "c"}])
    (source,) = found(put("search_contents_1.json", [row]).parent)
    assert survey(source).kinds == {"note": 1, "comment": 1}


def test_a_named_reader_is_taken_at_its_word(put: Put, found: Callable[..., list[Source]]) -> None:
    file = put("m.txt", "no export at all")
    (source,) = found(file, reader="whatsapp")
    assert survey(source).refused
    assert names(found(file.parent, reader="whatsapp")) == ["whatsapp"], "the only file it can be"
    assert names(found(file.parent, reader="drop")) == ["drop"]
    with pytest.raises(WrongInput, match="There is no reader 'wattsapp'"):
        found(file, reader="wattsapp")
    put("n.txt", "neither")
    with pytest.raises(WrongInput, match="Name the file itself"):
        found(file.parent, reader="whatsapp")


def test_a_folder_of_photos_is_the_group_of_its_name_or_the_one_asked_for(
    put: Put, found: Callable[..., list[Source]], tmp_path: Path
) -> None:
    folder = put("a.jpg", b"x").parent
    for asked, group in (({}, "g1"), ({"group": "g2"}, "g2")):
        (source,) = found(folder, **asked)
        assert isinstance(source, DropFolder)
        ((_, record),) = all_read(source)
        assert isinstance(record, Record)
        assert record.group == group
    (tmp_path / "g1").rename(tmp_path / "holiday")
    (source,) = found(tmp_path / "holiday")
    ((_, outcome),) = all_read(source)
    assert isinstance(outcome, RefusedItem)
    assert outcome.reason == "no_group"


def test_pictures_are_found_by_path_name_and_stem_and_never_by_a_doubtful_name() -> None:
    pictures = Pictures(["x/a/1.jpg", "x/b/1.jpg", "x/C.PNG", "x/notes.txt"], "x")
    assert pictures.find("a/1.jpg") == "x/a/1.jpg"
    assert pictures.find(".\\b\\1.jpg") == "x/b/1.jpg"
    assert pictures.find("1.jpg") is None, "two have this name"
    assert pictures.find("nowhere/c") == "x/C.PNG"
    assert pictures.find("notes.txt", "../../etc/passwd", "") is None


def test_a_survey_counts_what_is_there(put: Put, found: Callable[..., list[Source]]) -> None:
    put("a.jpg", b"x")
    (source,) = found(put("_chat.txt", CHAT, "20/11/2026, 10:02 - 阿雅: image omitted"))
    told = survey(source).as_json()
    assert json.dumps(told)
    assert told["kinds"] == {"image": 1, "text": 1}
    assert (told["items"], told["pictures"], told["members"]) == (1, 1, 2)
    assert told["refused"] == {"media_missing": 1}
    assert told["groups"] == {"g1": 1}
    assert told["first_at"] == "2026-11-20T10:00:00+00:00"
    assert told["lines"][1] == {
        "at": "2026-11-20T10:01:00+00:00",
        "nickname": "木木",
        "kind": "text",
        "text": "好看",
        "media": [],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_chat.txt", ""),
        ("静安.mht", "From: <Save by Tencent MsgMgr>\nSubject: Tencent IM Message\n"),
        ("KakaoTalk_1.txt", "2026년 3월 2일 오후 9:05, 유리 : 사진\n"),
        ("_chat.txt", "\u200f٢\u200f/٣\u200f/٢٠٢٦، ٩:٠٥ م - منى: IMG-1.jpg\n"),
    ],
    ids=["empty", "web archive", "Korean", "Arabic figures"],
)
def test_pictures_beside_a_chat_that_nobody_reads_wait_with_it(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "a.jpg").write_bytes(b"x")
    (tmp_path / "chat" / name).write_text(text, encoding="utf-8")
    outcome = open_sources(tmp_path / "chat", Opening("x", tmp_path / ".opened"))
    assert isinstance(outcome, NotUnderstood)
    (unknown,) = outcome.exports
    assert (unknown.file, unknown.held) == (name, ["a.jpg"])


def test_so_do_pictures_in_an_archive_beside_it_that_does_not_say_whose_they_are(tmp_path: Path) -> None:
    home = tmp_path / "g1"
    home.mkdir()
    (home / "messages.html").write_text("<p>2026-03-02 09:05 阿雅</p>", encoding="utf-8")
    with ZipFile(home / "photos.zip", "w") as archive:
        archive.writestr("photos/a.jpg", b"x")
    with ZipFile(home / "listed.zip", "w") as archive:
        archive.writestr("b.jpg", b"x")
        archive.writestr("index.csv", "media,nickname\nb.jpg,阿雅\n")
    groups = group_names([Group("g1", "一群")])
    sources = open_sources(
        tmp_path, Opening("x", tmp_path / ".opened", known=frozenset({"g1"}), names=groups)
    )
    assert not isinstance(sources, UnrecognizedDrop)
    (held,) = [source.held for source in sources if isinstance(source, UnknownExport)]
    assert held == ["g1/photos.zip!/photos/a.jpg"]
    read = [said for source in sources for _, said in all_read(source) if isinstance(said, Record)]
    assert [record.media[0].name for record in read] == ["b.jpg"]


def test_where_nothing_is_understood_every_file_is_named(tmp_path: Path) -> None:
    for name in ("notes.docx", "list.pdf", "words.txt", "old.xls"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name == "old.xls" else b"hello")
    outcome = open_sources(tmp_path, Opening("x", tmp_path / ".opened"))
    assert isinstance(outcome, NotUnderstood)
    told = [survey(unknown).as_json() for unknown in outcome.exports]
    named = {refusal["path"]: refusal["message"] for entry in told for refusal in entry["refusals"]}
    assert set(named) == {"notes.docx", "list.pdf", "words.txt", "old.xls"}
    assert "save it as .xlsx" in named["old.xls"]


def test_a_message_that_an_export_has_twice_is_surveyed_once(
    tmp_path: Path, put: Put, found: Callable[..., list[Source]]
) -> None:
    put("a.jpg", b"x")
    message = {
        "id": 1,
        "type": "message",
        "date_unixtime": "1795180000",
        "from": "A",
        "from_id": "u1",
        "text": "",
    }
    chat = {"id": 7, "type": "private_group", "messages": [message | {"photo": "a.jpg"}] * 2}
    file = put("result.json", chat)
    (source,) = found(file)
    told = survey(source)
    assert (told.items, told.kinds["image"]) == (1, 1)


def test_a_file_of_two_exports_in_one_folder_is_accounted_for_once(
    put: Put, found: Callable[..., list[Source]]
) -> None:
    for name in ("a.jpg", "b.jpg", "avatar.jpg"):
        put(name, b"x")
    put("one.txt", CHAT)
    folder = put("two.txt", CHAT.replace("a.jpg", "b.jpg").replace("阿雅", "小雨")).parent
    told = [survey(source) for source in found(folder)]
    assert [(one.pictures, one.not_looked_at) for one in told] == [(1, 1), (1, 0)]
