"""The command line keeps its contract: results on stdout, words on stderr, telling exit codes."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from cli.app import build

Sishi = Callable[..., Any]


def commands(parent: Any = None, names: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in (parent or build()).resolved_commands().items():
        if name.startswith("-"):
            continue
        below = commands(command, (*names, name))
        found += below or [(*names, name)]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(sishi: Sishi, command: Sequence[str]) -> None:
    said = sishi(*command, "--help")
    assert said.code == 0
    assert f"sishi {' '.join(command)}" in " ".join(said.out.split("Example", 1)[-1].split())


def test_the_version_is_the_programs_own(sishi: Sishi) -> None:
    assert sishi("--version").out.strip() == version("sishi")


def test_help_is_printed_quickly() -> None:
    """Nothing heavy is imported for it; benchmarks/start.py has the seconds."""
    seen = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    for heavy in ("prefect", "numpy", "PIL.Image", "sqlalchemy.orm", "pytakumi", "openpyxl"):
        assert f" {heavy}\n" not in seen, heavy


def test_only_who_reads_or_writes_a_workbook_pays_for_it() -> None:
    code = "import cli.posts, services.nightly, sys; print('openpyxl' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_a_new_workspace_is_made_once(sishi: Sishi, tmp_path: Path) -> None:
    made = sishi("init", str(tmp_path / "brand"))
    assert (made.code, made.out) == (0, "")
    assert "sishi run --workspace" in made.err
    again = sishi("init", str(tmp_path / "brand"))
    assert again.code == 2
    assert "is there already" in again.err


def test_the_sample_brand_comes_with_its_library_and_inbox(sishi: Sishi, tmp_path: Path) -> None:
    sishi("init", str(tmp_path / "brand"), "--sample")
    told = sishi("status", "--json", at=tmp_path / "brand").json
    assert (told["groups"], told["stories"] >= 40, told["members"] >= 30) == (12, True, True)
    assert any((tmp_path / "brand/ugc_inbox").rglob("*.jpg"))


def test_the_queue_lists_posts_with_stable_keys(sishi: Sishi, told_village: Path) -> None:
    posts = sishi("queue", "list", "--json", at=told_village).json
    assert len(posts) == 18
    assert " ".join(posts[0]) == (
        "id group date slot goes_out_at state story product submission member text poster version reasons"
    )
    assert " ".join(posts[0]["poster"]) == "path sha256 width height template"
    assert all(datetime.fromisoformat(post["goes_out_at"]).tzinfo for post in posts)


def test_the_queue_is_listed_by_day_group_and_state(sishi: Sishi, told_village: Path) -> None:
    def count(*options: str) -> int:
        return len(sishi("queue", "list", "--json", *options, at=told_village).json)

    assert count("--from", "2026-11-24", "--to", "2026-11-24") == 6
    assert count("--groups", "g2") == 6
    assert count("--state", "approved") == 0


def test_one_post_is_shown_with_its_history(sishi: Sishi, told_village: Path) -> None:
    told = sishi("queue", "show", "g1-2026-11-23-noon", "--json", at=told_village).json
    assert [line["became"] for line in told["history"]] == ["draft"]
    assert told["warnings"] == []
    assert "92 ℃" in sishi("queue", "show", "g1-2026-11-23-noon", at=told_village).out


def test_explaining_a_submission_names_its_score_its_verdict_and_where_it_is_shown(
    sishi: Sishi, told_village: Path
) -> None:
    kept = sishi("shortlist", "list", "--json", at=told_village).json
    assert [entry["rank"] for entry in kept] == list(range(1, len(kept) + 1))
    shown = [sishi("explain", entry["id"], "--json", at=told_village).json for entry in kept]
    assert sum(len(told["shown"]) for told in shown) == 3, "g1 has three afternoons, g2 none"
    assert {part["name"] for part in shown[0]["score"]["parts"]} >= {"sharp", "exposure"}
    assert "清晰" in sishi("explain", kept[0]["id"], at=told_village, lang="zh").out


def test_explaining_a_post_names_the_runner_up(sishi: Sishi, told_village: Path) -> None:
    told = sishi("explain", "g1-2026-11-23-noon", "--json", at=told_village).json
    assert told["why"]["engagement"] > 0
    assert told["gaps"] == []


def test_the_quarantine_lists_what_is_broken_and_can_be_retried(sishi: Sishi, told_village: Path) -> None:
    (item,) = sishi("quarantine", "list", "--json", at=told_village).json
    assert (item["path"], item["reason"]) == ("g1/broken.jpg", "unreadable")
    assert "1 item will be looked at again" in sishi("quarantine", "retry", at=told_village).err
    assert sishi("quarantine", "retry", "nowhere.jpg", at=told_village).code == 2


@pytest.mark.parametrize("things", ["group", "product", "member", "story"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".yaml", ".json"])
def test_what_is_exported_can_be_imported(
    sishi: Sishi, told_village: Path, tmp_path: Path, things: str, suffix: str
) -> None:
    before = sishi(things, "list", "--json", at=told_village).json
    file = tmp_path / f"things{suffix}"
    assert sishi(things, "export", str(file), at=told_village).code == 0
    assert sishi(things, "import", str(file), at=told_village).code == 0
    assert sishi(things, "list", "--json", at=told_village).json == before


@pytest.mark.parametrize("name", ["q.csv", "q.xlsx", "q.json", "q.html", "q.zip", "calendars"])
def test_the_queue_is_exported(sishi: Sishi, told_village: Path, tmp_path: Path, name: str) -> None:
    format_ = {"calendars": ["--format", "ics"], "q.zip": ["--all"]}.get(name, [])
    said = sishi("queue", "export", *format_, str(tmp_path / name), at=told_village)
    assert said.code == 0, said.err
    assert (tmp_path / name).exists()


def test_a_parcel_without_anything_approved_is_one_sentence_and_no_file(
    sishi: Sishi, told_village: Path, tmp_path: Path
) -> None:
    said = sishi("queue", "export", str(tmp_path / "q.zip"), at=told_village)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("There are no approved posts that may be sent")
    assert not (tmp_path / "q.zip").exists()
    said = sishi("queue", "export", str(tmp_path / "q.csv"), "--all", at=told_village)
    assert said.code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("queue", "list", "--from", "tomorrow"), "'tomorrow' is no date; one looks like 2026-11-23."),
        (("queue", "list", "--state", "lost"), "'lost' is not a state of posts; there are: draft,"),
        (("queue", "show", "nobody"), "There is no post 'nobody'"),
        (("queue", "export", "week.docx"), "'docx' is no format; there are: csv,"),
        (("explain", "nobody"), "There is no submission, post or gap 'nobody'"),
        (("group", "import", "nowhere.csv"), "nowhere.csv"),
        (("frobnicate",), 'Unknown command "frobnicate"'),
        (("run", "--days", "many"), 'unable to convert "many" into int'),
        (
            ("poster", "render", "nothing", "-o", "x.jpg"),
            "There is no template 'nothing'; there are: day-countdown,",
        ),
    ],
)
def test_wrong_use_is_one_sentence_on_stderr_and_exit_code_2(
    sishi: Sishi, told_village: Path, arguments: Sequence[str], sentence: str
) -> None:
    said = sishi(*arguments, at=told_village)
    assert said.code == 2
    assert said.out == ""
    assert sentence in " ".join(said.err.replace("│", "").split())
    assert "Traceback" not in said.err


def test_without_a_workspace_the_way_to_one_is_said(sishi: Sishi, tmp_path: Path) -> None:
    said = sishi("status", at=tmp_path)
    assert said.code == 2
    assert "sishi init DIR" in said.err


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("zone = maybe\n", "this is not TOML: line 1, column 8"),
        ('zone = "Asia/Shangai"', "zone: 'Asia/Shangai' is not a known time zone"),
        ("[plan]\ndays = 0", "plan.days: Input should be greater than or equal to 1"),
        ("[plan]\ndayz = 7", "plan.dayz: there is no such setting"),
        ("[inbox]\nfolders = []", "inbox.folders: List should have at least 1 item"),
    ],
)
def test_a_bad_setting_is_named_with_its_line_or_field(
    sishi: Sishi, tmp_path: Path, toml: str, sentence: str
) -> None:
    (tmp_path / "sishi.toml").write_text(toml, encoding="utf-8")
    said = sishi("status", at=tmp_path)
    assert said.code == 2
    assert str(tmp_path / "sishi.toml") in said.err
    assert sentence in said.err


def test_the_doctor_finds_a_healthy_workspace_well(sishi: Sishi, told_village: Path) -> None:
    said = sishi("doctor", "--json", at=told_village)
    assert {finding["what"] for finding in said.json} >= {"fonts", "database", "disk", "clock", "prefect"}
    assert all(finding["well"] or finding["fix"] for finding in said.json)


def test_the_doctor_ticks_no_shortage(sishi: Sishi, told_village: Path) -> None:
    """Two stories do not last: that works, and is to be looked at."""
    lines = sishi("doctor", at=told_village).out.splitlines()
    assert [line[:1] for line in lines if "stories" in line.split(":")[0]] == ["!"]


def test_the_doctor_repairs_the_working_copies_it_finds_damaged(sishi: Sishi, told_village: Path) -> None:
    working = next((told_village / "var/media/working").rglob("*.jpg"))
    whole = working.read_bytes()
    working.write_bytes(whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
    broken = sishi("doctor", "--json", at=told_village)
    assert broken.code == 1
    (files,) = [entry for entry in broken.json if entry["what"] == "files"]
    assert files["said"] == "missing or damaged: 1 working copies"
    assert files["fix"].startswith("sishi doctor --repair, then sishi run")
    repaired = sishi("doctor", "--repair", "--json", at=told_village)
    assert [entry["well"] for entry in repaired.json if entry["what"] == "files"] == [True]
    assert "1 damaged photo made again" in repaired.err
    assert working.read_bytes() == whole


def test_the_doctor_gives_the_fix_for_a_broken_one(sishi: Sishi, tmp_path: Path) -> None:
    said = sishi("doctor", "--json", at=tmp_path)
    assert said.code == 1
    (broken,) = [finding for finding in said.json if not finding["well"]]
    assert broken["what"] == "workspace"
    assert "sishi init" in broken["fix"]


def test_the_database_is_checked_and_upgraded(sishi: Sishi, told_village: Path) -> None:
    assert "as this program needs" in sishi("db", "check", at=told_village).err
    assert sishi("db", "upgrade", at=told_village).code == 0


def test_a_poster_is_drawn_by_hand(sishi: Sishi, tmp_path: Path) -> None:
    said = sishi("poster", "render", "quiz-dark", "-o", str(tmp_path / "quiz.jpg"))
    assert said.code == 0, said.err
    assert (tmp_path / "quiz.jpg").read_bytes().startswith(b"\xff\xd8")


def test_a_batch_of_posters_reports_each_line(sishi: Sishi, tmp_path: Path) -> None:
    fields = {"hook": "周一这口黑，\n谁先喝完？", "evening": "今晚八点"}
    lines = [{"name": "hook-full", "data": fields}, {"name": "hook-full", "data": {}}, {"name": "none"}]
    (tmp_path / "batch.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    said = sishi("poster", "render", "--batch", str(tmp_path / "batch.jsonl"), "-o", str(tmp_path / "out"))
    assert said.code == 1
    first, second, third = (json.loads(line) for line in said.out.splitlines())
    assert Path(first["file"]).stat().st_size == first["bytes"]
    assert len(first["sha256"]) == 64
    assert first["ms"] > 0
    assert first["template"] == "hook-full"
    assert first["palette"]
    assert first["warnings"] == []
    assert first["fields"]["hook"]["lines"] == ["周一这口黑，", "谁先喝完？"]
    assert all(len(box) == 4 for box in first["text_boxes"])
    assert "field 'hook'" in second["error"]
    assert "no template 'none'" in third["error"]


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((), "Name a template, or give `--batch FILE`"),
        (("hook-full", "--size", "2:1"), "has the sizes 3:4, 1:1, 9:16"),
        (("hook-full", "--engine", "skia"), "no engine 'skia'"),
        (("hook-full", "--palette", "mud"), "no palette 'mud'"),
    ],
)
def test_a_poster_asked_for_wrongly_says_what_there_is(
    sishi: Sishi, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = sishi("poster", "render", *arguments, "-o", str(tmp_path / "a.jpg"))
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_learns_every_command(sishi: Sishi, shell: str) -> None:
    said = sishi("completion", shell)
    assert said.code == 0
    assert all(command[0] in said.out for command in commands())
