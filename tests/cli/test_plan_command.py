"""`sishi plan`: a problem brought as JSON, and the plan of a workspace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from content.planner import PlanProblem
from content.planner.solver.bound import upper_bound

PROBLEM = {
    "sishi": "plan-problem/1",
    "first_day": "2026-11-23",
    "days": 3,
    "groups": [{"id": "a"}, {"id": "b"}],
    "stories": [{"id": f"s{n}", "product": "mug", "form": "quiz"} for n in range(5)],
    "photos": [{"id": f"u{n}", "product": "mug", "member": f"m{n}", "score": 0.5} for n in range(6)],
}
DAY = "2026-11-23"


@pytest.fixture
def plan(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: str | Path, at: Path | None = None) -> tuple[int, str, str]:
        if at is not None:
            monkeypatch.setenv("SISHI_WORKSPACE", str(at))
        with pytest.raises(SystemExit) as left:
            main(["--lang", "en", "plan", *map(str, arguments)])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(PROBLEM), encoding="utf-8")
    return file


def test_what_is_solved_holds_when_it_is_checked(plan: Any, brought: Path, tmp_path: Path) -> None:
    made = tmp_path / "plan.json"
    assert plan("solve", brought, "-o", made)[0] == 0
    code, out, _ = plan("check", brought, made, "--json")
    told = json.loads(out)
    assert (code, told["violations"], told["placements"]) == (0, [], 6)
    assert told["objective"] == json.loads(made.read_text(encoding="utf-8"))["objective"]


def test_a_plan_that_breaks_a_rule_is_named_and_fails(plan: Any, brought: Path, tmp_path: Path) -> None:
    cells = [{"group": "a", "day": f"2026-11-2{day}", "story": "s0"} for day in (3, 4)]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"sishi": "plan/1", "placements": cells}), encoding="utf-8")
    code, out, err = plan("check", brought, wrong)
    assert code == 1
    assert "a 2026-11-24: s0 is told on 2026-11-23 too" in out
    assert "2 violations." in err


def test_from_the_plan_before_nothing_moves(plan: Any, brought: Path, tmp_path: Path) -> None:
    made = tmp_path / "plan.json"
    plan("solve", brought, "-o", made)
    code, out, _ = plan("solve", brought, "--previous", made, "--effort", "fast")
    assert (code, json.loads(out)["moved"]) == (0, [])


def test_a_bound_is_at_least_what_the_plan_is_worth(plan: Any, brought: Path) -> None:
    pytest.importorskip("highspy")
    told = json.loads(plan("solve", brought, "--certify")[1])
    assert told["bound"] >= told["objective"]
    assert 0 <= told["gap"] < 0.02


def test_a_wrong_problem_is_refused_in_a_sentence(plan: Any, brought: Path) -> None:
    brought.write_text(json.dumps(PROBLEM | {"days": "many"}), encoding="utf-8")
    code, _, err = plan("solve", brought)
    assert code == 2
    assert "days: Input should be a valid integer" in err


def test_a_workspace_shows_explains_and_compares_its_plan(plan: Any, told_village: Path) -> None:
    told = json.loads(plan("show", "--date", DAY, "--days", "3", "--json", at=told_village)[1])
    assert told["placements"] == 6
    assert {line["product"] for line in told["prices"]} == {"mug", "lamp"}
    day = json.loads(plan("explain", "g1", DAY, "--json", at=told_village)[1])
    assert day["story"]
    assert "engagement" in day["why"]
    assert json.loads(plan("diff", "--json", at=told_village)[1]) == []
    assert plan("explain", "g9", DAY, at=told_village)[0] == 2


def test_a_workspace_certifies_its_plan(plan: Any, told_village: Path) -> None:
    pytest.importorskip("highspy")
    told = json.loads(plan("certify", "--date", DAY, "--days", "3", "--json", at=told_village)[1])
    assert told["objective"] <= told["bound"]


def test_the_bound_is_in_whole_stories_where_that_is_asked_for(
    plan: Any, told_village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bound(problem: PlanProblem, *, whole: bool) -> int:
        real = upper_bound(problem, whole=whole)
        return real if whole else real + 1

    pytest.importorskip("highspy")
    monkeypatch.setattr("content.planner.solver.bound.upper_bound", bound)
    asked = ("certify", "--date", DAY, "--days", "3", "--json")
    linear, whole = (json.loads(plan(*asked, *how, at=told_village)[1]) for how in ((), ("--whole",)))
    assert whole["objective"] <= whole["bound"] < linear["bound"]


def test_rules_are_replaced_and_followed(plan: Any, told_village: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(
        json.dumps({"roads": [{"id": "mass", "name": "群发", "slots": ["evening"], "a_day": 1}]}),
        encoding="utf-8",
    )
    assert plan("rules", rules, at=told_village)[0] == 0
    assert json.loads(plan("rules", at=told_village)[1])["roads"][0]["name"] == "群发"
    told = json.loads(plan("show", "--date", DAY, "--days", "3", "--json", at=told_village)[1])
    assert told["roads"][0] == {"road": "mass", "name": "群发", "posts": 6}
