"""docs/planning.md says the numbers that the code uses."""

from dataclasses import fields
from pathlib import Path

import pytest

from content.messages import render
from content.model import GroupKind
from content.planner import PlanRules, PlanWeights
from content.workspace import open_workspace

PAGE = (Path(__file__).parents[2] / "docs" / "planning.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(PlanWeights)])
def test_every_worth_is_told_with_its_number(name):
    assert f"| `{name}` | {getattr(PlanWeights(), name)} |" in PAGE


@pytest.mark.parametrize("name", ["repeat_days", "photo_groups", "author_rest_days"])
def test_every_rule_is_told_with_its_number(name):
    assert f"| `{name}` {getattr(PlanRules(), name)} |" in PAGE


def test_what_the_settings_say_of_a_plan_is_what_its_rules_say(tmp_path):
    (tmp_path / "sishi.toml").write_text(
        "[plan]\nrepeat_days = 3\nphoto_groups = 4\nauthor_rest_days = 5\n", encoding="utf-8"
    )
    assert open_workspace(tmp_path).plan_rules == PlanRules(repeat_days=3, photo_groups=4, author_rest_days=5)


@pytest.mark.parametrize("kind", GroupKind)
def test_every_promo_cap_is_told(kind):
    assert f"{render(kind.label, 'zh').removesuffix('群')} {kind.promo_cap}" in PAGE
