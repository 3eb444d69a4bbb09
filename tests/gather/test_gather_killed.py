"""A gathering that is killed is completed by the next, as if nothing had been; two at once double nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from content.model import Group
from content.workspace import open_workspace

pytestmark = pytest.mark.slow
DRIVER = Path(__file__).parent / "gather_driver.py"
PHOTOS = 40


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Workspaces with the same inbox: photos of two groups, an album, a twin and a broken one."""

    def make() -> Path:
        root = tmp_path_factory.mktemp("village")
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
            store.put_groups([Group("g0", "零群"), Group("g1", "一群")])
        workspace.database.close()
        return root

    return make


@pytest.fixture(scope="module")
def undisturbed(village: Callable[[], Path]) -> dict[str, Any]:
    root = village()
    finish(start(root))
    return outcome(root)


def start(root: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(DRIVER), str(root)], stderr=subprocess.PIPE)


def finish(process: "subprocess.Popen[bytes]") -> None:
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()


def shelved(root: Path) -> int:
    return len(list((root / "var/media/original").rglob("*.jpg")))


def outcome(root: Path) -> dict[str, Any]:
    """All that was taken, without the times at which it was."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        submissions = [(one.id, one.group, one.text, one.media) for one in store.submissions()]
        refused = [(one.path, one.reason, one.copy) for one in store.quarantined()]
    workspace.database.close()
    media = sorted(path.relative_to(root).as_posix() for path in (root / "var/media").rglob("*.jpg"))
    copies = [sha256((root / path).read_bytes()).hexdigest() for path in media]
    return {"submissions": submissions, "refused": refused, "media": dict(zip(media, copies, strict=True))}


def originals(root: Path) -> dict[str, tuple[str, int]]:
    files = (path for path in (root / "ugc_inbox").rglob("*") if path.is_file())
    return {path.name: (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("after", [0, 1, 13, 29, PHOTOS - 2])
def test_wherever_it_is_killed_the_next_one_completes_it(village: Any, undisturbed: Any, after: int) -> None:
    root = village()
    before = originals(root)
    process = start(root)
    deadline = time.monotonic() + 60
    while shelved(root) < after and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    finish(start(root))
    assert outcome(root) == undisturbed
    assert originals(root) == before


def test_of_two_at_once_both_end_and_nothing_is_double(village: Any, undisturbed: Any) -> None:
    root = village()
    both = [start(root), start(root)]
    for process in both:
        finish(process)
    assert outcome(root) == undisturbed
