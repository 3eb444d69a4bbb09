"""`sishi gather` says what is in an export before it takes it, and takes it as a night does."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image

from cli.common import WorkDir
from cli.gather import gather
from cli.language import speaking
from content.errors import WrongInput
from content.workers import Workers
from content.workspace import Workspace, open_workspace


@dataclass
class Desk:
    """A workspace with two groups, and the command."""

    workspace: Workspace
    capsys: pytest.CaptureFixture[str]

    def gather(self, source: Path, **options: Any) -> tuple[int, Any]:
        self.capsys.readouterr()
        code = gather(source, place=WorkDir(self.workspace.root), json=True, **options)
        return code, json.loads(self.capsys.readouterr().out)

    @property
    def submissions(self) -> list[tuple[str, str | None, str]]:
        with self.workspace.open_store(reading=True) as store:
            return [(s.group, s.member, s.text) for s in store.intake.submissions()]


@pytest.fixture
def desk(
    tmp_path: Path,
    furnish: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    workers: Workers,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    root = tmp_path / "workspace"
    (root / "ugc_inbox").mkdir(parents=True)
    (root / "sishi.toml").touch()
    workspace = open_workspace(root)
    furnish(workspace.open_store)
    monkeypatch.setattr("services.context.Workers", lambda *_, **__: workers)
    return Desk(workspace, capsys)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A zipped WhatsApp chat: two pictures in one minute, an answer, a picture that was left out."""
    chat = [
        "20/11/2026, 10:00 - 阿雅: IMG-20261120-WA0001.jpg (file attached)\n早上好",
        "20/11/2026, 10:00 - 阿雅: IMG-20261120-WA0002.jpg (file attached)",
        "20/11/2026, 10:01 - 木木: 好看",
        "20/11/2026, 10:02 - 木木: <Media omitted>",
    ]
    with ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.writestr("_chat.txt", "\n".join(chat))
        for n in (1, 2):
            with archive.open(f"IMG-20261120-WA000{n}.jpg", "w") as file:
                noise = Random(n).randbytes(192)
                Image.frombytes("RGB", (8, 8), noise).resize((96, 72)).save(file, "JPEG")
    return tmp_path / "chat.zip"


def test_a_dry_run_tells_and_takes_nothing(desk: Desk, export: Path) -> None:
    code, told = desk.gather(export, group=["g1"], dry_run=True)
    (source,) = told["sources"]
    assert (code, told["gathered"]) == (1, None)
    assert (source["reader"], source["items"], source["pictures"], source["members"]) == ("whatsapp", 1, 2, 2)
    assert source["groups"] == {"g1": 1}
    assert source["refused"] == {"media_missing": 1}
    assert "export again with media" in source["refusals"][0]["why"]
    assert desk.submissions == []
    assert not (desk.workspace.var / "opened").exists()


def test_a_dry_run_and_the_run_agree_item_by_item(desk: Desk, tmp_path: Path) -> None:
    """New, twice the same, broken, without its picture, of a group nobody knows; then all of it again."""
    inbox = tmp_path / "photos"
    for path, colour in (("g1/a.jpg", 10), ("g1/twin.jpg", 10), ("g2/b.jpg", 200), ("nowhere/c.jpg", 90)):
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (640, 480), (colour, 9, 9)).save(inbox / path)
    (inbox / "g1/broken.jpg").write_bytes(b"no picture")
    (inbox / "g2/alone.json").write_text('{"text": "早"}', encoding="utf-8")
    for file in inbox.rglob("*.*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    for _ in range(2):
        dry_code, rehearsed = desk.gather(inbox, dry_run=True)
        assert desk.gather(inbox, dry_run=True) == (dry_code, rehearsed), "nothing stayed"
        code, taken = desk.gather(inbox)
        assert (dry_code, rehearsed["would_gather"]) == (code, taken["gathered"])
        assert rehearsed["quarantine"] == taken["quarantine"]
    assert len(desk.submissions) == 2


def test_a_dry_run_names_a_product_that_nobody_knows(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p/g1").mkdir(parents=True)
    for name, product in (("a", "台灯"), ("b", "马克杯")):
        Image.new("RGB", (640, 480)).save(tmp_path / f"p/g1/{name}.jpg")
        sidecar = json.dumps({"product": product, "media": [f"{name}.jpg"]})
        (tmp_path / f"p/g1/{name}.json").write_text(sidecar, encoding="utf-8")
    gather(tmp_path / "p", place=WorkDir(desk.workspace.root), dry_run=True)
    assert "Unknown product «台灯» (1); known are mug (马克杯)." in capsys.readouterr().err


def test_gathering_takes_it_once_and_leaves_no_unpacked_files(desk: Desk, export: Path) -> None:
    _, first = desk.gather(export, group=["g1"])
    assert first["gathered"] == {
        "gathered": 1,
        "updated": 0,
        "duplicates": 0,
        "quarantined": 1,
        "unfinished": 0,
        "unchanged": 0,
        "messages": 4,
        "messages_left_out": {},
    }
    assert desk.submissions == [("g1", "阿雅@g1", "早上好")]
    assert not (desk.workspace.var / "opened").exists()
    _, again = desk.gather(export, group=["g1"])
    assert again["gathered"].pop("unchanged") == 3, "the album, what was left out, and who spoke"
    assert again["gathered"].pop("messages_left_out") == {}
    assert set(again["gathered"].values()) == {0}


def test_people_read_lines_without_what_steers_a_terminal(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "_chat.txt"
    file.write_text("20/11/2026, 10:00 - 阿雅: 早\u202e安\x1b[31m", encoding="utf-8")
    gather(file, place=WorkDir(desk.workspace.root), dry_run=True)
    said = capsys.readouterr().out
    assert "whatsapp" in said
    assert "阿雅: 早" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_each_chat_of_an_export_may_have_its_group(desk: Desk, tmp_path: Path) -> None:
    lines = []
    for n, room in enumerate(("wr1==", "wr2")):
        Image.new("RGB", (64, 48), (n * 90, 9, 9)).save(tmp_path / f"{n}.jpg")
        head = {"msgid": str(n), "action": "send", "from": "wm1", "roomid": room, "msgtime": 1795180000000}
        lines.append(json.dumps(head | {"msgtype": "image", "image": {"md5sum": str(n)}}))
    (tmp_path / "m.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _, told = desk.gather(tmp_path / "m.jsonl", group=["wr1===g1", "wr2=g2"])
    assert told["gathered"]["gathered"] == 2
    assert sorted(group for group, _, _ in desk.submissions) == ["g1", "g2"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"group": ["g9"]}, "There is no group 'g9'"),
        ({"group": ["g1", "g2"]}, "--group CHAT=ID for each"),
        ({"dates": "ydm"}, "none of dmy, mdy, ymd"),
        ({"reader": "icq"}, "There is no reader 'icq'"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(desk: Desk, export: Path, options: Any, why: str) -> None:
    with pytest.raises(WrongInput, match=why):
        desk.gather(export, dry_run=True, **options)


def test_what_nothing_knows_is_refused_with_what_is_supported(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\0\1\2")
    with pytest.raises(WrongInput, match=r"x\.bin cannot be gathered: .*no text.*\n  discord: "):
        desk.gather(tmp_path / "x.bin")


def test_a_file_in_a_groups_folder_is_that_groups(desk: Desk) -> None:
    folder = desk.workspace.root / "ugc_inbox/g2"
    folder.mkdir()
    Image.new("RGB", (64, 48), "teal").save(folder / "IMG-20261120-WA0001.jpg")
    chat = "20/11/2026, 10:00 - 阿雅: IMG-20261120-WA0001.jpg (file attached)"
    (folder / "_chat.txt").write_text(chat, encoding="utf-8")
    code, told = desk.gather(folder / "_chat.txt")
    assert (code, told["gathered"]["gathered"]) == (0, 1)
    assert desk.submissions == [("g2", "阿雅@g2", "")]


def an_unknown_export(folder: Path) -> Path:
    """A table that nobody knows, with two of its pictures."""
    for name in ("image/1.jpg", "avatar/2.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (640, 480), (len(name), 9, 9)).save(folder / name)
    (folder / "群.csv").write_text("消息,图\n早,1.jpg\n", encoding="utf-8")
    os.utime(folder / "群.csv", (1_700_000_000, 1_700_000_000))
    return folder


def test_pictures_wait_with_an_export_that_nobody_understands(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = an_unknown_export(tmp_path / "export")
    with pytest.raises(WrongInput, match=r"群\.csv begins with"):
        gather(folder, place=WorkDir(desk.workspace.root), group=["g1"], json=True)
    (source,) = json.loads(capsys.readouterr().out)["sources"]
    assert (source["reader"], source["items"], source["held_back"]) == ("unknown", 0, 2)
    (refusal,) = source["refusals"]
    assert (refusal["path"], refusal["code"]) == ("群.csv", "unknown_shape")
    assert "2 pictures beside and below it wait" in refusal["message"]
    assert desk.submissions == []


def test_an_unknown_export_among_others_holds_back_its_own_pictures_alone(desk: Desk, tmp_path: Path) -> None:
    an_unknown_export(tmp_path / "box" / "g1" / "old chat")
    Image.new("RGB", (640, 480), (200, 9, 9)).save(tmp_path / "box" / "g1" / "a.jpg")
    for dry_run in (True, False):
        code, told = desk.gather(tmp_path / "box", dry_run=dry_run)
        assert (code, [item["path"] for item in told["quarantine"]]) == (1, ["g1/old chat/群.csv"])
        assert sum(source["held_back"] for source in told["sources"]) == 2
    assert len(desk.submissions) == 1


def test_a_known_export_counts_the_files_that_no_message_shows(desk: Desk, tmp_path: Path) -> None:
    folder = an_unknown_export(tmp_path / "export")
    rows = ("localId,Type,CreateTime,StrContent,Sender", "1,3,1772445600,image/1.jpg,wxid_a")
    (folder / "群.csv").write_text("\n".join(rows), encoding="utf-8")
    _, told = desk.gather(folder, group=["g1"])
    (source,) = told["sources"]
    assert (source["items"], source["not_looked_at"], source["held_back"]) == (1, 1, 0)


def test_a_strange_table_beside_the_groups_holds_back_no_group(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "box" / "g1").mkdir(parents=True)
    Image.new("RGB", (640, 480), (200, 9, 9)).save(tmp_path / "box" / "g1" / "a.jpg")
    (tmp_path / "box" / "表.csv").write_text("时间,事\n2026-03-02 18:00:00,开会\n", encoding="utf-8")
    os.utime(tmp_path / "box" / "表.csv", (1_700_000_000, 1_700_000_000))
    _, told = desk.gather(tmp_path / "box")
    assert told["gathered"]["gathered"] == 1
    assert [item["path"] for item in told["quarantine"]] == ["表.csv"]


def chat_of_words(folder: Path) -> Path:
    """A picture, and words of its author 20 s after it."""
    folder.mkdir()
    Image.new("RGB", (64, 48), "red").save(folder / "a.jpg")
    start = 1_795_180_000_000
    head = {"action": "send", "from": "wm1", "roomid": "g1"}
    messages = [
        head | {"msgid": "1", "msgtype": "image", "msgtime": start, "image": {"md5sum": "a"}},
        head
        | {"msgid": "2", "msgtype": "text", "msgtime": start + 20_000, "text": {"content": "新买的杯子"}},
    ]
    file = folder / "chat.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in messages), encoding="utf-8")
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    return folder


def test_a_dry_run_counts_and_shows_the_words_that_join_a_picture(desk: Desk, tmp_path: Path) -> None:
    export = chat_of_words(tmp_path / "chat")
    _, report = desk.gather(export, dry_run=True)
    (source,) = report["sources"]
    assert source["joined_texts"] == 1
    assert [line["text"] for line in source["lines"] if line["media"]] == ["新买的杯子"]
    gather(export, place=WorkDir(desk.workspace.root), dry_run=True)
    assert "1 " in next(line for line in desk.capsys.readouterr().out.splitlines() if "joined" in line)


def test_no_words_join_where_the_settings_say_zero_seconds(desk: Desk, tmp_path: Path) -> None:
    (desk.workspace.root / "sishi.toml").write_text("[inbox]\nwords_within = 0\n", encoding="utf-8")
    _, report = desk.gather(chat_of_words(tmp_path / "chat"), dry_run=True)
    assert report["sources"][0]["joined_texts"] == 0


@pytest.mark.parametrize(("language", "words"), [("zh", "不在导出旁边"), ("en", "is not beside the export")])
def test_what_is_refused_is_told_in_the_readers_language(
    desk: Desk, tmp_path: Path, language: str, words: str
) -> None:
    export = chat_of_words(tmp_path / "chat")
    (export / "a.jpg").unlink()
    with speaking(language):
        gather(export, place=WorkDir(desk.workspace.root), dry_run=True)
    assert words in desk.capsys.readouterr().out
