"""A gathering that is killed is completed by the next, as if nothing had been; two at once double nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from content.model import Group
from content.workspace import open_workspace

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
# no file of its own: each worker process would run that again, and import all that it imports
DRIVER = "import pathlib, sys; from tests.gather.gather_driver import main; main(pathlib.Path(sys.argv[1]))"
PHOTOS = 40


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with photos of two groups, an album, a twin and a broken one in its inbox."""
    root = tmp_path_factory.mktemp("built")
    for n in range(PHOTOS):
        file = root / f"ugc_inbox/g{n % 2}/{n:02d}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        noise = Image.frombytes("RGB", (9, 9), Random(n % (PHOTOS - 1)).randbytes(243))
        noise.resize((900, 700)).save(file, quality=90)
    said = '{"id": "i0", "media": ["00.jpg", "02.jpg"], "text": "早"}'
    (root / "ugc_inbox/g0/00.json").write_text(said, encoding="utf-8")
    (root / "ugc_inbox/g1/broken.jpg").write_bytes(b"no picture")
    os.utime(root / "ugc_inbox/g1/broken.jpg", (0, 0))
    (root / "sishi.toml").touch()
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        store.library.put_groups([Group("g0", "零群"), Group("g1", "一群")])
    workspace.database.close()
    return root


@pytest.fixture
def village(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "village"))


@pytest.fixture(scope="session")
def undisturbed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = Path(shutil.copytree(built, tmp_path_factory.mktemp("undisturbed") / "village"))
    finish(start(root))
    return outcome(root)


def start(root: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", DRIVER, str(root)], cwd=PROJECT, stderr=subprocess.PIPE)


def finish(process: "subprocess.Popen[bytes]") -> None:
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()


def shelved(root: Path) -> int:
    return len(list((root / "var/media/original").rglob("*.jpg")))


def outcome(root: Path) -> dict[str, Any]:
    """All that was taken, without the times at which it was."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        submissions = [(one.id, one.group, one.text, one.media) for one in store.intake.submissions()]
        refused = [(one.path, one.reason, one.copy) for one in store.inbox_index.quarantined()]
    workspace.database.close()
    media = sorted(path.relative_to(root).as_posix() for path in (root / "var/media").rglob("*.jpg"))
    copies = [sha256((root / path).read_bytes()).hexdigest() for path in media]
    return {"submissions": submissions, "refused": refused, "media": dict(zip(media, copies, strict=True))}


def originals(root: Path) -> dict[str, tuple[str, int]]:
    files = (path for path in (root / "ugc_inbox").rglob("*") if path.is_file())
    return {path.name: (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("after", [0, 1, 13, 29, PHOTOS - 2])
def test_wherever_it_is_killed_the_next_one_completes_it(village: Path, undisturbed: Any, after: int) -> None:
    before = originals(village)
    process = start(village)
    deadline = time.monotonic() + 60
    while shelved(village) < after and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    finish(start(village))
    assert outcome(village) == undisturbed
    assert originals(village) == before


def test_of_two_at_once_both_end_and_nothing_is_double(village: Path, undisturbed: Any) -> None:
    both = [start(village), start(village)]
    for process in both:
        finish(process)
    assert outcome(village) == undisturbed
