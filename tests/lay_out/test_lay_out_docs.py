"""docs/planning.md says the numbers that the code uses."""

from dataclasses import fields
from pathlib import Path

import pytest

from content.lay_out import Rules, Weights
from content.model import GroupKind

PAGE = (Path(__file__).parents[2] / "docs" / "planning.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [field.name for field in fields(Weights)])
def test_every_worth_is_told_with_its_number(name):
    assert f"| `{name}` | {getattr(Weights(), name)} |" in PAGE


@pytest.mark.parametrize("name", ["repeat_days", "photo_groups", "author_rest_days"])
def test_every_rule_is_told_with_its_number(name):
    assert f"| `{name}` {getattr(Rules(), name)} |" in PAGE


@pytest.mark.parametrize("kind", GroupKind)
def test_every_promo_cap_is_told(kind):
    assert f"{kind.zh.removesuffix('群')} {kind.promo_cap}" in PAGE
