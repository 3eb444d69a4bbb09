"""Stories retired, groups paused, members gone: what the commands say of it, and what waits for a plan."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.model import Message, Placement
from content.model.planning import Move
from content.workspace import open_workspace

Sishi = Callable[..., Any]


def waiting(sishi: Sishi, at: Path) -> list[str]:
    found: list[str] = sishi("status", "--json", at=at).json["pending_replans"]
    return found


def test_a_paused_group_waits_for_a_plan_and_the_queue_says_so(sishi: Sishi, told_village: Path) -> None:
    days = ("--from", "2099-01-01", "--to", "2099-01-03")
    said = sishi("group", "pause", "g1", *days, at=told_village, lang="zh")
    assert said.code == 0, said.err
    assert "从 2099-01-01 到 2099-01-03 暂停，0 条推送退回" in said.err
    assert "sishi replan" in said.err
    (sentence,) = waiting(sishi, told_village)
    for lang, waits in zip(("zh", "en"), sentence.split(" · "), strict=True):
        assert sishi("queue", "list", at=told_village, lang=lang).err.strip().endswith(waits)


def test_a_group_goes_on_where_its_pause_is_lifted(sishi: Sishi, told_village: Path) -> None:
    sishi("group", "pause", "g1", "--to", "2099-01-01", "--from", "2098-12-31", at=told_village)
    assert sishi("group", "resume", "g1", "--from", "2099-01-01", at=told_village).code == 0
    (group,) = (g for g in sishi("group", "list", "--json", at=told_village).json if g["id"] == "g1")
    assert group["blackouts"] == ["2098-12-31"]
    assert len(waiting(sishi, told_village)) == 2


def test_a_retired_story_comes_back_by_importing_it(sishi: Sishi, told_village: Path, tmp_path: Path) -> None:
    before = sishi("story", "list", "--json", at=told_village).json
    file = str(tmp_path / "stories.json")
    sishi("story", "export", file, at=told_village)
    said = sishi("story", "retire", before[0]["id"], "--why", "配方改了", "--json", at=told_village)
    assert said.json["zh"] == f"剧情「{before[0]['title']}」已下架"
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    assert sishi("story", "list", "--json", at=told_village).json[0]["valid_to"] < tomorrow
    sishi("story", "import", file, at=told_village)
    assert sishi("story", "list", "--json", at=told_village).json == before


def test_a_member_who_left_is_marked_with_the_day(sishi: Sishi, told_village: Path) -> None:
    someone = sishi("member", "list", "--json", at=told_village).json[0]["id"]
    assert sishi("member", "left", someone, "--on", "2026-11-20", at=told_village).code == 0
    (member,) = (m for m in sishi("member", "list", "--json", at=told_village).json if m["id"] == someone)
    assert member["left_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("group", "pause", "g1", "--to", "soon"), "'soon' is no date"),
        (("group", "pause", "nope", "--to", "2099-01-01"), "There is no group 'nope'"),
        (("group", "pause", "g1", "--from", "2099-01-02", "--to", "2099-01-01"), "give 1 to 366"),
        (("story", "retire", "nope"), "There is no story 'nope'"),
        (("member", "left", "nope"), "There is no member 'nope'"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    sishi: Sishi, told_village: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    said = sishi(*arguments, at=told_village)
    assert said.code == 2
    assert sentence in said.err


def test_an_import_names_words_that_a_brand_must_not_say(
    sishi: Sishi, told_village: Path, tmp_path: Path
) -> None:
    file = tmp_path / "stories.json"
    sishi("story", "export", str(file), at=told_village)
    assert "全网最" not in sishi("story", "import", str(file), at=told_village).err
    stories = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps([{**stories[0], "hook": "全网最好的一杯？"}]), encoding="utf-8")
    said = sishi("story", "import", str(file), at=told_village)
    assert said.code == 0
    assert "全网最" in said.err


def test_the_plan_s_moves_say_what_the_person_said(sishi: Sishi, told_village: Path) -> None:
    story = sishi("story", "list", "--json", at=told_village).json[0]["id"]
    sishi("story", "retire", story, "--why", "配方改了", "--by", "小林", at=told_village)
    was = Placement("g1", date(2099, 1, 1), story)
    with open_workspace(told_village).open_store() as store:
        moved = Move("g1", was.day, was, None, "retired", Message("plan.moved_retired"))
        store.planning_rules.add_plan_moves([moved], run="z", at=datetime(2099, 1, 1, tzinfo=UTC))
    (move,) = sishi("plan", "diff", "--run", "z", "--json", at=told_village).json
    assert (move["rule"], move["words"]["who"], move["words"]["why"]) == ("retired", "小林", "配方改了")
    assert "(小林: 配方改了)" in sishi("plan", "diff", "--run", "z", at=told_village).out
