"""A network of two machines: a network namespace joined to this one by a veth pair. Needs root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

IP = shutil.which("ip") or ""
NET = "198.18"  # RFC 2544: addresses for tests, which no machine has


@dataclass(frozen=True)
class Lan:
    """`here` is this machine's address, `there` that of the machine called `name`."""

    name: str
    here: str
    there: str

    @contextmanager
    def running(self, *command: str) -> Iterator["subprocess.Popen[str]"]:
        """A Python command on the other machine; its stdout and stderr can be read as one."""
        python = [IP, "netns", "exec", self.name, sys.executable, "-u", *command]
        with subprocess.Popen(python, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:
            try:
                yield child
            finally:
                child.terminate()
                child.wait(10)

    @contextmanager
    def desk(self, workspace: Path) -> Iterator[str]:
        """A desk on the other machine, by its address."""
        at = ["--host", self.there, "--port", "0"]
        with self.running("-m", "desk", "--workspace", str(workspace), *at) as child:
            port = _port_in(child)
            yield f"http://{self.there}:{port}"

    @contextmanager
    def website(self, folder: Path) -> Iterator[str]:
        """Another server of the other machine, with the pages of a folder."""
        at = ["--bind", self.there, "--directory", str(folder), "0"]
        with self.running("-m", "http.server", *at) as child:
            yield f"http://{self.there}:{_port_in(child)}"


def _port_in(child: "subprocess.Popen[str]") -> int:
    """The port in the first line that names one."""
    assert child.stdout is not None
    for line in child.stdout:
        _, found, rest = line.partition("http://")
        if found:
            return int(rest.partition("/")[0].rpartition(":")[2])
    raise AssertionError("It ended without a word of its address.")


@contextmanager
def lan() -> Iterator[Lan]:
    """Set up the network and take it down again; skips where that is not allowed."""
    if not IP or os.geteuid() != 0:
        pytest.skip("network namespaces need root and iproute2")
    high, low = divmod(os.getpid() * 4 % 65536, 256)
    name, net = f"sishi{os.getpid()}", f"{NET}.{high}"
    here, there = f"{net}.{low + 1}", f"{net}.{low + 2}"
    ours, theirs = f"sh{os.getpid()}", f"st{os.getpid()}"
    if _ip("netns", "add", name) != 0:
        pytest.skip("network namespaces are not allowed here")
    try:
        for command in (
            ("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name),
            ("addr", "add", f"{here}/30", "dev", ours),
            ("link", "set", ours, "up"),
            ("-n", name, "addr", "add", f"{there}/30", "dev", theirs),
            ("-n", name, "link", "set", theirs, "up"),
            ("-n", name, "link", "set", "lo", "up"),
        ):
            if _ip(*command) != 0:
                pytest.skip(f"`ip {' '.join(command)}` is not allowed here")
        yield Lan(name, here, there)
    finally:
        _ip("netns", "del", name)  # its end of the pair goes with it, and so does ours


def _ip(*arguments: str) -> int:
    command: Sequence[str] = [IP, *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode
