"""docs/json.md names every key that the program prints."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.app import main

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/json.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_0-9]+)`", DOCUMENT))
FREE = {
    "why",
    "failed_posters",
    "verdicts",
    "posts_by_state",
    "dropped_by_reason",
    "seconds_by_stage",
    "by_group",
    "left_out",
    "by_hand",
}  # their keys are data


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys, value)) if value else set()
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for name, inner in value.items() if name not in FREE))
    return set()


@pytest.mark.parametrize(
    "command",
    [
        ("queue", "list"),
        ("queue", "show", "g1-2026-11-23-noon"),
        ("shortlist", "list"),
        ("submission", "list"),
        ("quarantine", "list"),
        ("explain", "i00"),
        ("explain", "g1-2026-11-23-afternoon"),
        ("status",),
        ("insight",),
        ("calibrate",),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_every_key_is_documented(
    command: Sequence[str],
    told_village: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))
    with pytest.raises(SystemExit):
        main([*command, "--json"])
    said = keys(json.loads(capsys.readouterr().out))
    assert said
    assert said - NAMED == set()
