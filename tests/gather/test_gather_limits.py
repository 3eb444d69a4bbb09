"""What is dropped to harm costs little, harms nothing else, and is told."""

import os
from typing import Any

import pytest

from channels.readers import sidecars
from content import formats
from content.gather import Gathered


def beside(community: Any, name: str, text: str) -> None:
    """A photo, and beside it a file of words."""
    photo = community.drop("g1/a.jpg")
    photo.with_name(name).write_text(text, encoding="utf-8")
    community.settle(photo.with_name(name))


def test_a_sidecar_of_dotted_keys_is_refused_unparsed_and_the_rest_is_taken(
    community: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(community, "a.toml", ".".join(["a"] * 20_000) + " = 1")
    community.drop("g1/b.jpg")
    monkeypatch.setattr(formats.tomllib, "loads", lambda _: pytest.fail("parsed"))
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/a.toml": "bad_sidecar"}


@pytest.mark.parametrize("suffix", ["toml", "json", "txt"])
def test_too_large_a_sidecar_is_refused(community: Any, suffix: str) -> None:
    beside(community, f"a.{suffix}", "x" * (sidecars.SIDECAR_BYTES + 1))
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {f"g1/a.{suffix}": "bad_sidecar"}


def test_too_large_an_index_is_refused(community: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.readers.index_table.INDEX_BYTES", 10)
    beside(community, "index.csv", "media,text\na.jpg,words\n")
    assert community.gather() == Gathered(new=1, quarantined=1)
    assert community.refused() == {"g1/index.csv": "bad_index"}


def test_pipes_are_never_waited_for_wherever_they_lie(community: Any) -> None:
    community.drop("g1/a.jpg")
    os.mkfifo(community.root / "g1/b.jpg")
    os.mkfifo(community.root / "g1/words.toml")
    (community.root / "g1/c.json").write_text('{"media": ["b.jpg"]}')
    community.settle(community.root / "g1/c.json")
    assert community.gather() == Gathered(new=1, quarantined=3)
    refused = {"g1/b.jpg": "not_a_file", "g1/words.toml": "not_a_file", "g1/c.json": "not_a_file"}
    assert community.refused() == refused
    (community.root / "g1/b.jpg").unlink()
    community.drop("g1/b.jpg")
    assert community.gather() == Gathered(new=1)
    assert community.refused() == {"g1/words.toml": "not_a_file"}
