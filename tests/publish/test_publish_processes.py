"""Whether a publisher lives: the kernel knows of this machine's, a lease of those elsewhere."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content.publish.processes import LEASE, is_alive, this_process

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_we_live_whatever_the_clock_says() -> None:
    us = this_process(NOW)
    for step in (-HOUR, timedelta(0), HOUR, timedelta(days=400)):
        assert is_alive(us, NOW + step)


def test_two_publishers_of_one_process_have_two_names() -> None:
    assert this_process(NOW).id != this_process(NOW).id


def test_one_that_said_goodbye_is_gone() -> None:
    assert not is_alive(replace(this_process(NOW), ended_at=NOW), NOW)


def test_a_process_with_our_number_that_began_at_another_time_is_another() -> None:
    us = this_process(NOW)
    assert not is_alive(replace(us, started="1"), NOW)
    assert not is_alive(replace(us, boot="before the last start"), NOW)


def test_a_process_that_ended_is_gone_even_before_its_parent_looks() -> None:
    """A zombie has its number still."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        alive = replace(this_process(NOW), pid=child.pid, started=started(child.pid))
        assert is_alive(alive, NOW)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not is_alive(alive, NOW)


def started(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


@pytest.mark.parametrize(
    ("silent", "alive"),
    [(timedelta(0), True), (LEASE - timedelta(seconds=1), True), (LEASE, False), (-HOUR, True)],
)
def test_another_host_is_believed_for_the_lease(silent: timedelta, alive: bool) -> None:
    elsewhere = replace(this_process(NOW), host="another-host/1", seen_at=NOW)
    assert is_alive(elsewhere, NOW + silent) is alive
