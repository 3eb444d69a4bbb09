"""Which process sends, and whether one that claimed a post still lives."""

import os
import socket
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

from content.model import PublisherProcess

LEASE = timedelta(minutes=15)  # without a word from another host; a call takes twelve at most
FROM_AHEAD = timedelta(hours=2)  # a clock here that was set back by an hour makes nobody dead
BOOT = Path("/proc/sys/kernel/random/boot_id")
MACHINE = Path("/etc/machine-id")


def this_process(now: datetime) -> PublisherProcess:
    """Who we are, under a new id."""
    pid = os.getpid()
    name = f"{socket.gethostname()}-{pid}-{uuid4().hex[:8]}"
    return PublisherProcess(name, _host(), _boot(), pid, _started(pid) or "", now, now)


def is_alive(publisher: PublisherProcess, now: datetime) -> bool:
    """Whether it may still be at work. On this machine the kernel knows; of others only what they wrote. One
    that wrote at a time far ahead of ours is believed no more: it would seem alive until that time."""
    if publisher.ended_at is not None:
        return False
    if publisher.host != _host():
        return -FROM_AHEAD < now - publisher.seen_at < LEASE
    return publisher.boot == _boot() and _started(publisher.pid) == publisher.started


def _host() -> str:
    """The machine, and the space of process numbers in it: containers have their own. Machines of one name
    are told apart by the hash of their id, where they have one."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    try:
        machine = MACHINE.read_bytes().strip()
    except OSError:
        machine = b""
    return f"{socket.gethostname()}/{space}/{blake2b(b'sishi' + machine, digest_size=6).hexdigest()}"


def _boot() -> str:
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """When the process with this number began, in ticks since boot; None where there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return None if Path("/proc/self").exists() else _started_elsewhere(pid)
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if fields[0] in ("Z", "X") else fields[19]


def _started_elsewhere(pid: int) -> str | None:
    """Where there is no /proc, a number that is in use is taken for the same process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "unknown"
