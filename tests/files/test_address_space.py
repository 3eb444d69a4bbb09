"""Under a limit of memory (`ulimit -v`) the program works, or says in one sentence that it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

from content import address_space

pytestmark = pytest.mark.slow

DOUBLE = """
from content.workers import Workers
with Workers(1, memory=3_000_000_000) as workers:
    print(list(workers.map(abs, [-2])))
"""


def limited(megabytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        "bash",
        "-c",
        f'ulimit -v {megabytes * 1000}; exec "$@"',
        "limited",
        sys.executable,
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_workers_take_the_limit_they_are_under() -> None:
    """They asked for more than a hard limit allows, died of it, and every photo was refused."""
    done = limited(700, "-c", DOUBLE)
    assert "Completed(value=2)" in done.stdout, done.stderr


def test_with_too_little_memory_no_photo_is_blamed() -> None:
    done = limited(400, "-c", DOUBLE)
    assert "NotReady: This process may use 410 MB of address space" in done.stderr
    assert "Failed" not in done.stdout


def test_a_run_under_too_low_a_limit_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert limited(1_000, "-m", "cli", "init", str(tmp_path / "ws")).returncode == 0
    for megabytes in (400, 700):
        done = limited(megabytes, "-m", "cli", "run", "--lang", "en", "--workspace", str(tmp_path / "ws"))
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("sishi: This process may use")
        assert "ulimit -v unlimited" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_without_a_limit_nothing_is_refused() -> None:
    address_space.require(address_space.NIGHT, "a run")
