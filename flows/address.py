"""Where the Prefect server of a workspace answers, and the secret that it asks for.

A running `sishi up` writes both into var/prefect, for its owner alone. The secret is new at each start and
goes to processes by their environment, never by their arguments. Standard library only.
"""

import json
import os
import secrets
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

OURS = {"PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false"}  # both sides are the same installation
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANSWER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Address:
    """`api` is the address of its API; `auth` is the `user:password` of its basic authentication."""

    api: str
    auth: str = field(repr=False)

    @property
    def pages(self) -> str:
        """Where a person looks at it."""
        return self.api.removesuffix("/api")

    def environment(self, root: Path) -> dict[str, str]:
        """The environment of whoever talks to this server, which belongs to the workspace in `root`."""
        return {
            "PREFECT_HOME": str(prefect_home(root)),
            "PREFECT_API_URL": self.api,
            "PREFECT_API_AUTH_STRING": self.auth,
            "no_proxy": _past_proxies(),
            **OURS,
        }


def new_auth() -> str:
    """A secret for one start; who must know it on other machines sets PREFECT_SERVER_API_AUTH_STRING."""
    return os.environ.get("PREFECT_SERVER_API_AUTH_STRING") or f"sishi:{secrets.token_urlsafe(32)}"


def prefect_home(root: Path) -> Path:
    """Where Prefect's own files of the workspace in `root` lie."""
    return root / "var" / "prefect"


def address_file(root: Path) -> Path:
    """Where a running `sishi up` writes its server's address."""
    return prefect_home(root) / "server.url"


def auth_file(root: Path) -> Path:
    """Where a running `sishi up` writes what its server asks for."""
    return prefect_home(root) / "server.auth"


@contextmanager
def announced(root: Path, address: Address) -> Iterator[None]:
    """Within, others of the same user find the server of the workspace in `root`."""
    files = {auth_file(root): address.auth, address_file(root): address.api}
    try:
        for file, text in files.items():
            _write_private(file, text)
        yield
    finally:
        withdraw(root)


def withdraw(root: Path) -> None:
    """Let nobody find a server of the workspace in `root`."""
    for file in (address_file(root), auth_file(root)):
        file.unlink(missing_ok=True)


def running_server(root: Path) -> Address | None:
    """The server that a `sishi up` runs for the workspace in `root`.

    What a killed one left behind names nobody: whoever answers there now does not take its secret.
    """
    try:
        api = address_file(root).read_text(encoding="utf-8").strip()
        auth = auth_file(root).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return Address(api, auth) if _takes(api, auth) else None


def answers(api: str) -> bool:
    """Whether a Prefect server answers at `api`."""
    return _ask(urllib.request.Request(f"{api}/health")) is True  # noqa: S310 - an http address


def _takes(api: str, auth: str) -> bool:
    """Whether the server at `api` is one that asks for a secret, and takes this one."""
    version = f"{api}/admin/version"
    basic = {"Authorization": f"Basic {b64encode(auth.encode()).decode()}"}
    return (
        _ask(urllib.request.Request(version)) is None  # noqa: S310 - an http address
        and _ask(urllib.request.Request(version, headers=basic)) is not None  # noqa: S310
    )


def _ask(request: urllib.request.Request) -> object:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({})) if _is_near(request) else None
    try:
        ask = opener.open if opener else urllib.request.urlopen
        with ask(request, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def _is_near(request: urllib.request.Request) -> bool:
    return request.host.rpartition(":")[0].strip("[]") in LOOPBACK


def _past_proxies() -> str:
    """What goes past a proxy: this machine too, or a secret would travel to the proxy."""
    before = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    return ",".join(dict.fromkeys([name for name in before.split(",") if name] + list(LOOPBACK)))


def _write_private(path: Path, text: str) -> None:
    """A new file that its owner alone may read, whatever lay there before."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
        file.write(text)
