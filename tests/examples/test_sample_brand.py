import importlib.util
import json
import re
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from PIL import Image

PROJECT = Path(__file__).resolve().parents[2]
BRAND = PROJECT / "examples" / "chunri"
INBOX = PROJECT / "ugc_inbox" / "sample"

KINDS = {"daily", "flash", "precise", "super", "revive"}
FORMS = {"choice", "riddle", "guess-the-photo", "true-or-false"}
ELEMENTS = {"特权", "福利", "娱乐", "内容", "关怀", "活动"}
THEMES = {"coffee", "forest", "night", "rose", "olive", "teal", "slate", ""}
SLOTS = {"morning", "noon", "afternoon", "evening"}
FORBIDDEN = re.compile(  # 广告法 第九条 and its neighbours
    "最|第一|绝对|顶级|顶尖|极致|唯一|独家|首选|国家级|世界级|万能|百分百|永久|根治|保证|纯天然|零风险"
    "|治疗|治愈|疗效|消炎|抗癌|减肥|美白|祛痘|排毒|秒杀|招财|转运|辟邪|风水"
)
ANOTHER_RUN = 6  # mean grey levels two Pillow versions may differ by after resizing and JPEG


def read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((BRAND / name).read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def stories() -> list[dict[str, Any]]:
    return read("stories.yaml")


@pytest.fixture(scope="module")
def groups() -> list[dict[str, Any]]:
    return read("groups.yaml")


@pytest.fixture(scope="module")
def sidecars() -> dict[Path, dict[str, Any]]:
    return {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(INBOX.glob("*/*.json"))}


@pytest.fixture(scope="module")
def variants() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_variants", PROJECT / "examples" / "make_variants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(story: dict[str, Any]) -> str:
    """Everything of a story that members read."""
    lines = [
        story[name] for name in ("title", "hook", "quiz", "answer_why", "clue", "solution", "solution_title")
    ]
    return "\n".join([*lines, *story["options"], *story["steps"]])


def length(text: str) -> int:
    return len(text.replace("\n", ""))


@pytest.mark.parametrize("name", ["products.yaml", "groups.yaml", "members.yaml", "stories.yaml"])
def test_no_id_is_given_twice(name: str) -> None:
    assert [one for one, times in Counter(row["id"] for row in read(name)).items() if times > 1] == []


def test_all_five_kinds_of_groups_and_two_zones_are_there(groups: list[dict[str, Any]]) -> None:
    assert {group["kind"] for group in groups} == KINDS
    assert {group["timezone"] for group in groups} == {"Asia/Shanghai", "Europe/London"}
    assert len(groups) == 12


def test_some_groups_have_fewer_slots_and_some_other_times(groups: list[dict[str, Any]]) -> None:
    own = {group["id"]: group["slots"] for group in groups if "slots" in group}
    assert {"morning", "evening"} in [set(slots) for slots in own.values()]
    assert SLOTS in [set(slots) for slots in own.values()]
    assert all(set(slots) <= SLOTS for slots in own.values())


def test_groups_name_only_groups_that_exist(groups: list[dict[str, Any]]) -> None:
    named = {other for group in groups for other in group.get("shares_members_with", [])}
    assert named <= {group["id"] for group in groups}


def test_members_live_in_groups_that_exist(groups: list[dict[str, Any]]) -> None:
    members = read("members.yaml")
    assert {member["group"] for member in members} <= {group["id"] for group in groups}
    assert len({member["nickname"] for member in members}) == len(members) >= 30


def test_every_product_has_at_least_three_stories(stories: list[dict[str, Any]]) -> None:
    told = Counter(story["product"] for story in stories)
    assert set(told) == {product["id"] for product in read("products.yaml")}
    assert min(told.values()) >= 3
    assert len(stories) == 40


def test_stories_use_only_known_words(stories: list[dict[str, Any]]) -> None:
    assert {story["form"] for story in stories} == FORMS
    assert {element for story in stories for element in story["elements"]} == ELEMENTS
    assert {kind for story in stories for kind in story.get("kinds", [])} <= KINDS
    assert {story.get("theme", "") for story in stories} <= THEMES
    assert all(1 <= len(story["elements"]) <= 3 and 0 <= story["promo"] <= 1 for story in stories)


def test_every_text_keeps_to_its_box(stories: list[dict[str, Any]]) -> None:
    limits = {"title": (2, 9), "hook": (6, 18), "quiz": (8, 22), "clue": (18, 40), "solution": (40, 110)}
    limits["solution_title"] = (4, 10)
    outside = [
        (story["id"], name, length(story[name]))
        for story in stories
        for name, (least, most) in limits.items()
        if not least <= length(story[name]) <= most
    ]
    assert outside == []


def test_only_headlines_break_and_only_once(stories: list[dict[str, Any]]) -> None:
    for story in stories:
        assert story["hook"].count("\n") <= 1
        assert story["solution_title"].count("\n") <= 1
        assert "\n" not in story["title"] + story["quiz"] + story["clue"] + story["solution"]


def test_every_story_ends_in_three_short_steps(stories: list[dict[str, Any]]) -> None:
    for story in stories:
        parts = [step.split("：") for step in story["steps"]]
        assert [len(part) for part in parts] == [2, 2, 2], story["id"]
        assert all(len(title) <= 8 and len(note) <= 14 for title, note in parts), story["id"]


def test_every_quiz_has_one_answer_that_the_evening_names(stories: list[dict[str, Any]]) -> None:
    for story in stories:
        options = story["options"]
        assert 2 <= len(set(options)) == len(options) <= 4, story["id"]
        assert all(isinstance(option, str) and len(option) <= 8 for option in options), story["id"]
        right = options["ABCD".index(story["answer"])]
        named = f"答案是 {story['answer']}，{right}。".replace(" ", "")
        assert story["solution"].replace(" ", "").startswith(named), story["id"]


def test_the_right_letter_cannot_be_guessed_from_habit(stories: list[dict[str, Any]]) -> None:
    letters = Counter(story["answer"] for story in stories if len(story["options"]) == 3)
    assert max(letters.values()) <= sum(letters.values()) / 2
    assert len({s["answer"] for s in stories if s["form"] == "true-or-false"}) == 2


def test_the_afternoon_does_not_say_the_answer(stories: list[dict[str, Any]]) -> None:
    told = [s["id"] for s in stories if s["options"]["ABCD".index(s["answer"])] in s["clue"]]
    assert told == []


def test_the_evening_comes_back_to_the_morning(stories: list[dict[str, Any]]) -> None:
    assert [
        s["id"] for s in stories if "早上" not in s["solution"] and s["hook"][:4] not in s["solution"]
    ] == []


def test_no_text_uses_words_that_the_advertising_law_forbids(stories: list[dict[str, Any]]) -> None:
    assert [(s["id"], found[0]) for s in stories if (found := FORBIDDEN.search(shown(s)))] == []


def test_every_sidecar_has_its_media_and_every_picture_but_one_its_sidecar(
    sidecars: dict[Path, dict[str, Any]],
) -> None:
    named = {path.parent / name for path, said in sidecars.items() for name in said["media"]}
    lying = set(INBOX.glob("*/*.jpg"))
    assert named <= lying
    assert [path.name for path in lying - named] == ["IMG_2048.jpg"]


def test_sidecars_refer_to_what_exists(
    sidecars: dict[Path, dict[str, Any]], groups: list[dict[str, Any]]
) -> None:
    members = {row["id"]: row for row in read("members.yaml")}
    products = {row["id"] for row in read("products.yaml")}
    for path, said in sidecars.items():
        author = members[said["member"]["id"]]
        assert (author["nickname"], author["group"]) == (said["member"]["nickname"], path.parent.name), path
        assert said["product"] in products, path
        fans = [like["member"] for like in said["likes"]]
        assert set(fans) <= set(members) - {author["id"]}, path
        assert len(set(fans)) == len(fans), path
    assert {path.parent.name for path in INBOX.glob("*/*")} <= {group["id"] for group in groups}


def test_every_product_can_be_shown_in_every_group(sidecars: dict[Path, dict[str, Any]]) -> None:
    free = [
        said
        for said in sidecars.values()
        if (said["consent"]["state"], said["consent"]["groups"]) == ("granted", "all")
        and said["consent"]["until"] >= "2030"
    ]
    assert {said["product"] for said in free} == {row["id"] for row in read("products.yaml")}
    assert len({said["member"]["id"] for said in free}) >= 14


def test_one_photo_each_is_unknown_refused_or_for_its_own_group(sidecars: dict[Path, dict[str, Any]]) -> None:
    given = Counter((said["consent"]["state"], said["consent"]["groups"]) for said in sidecars.values())
    assert given["unknown", "own"] == given["refused", "own"] == given["granted", "own"] == 1


def test_captions_are_short_and_dated_in_the_same_ten_days(sidecars: dict[Path, dict[str, Any]]) -> None:
    for path, said in sidecars.items():
        posted = datetime.fromisoformat(said["posted_at"])
        assert posted.isoformat().endswith("+08:00"), path
        assert (2026, 11, 10) <= (posted.year, posted.month, posted.day) <= (2026, 11, 20), path
        assert 8 <= len(said["text"]) <= 40, path


def test_the_sample_stays_small() -> None:
    sizes = [path.stat().st_size for path in INBOX.rglob("*") if path.is_file()]
    assert sum(sizes) < 8_000_000
    assert max(sizes) < 400_000


def test_the_variants_can_be_made_again(variants: ModuleType, tmp_path: Path) -> None:
    again = tmp_path / "sample"
    shutil.copytree(INBOX, again)
    for path in variants.add_variants(again):
        kept = INBOX / path.relative_to(again)
        if path.with_suffix(".json").exists():
            assert path.with_suffix(".json").read_bytes() == kept.with_suffix(".json").read_bytes()
        assert abs(path.stat().st_size - kept.stat().st_size) <= kept.stat().st_size // 10
        if path.stem != "no-signal":
            assert distance(path, kept) < ANOTHER_RUN, path


def test_the_broken_file_is_broken() -> None:
    with Image.open(INBOX / "xihu-2" / "no-signal.jpg") as image, pytest.raises(OSError, match="truncated"):
        image.load()


def distance(one: Path, other: Path) -> float:
    """Mean difference of two pictures in grey levels, at 48 by 64 pixels."""
    small = []
    for path in (one, other):
        with Image.open(path) as image:
            image.draft("L", (96, 128))
            small.append(image.convert("L").resize((48, 64), Image.Resampling.BOX).tobytes())
    total: int = sum(abs(a - b) for a, b in zip(*small, strict=True))
    return total / len(small[0])
