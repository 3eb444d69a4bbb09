"""What a power cut tore is found, made again, and never taken for whole."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from content.gather import Gathered, heal
from content.media import torn
from content.model import Rendered
from content.posters.stage import is_as_drawn

TEARS: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "zeros at its end": lambda data: data[:-100] + b"\0" * 100,
}
FLIPPED: Callable[[bytes], bytes] = lambda data: data[:300] + bytes([data[300] ^ 1]) + data[301:]  # noqa: E731


def files_of(community: Any) -> tuple[Path, Path]:
    """The original and the working copy of the one picture there is."""
    (submission,) = community.submissions
    (picture,) = submission.media
    folder = community.work.media
    return folder.original(picture.sha256, picture.suffix), folder.working(picture.sha256)


def tear(file: Path, how: Callable[[bytes], bytes]) -> bytes:
    whole = file.read_bytes()
    file.write_bytes(how(whole))
    return whole


@pytest.mark.parametrize("how", TEARS)
def test_a_torn_working_copy_is_made_again_from_its_original(community: Any, how: str) -> None:
    community.drop("g1/a.jpg").touch()
    community.settle(community.root / "g1/a.jpg")
    community.gather()
    _, working = files_of(community)
    whole = tear(working, TEARS[how])
    (community.root / "g1/a.jpg").unlink()  # nothing lies in the inbox any more
    assert heal(community.open_store, community.work.media, community.work.workers) == 1
    assert working.read_bytes() == whole
    assert heal(community.open_store, community.work.media, community.work.workers) == 0


@pytest.mark.parametrize("how", [*TEARS, "gone"])
def test_a_torn_original_is_taken_from_the_inbox_again(community: Any, how: str) -> None:
    community.drop("g1/a.jpg")
    community.gather()
    for file in files_of(community):
        tear(file, TEARS.get(how, bytes))
        if how == "gone":
            file.unlink()
    dropped = (community.root / "g1/a.jpg").read_bytes()
    heal(community.open_store, community.work.media, community.work.workers)
    assert community.gather().new == 0
    original, working = files_of(community)
    assert original.read_bytes() == dropped
    (submission,) = community.submissions
    assert torn(community.work.media, submission.media[0], deep=True) == (False, False)
    assert community.gather() == Gathered()
    assert working.stat().st_size > 0


def test_a_changed_byte_is_found_by_whoever_looks_deep(community: Any) -> None:
    community.drop("g1/a.jpg")
    community.gather()
    (submission,) = community.submissions
    for place, file in enumerate(files_of(community)):
        whole = tear(file, FLIPPED)
        assert torn(community.work.media, submission.media[0], deep=True)[place]
        file.write_bytes(whole)
    assert torn(community.work.media, submission.media[0], deep=True) == (False, False)


@pytest.mark.parametrize("how", [*TEARS.values(), FLIPPED])
def test_a_poster_is_as_drawn_only_byte_for_byte(tmp_path: Path, how: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "p.jpg"
    file.write_bytes(bytes(range(256)) * 4)
    poster = Rendered("k", "p.jpg", sha256(file.read_bytes()).hexdigest(), 1, 1, 1024)
    assert is_as_drawn(file, poster)
    tear(file, how)
    assert not is_as_drawn(file, poster)
    file.unlink()
    assert not is_as_drawn(file, poster)


@pytest.mark.parametrize("place", [0, 1], ids=["original", "working copy"])
def test_a_changed_byte_is_repaired_by_whoever_heals_deep(community: Any, place: int) -> None:
    community.drop("g1/a.jpg")
    community.gather()
    files = files_of(community)
    whole = tear(files[place], FLIPPED)
    folder, workers = community.work.media, community.work.workers
    assert heal(community.open_store, folder, workers) == 0
    assert heal(community.open_store, folder, workers, deep=True) == 1
    community.gather()
    assert files[place].read_bytes() == whole
    assert heal(community.open_store, folder, workers, deep=True) == 0
