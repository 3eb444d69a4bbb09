"""A gathering that is killed is completed by the next, as if nothing had been; two at once double nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from content.model import Group
from content.workspace import open_workspace

pytestmark = pytest.mark.xdist_group("killed")  # one driver, and one gathering that nothing disturbed
PROJECT = Path(__file__).parents[2]
# no file of its own: each worker process would run that again, and import all that it imports
DRIVER = "from tests.gather.gather_driver import main; main()"
PHOTOS = 40


@pytest.fixture(scope="module")
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


@dataclass
class Driver:
    """Starts gatherings, each in a process of its own, and waits for their ends."""

    process: "subprocess.Popen[str]"

    def start(self, root: Path) -> int:
        """The number of its process."""
        return self._answer(root)

    def ended(self, gathering: int) -> int:
        """The code that it ended with; it says on stderr why it failed."""
        return self._answer(gathering)

    def _answer(self, line: object) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(line, file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    command = [sys.executable, "-c", DRIVER]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Driver(process)


@pytest.fixture(scope="module")
def undisturbed(driver: Driver, built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = Path(shutil.copytree(built, tmp_path_factory.mktemp("undisturbed") / "village"))
    assert driver.ended(driver.start(root)) == 0
    return outcome(root)


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
def test_wherever_it_is_killed_the_next_one_completes_it(
    driver: Driver, village: Path, undisturbed: Any, after: int
) -> None:
    before = originals(village)
    gathering = driver.start(village)
    deadline = time.monotonic() + 60
    while shelved(village) < after and time.monotonic() < deadline:
        time.sleep(0.002)
    os.kill(gathering, signal.SIGKILL)
    driver.ended(gathering)
    assert driver.ended(driver.start(village)) == 0
    assert outcome(village) == undisturbed
    assert originals(village) == before


def test_of_two_at_once_both_end_and_nothing_is_double(
    driver: Driver, village: Path, undisturbed: Any
) -> None:
    both = [driver.start(village), driver.start(village)]
    assert [driver.ended(gathering) for gathering in both] == [0, 0]
    assert outcome(village) == undisturbed
