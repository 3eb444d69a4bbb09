"""`sishi poster tune` and `sishi poster new --from`: templates of one's own without code."""

from pathlib import Path

from content.posters.template import load_templates
from content.posters.tuning import defaults
from content.shipped import shipped
from tests.cli.conftest import Sishi


def test_a_layout_is_copied_with_its_words_and_all_that_can_be_tuned(sishi: Sishi, tmp_path: Path) -> None:
    made = sishi("poster", "new", "share-mine", "--from", "share-polaroid", "--dir", str(tmp_path))
    assert (made.code, made.out.strip()) == (0, str(tmp_path / "share-mine"))
    listed = sishi("poster", "tune", "share-mine", "--templates", str(tmp_path), "--json").json
    assert [(variable["name"], variable["value"]) for variable in listed["variables"]] == [
        ("turn", 2.2),
        ("tape", "acc"),
    ]
    assert listed["findings"] == []


def test_what_is_tuned_is_drawn_and_kept(sishi: Sishi, tmp_path: Path) -> None:
    picture = tmp_path / "torn.jpg"
    turned = ["--set", "edge=-80", "--out", str(picture), "--save", "hook-lower", "--dir", str(tmp_path)]
    kept = sishi("poster", "tune", "hook-torn", *turned)
    assert kept.code == 0
    assert "edge = -80 px: Where the paper is torn, -120 to 20" in kept.err
    assert picture.read_bytes()[:2] == b"\xff\xd8"
    assert defaults(load_templates(shipped("templates/posters"), tmp_path)["hook-lower"])["edge"] == -80


def test_a_value_out_of_range_is_refused_and_nothing_is_written(sishi: Sishi, tmp_path: Path) -> None:
    refused = sishi(
        "poster", "tune", "hook-torn", "--set", "edge=9000", "--save", "mine", "--dir", str(tmp_path)
    )
    assert refused.code == 2
    assert "it may be -120 to 20, in steps of 4" in refused.err
    assert "Write --set NAME=VALUE" in sishi("poster", "tune", "hook-torn", "--set", "edge").err
    assert list(tmp_path.iterdir()) == []
