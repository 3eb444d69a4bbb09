"""PROBLEM.json in, PLAN.json out, without a workspace."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from content.errors import WrongInput
from content.model import GroupKind, Slot
from content.model.channel import Channel, ChannelKind
from content.model.planning import Arc, ElementRule, FormRule, Pin, WeekRules
from content.planner import as_plan, build_problem, plan
from content.planner.exchange.exchange import (
    PlanResult,
    as_json,
    by_channel,
    read_plan,
    read_problem,
    read_rules,
    rules_json,
)
from content.planner.exchange.form import schema
from content.planner.verify.verify import PlanClaims, verify

SCHEMA = Path(__file__).parents[2] / "docs" / "plan-problem.schema.json"
PAGE = Path(__file__).parents[2] / "docs" / "plan-json.md"
SMALL_DAY = date(2026, 3, 2)
SMALL = {
    "sishi": "plan-problem/1",
    "first_day": "2026-03-02",
    "days": 2,
    "groups": [{"id": "a"}, {"id": "b", "slots": ["morning", "evening"]}],
    "stories": [{"id": f"s{n}", "product": "mug", "form": "quiz"} for n in range(3)],
    "photos": [{"id": "u", "product": "mug", "home": "a", "member": "m", "score": 0.5}],
}


@pytest.fixture
def brought(tmp_path):
    """Write a problem with some fields changed, and read it."""

    def write(**changes):
        file = tmp_path / "problem.json"
        file.write_text(json.dumps(SMALL | changes), encoding="utf-8")
        return read_problem(file)

    return write


def solved(asked, previous=None):
    problem = build_problem(asked)
    made = plan(problem, previous=None if previous is None else as_plan(problem, previous))
    return as_json(problem, made, PlanResult.of(asked, problem, made, previous))


def test_a_plan_that_was_written_can_be_read_and_holds(brought, tmp_path):
    asked = brought()
    (tmp_path / "plan.json").write_text(json.dumps(solved(asked)), encoding="utf-8")
    placed, said = read_plan(tmp_path / "plan.json")
    assert verify(asked, placed, said).violations == []
    assert len(placed) == 4


def test_from_its_own_plan_nothing_moves(brought, tmp_path):
    asked = brought()
    first = solved(asked)
    (tmp_path / "plan.json").write_text(json.dumps(first), encoding="utf-8")
    again = solved(asked, read_plan(tmp_path / "plan.json")[0])
    assert (again["digest"], again["moved"]) == (first["digest"], [])


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"days": 0}, "days: Input should be greater than or equal to 1"),
        ({"groups": [{"id": "a"}, {"id": "a"}]}, "groups: [1].id: 'a' is the id of another one too"),
        (
            {"groups": [{"id": "a", "slots": {"morning": "20:00", "evening": "08:00"}}]},
            "groups[0].slots: a day's slots",
        ),
        ({"groups": [{"id": "a", "kind": "loud"}]}, "groups[0].kind: Input should be 'daily'"),
        ({"photos": [{"id": "u", "product": "mug", "score": 2}]}, "photos[0].score: Input should be less"),
        (
            {"stories": [{"id": "s", "product": "mug", "form": "quiz", "promo": float("nan")}]},
            "stories[0].promo",
        ),
        ({"weights": {"fill": 10}}, "weights: fill must be more than 14975"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"first_day": "9999-12-31"}, "first_day: a year from 1970 to 9000"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(brought, changes, says):
    with pytest.raises(WrongInput) as refused:
        brought(**changes)
    assert says in str(refused.value)


def test_ten_wrong_fields_are_named_and_the_rest_counted(brought):
    with pytest.raises(WrongInput, match="and 5 more"):
        brought(photos=[{"id": f"u{n}", "product": "mug", "score": -1} for n in range(15)])


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b'{"sishi": "plan-problem/1"', b"null"])
def test_what_is_no_problem_at_all_is_refused_in_words(tmp_path, content):
    (tmp_path / "problem.json").write_bytes(content)
    with pytest.raises(WrongInput, match=r"plan-json\.md"):
        read_problem(tmp_path / "problem.json")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(WrongInput, match="cannot be read: No such file"):
        read_problem(tmp_path / "nothing.json")


def test_tables_of_engagement_and_affinity_count(brought):
    liked = {"kind": "daily", "slot": "noon", "form": "quiz", "liked": 8, "sent": 8}
    affinity = [{"group": "a", "product": "mug", "worth": 900}]
    plain, told = solved(brought(days=1)), solved(brought(days=1, engagement=[liked], affinity=affinity))
    for before, after in zip(plain["placements"], told["placements"], strict=True):
        here = after["group"] == "a"
        assert after["why"]["engagement"] - before["why"]["engagement"] == (400 if here else 0)
        assert after["why"]["affinity"] == (900 if here else 0)


def test_posts_go_by_the_first_road_that_has_room(brought):
    roads = [
        {"id": "mass", "name": "群发", "slots": ["evening"], "a_day": 1},
        {"id": "hand", "by_hand": True, "a_day": 2},
    ]
    asked = brought(
        rules={"roads": roads}, road_use=[{"road": "mass", "group": "b", "day": "2026-03-02", "posts": 1}]
    )
    problem = build_problem(asked)
    routed = PlanResult.of(asked, problem, plan(problem)).routed
    first = {(way.group, way.slot): way.channel for way in routed if way.day == asked.first_day}
    assert first["a", Slot.EVENING] == "mass"
    assert first["b", Slot.EVENING] == "hand"
    told = by_channel(routed, asked.rules.channels)
    assert sum(line["posts"] for line in told) == len(routed)
    assert (
        verify(
            asked,
            PlanResult.of(asked, problem, plan(problem)).placements,
            PlanClaims(ways=[(w.group, w.day, w.slot, w.channel) for w in routed]),
        ).violations
        == []
    )


@pytest.mark.parametrize(
    "ways, says",
    [
        ([("a", 0, Slot.EVENING, "sky")], "there is no channel 'sky'"),
        ([("a", 0, Slot.NOON, "mass")], "mass does not lead there"),
        (
            [("a", 0, Slot.EVENING, "mass"), ("a", 1, Slot.EVENING, "mass")],
            "2 posts by mass in the week 2026-W10, at most 1",
        ),
        ([("a", 0, Slot.EVENING, None), ("a", 0, Slot.EVENING, None)], "said twice"),
    ],
)
def test_the_checker_sees_what_no_road_can_carry(brought, ways, says):
    asked = brought(rules={"roads": [{"id": "mass", "slots": ["evening"], "a_week": 1}]})
    dated = [(group, asked.first_day + timedelta(days=day), slot, road) for group, day, slot, road in ways]
    problem = build_problem(asked)
    placed = PlanResult.of(asked, problem, plan(problem)).placements
    assert says in " ".join(verify(asked, placed, PlanClaims(ways=dated)).violations)


def test_a_wrong_objective_and_an_unsaid_gap_are_seen(brought):
    asked = brought()
    problem = build_problem(asked)
    placed = PlanResult.of(asked, problem, plan(problem)).placements
    wrong = verify(asked, placed[1:], PlanClaims(objective=1, bound=2, gaps=[])).violations
    assert [line.split(":")[0] for line in wrong] == [f"a {asked.first_day}", "objective", "bound"]


def test_rules_of_a_workspace_are_read_as_they_are_written(tmp_path):
    rules = WeekRules(
        (FormRule(GroupKind.DAILY, 2, Slot.NOON, frozenset({"quiz"})),),
        (ElementRule(GroupKind.SUPER, "特权", 2),),
        (Arc("618", "mug", SMALL_DAY, kinds=frozenset({GroupKind.FLASH})),),
        (Channel("mass", "群发", (Slot.EVENING,), a_month=30, kind=ChannelKind.WECOM_ROBOT),),
        (Pin("a", SMALL_DAY, "s0"),),
    )
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(rules_json(rules)), encoding="utf-8")
    assert read_rules(file) == rules


def test_the_schema_in_the_documents_is_that_of_the_code():
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == schema(), "run: python tools/plan_schema.py > docs/plan-problem.schema.json"


def test_every_key_of_a_plan_and_of_a_problem_is_told(brought):
    page = PAGE.read_text(encoding="utf-8")
    told = solved(brought(), previous=[])
    names = set(told) | set(told["placements"][0]) | set(told["moved"][0]) | set(told["prices"][0])
    names |= {name for part in schema()["$defs"].values() for name in part.get("properties", {})}
    assert {name for name in names if f"`{name}`" not in page} == set()
