"""The page as a process of its own: real requests on loopback, as a user who may enter one folder alone."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from content.model import ConsentState
from content.night import NightOrder
from content.workspace import open_workspace
from services.context import Context
from services.page_taking import heed_requests
from services.submission_links import LinkOrder, make_link
from tests.a_night import run_night
from tests.in_this_process import InThisProcess
from tests.intake.conftest import ADDRESS, FILLED, HIDDEN, Clock, picture

NOBODY = 65534
LOADED = "import desk.intake.server, sys; print('\\n'.join(sys.modules))"
KEPT_OUT = (
    "content.store",
    "content.settings",
    "content.workspace",
    "content.media",
    "services",
    "sqlalchemy",
    "PIL",
)


def test_the_process_loads_neither_store_nor_settings_nor_decoders() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    modules = set(loaded.split())
    assert {name for name in modules if name.startswith(KEPT_OUT)} == set()


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user can come to; a workspace is closed to all but its owner."""
    folder = Path(tempfile.mkdtemp(prefix="sishi-page-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "page"
    shutil.rmtree(folder)


@pytest.fixture
def house(village: Path, shared_folder: Path, clock: Clock) -> Iterator[Context]:
    """A village whose page has a folder of its own."""
    (village / "sishi.toml").write_text(f'[intake]\naddress = "{ADDRESS}"\nfolder = "{shared_folder}"\n')
    clock.at = datetime.now(UTC)  # the process has a clock of its own
    made = Context(open_workspace(village), InThisProcess(1), clock)
    yield made
    made.workspace.database.close()


@pytest.fixture
def path(house: Context) -> str:
    return make_link(house, LinkOrder("g1"), actor="小林")[0].removeprefix(ADDRESS)


@pytest.fixture
def server(house: Context, path: str, shared_folder: Path) -> Iterator[httpx.Client]:
    """The page on a free port, as nobody where the tests may become nobody."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "desk.intake", "--folder", str(shared_folder), "--port", str(port)]
    command += ["--user", "nobody"] if os.geteuid() == 0 else []
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with (
        subprocess.Popen([*command, "--public-host", "photos.example.com"], env=environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client,
    ):
        _wait_for(client)
        if os.geteuid() == 0:
            _is_nobody(process.pid, house.root)
        yield client
        process.terminate()
        process.wait(10)


def _is_nobody(pid: int, workspace: Path) -> None:
    """The process has no other right than nobody's, which are none in the workspace."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    assert status["Uid"].split() == [str(NOBODY)] * 4
    assert int(status["CapEff"], 16) == 0
    assert workspace.joinpath("var").stat().st_mode & 0o077 == 0


def _wait_for(client: httpx.Client) -> None:
    for _ in range(400):
        try:
            client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the page did not start")


def test_a_photo_goes_by_a_real_server_into_the_queue_and_out_again(
    server: httpx.Client, house: Context, path: str, shared_folder: Path
) -> None:
    for photo in house.root.glob("ugc_inbox/*/i*"):
        photo.unlink()  # nobody else sent anything
    _be_hostile(server, path)
    assert list((shared_folder / "drop").rglob("*")) == []

    hidden = dict(HIDDEN.findall(server.get(path).text))
    files = {"photos": ("a.jpg", picture(1001), "image/jpeg")}
    answer = server.post(path, data=FILLED | hidden | {"product": "mug"}, files=files, follow_redirects=True)
    code = answer.text.partition('id="code">')[2].partition("<")[0]
    (home,) = (shared_folder / "drop").glob("*/*")
    if os.geteuid() == 0:
        assert home.stat().st_uid == NOBODY

    run_night(house, NightOrder(str(house.root), house.today + timedelta(1), 3, run="r1"))
    assert not home.exists()
    with house.open_store(reading=True) as store:
        (taken,) = store.submission_links.all_taken()
        shown = store.withdrawals.posts_with(taken.submission)
    assert shown
    assert f"还没发的 {len(shown)} 条马上停" in server.post("/s/withdraw", data={"code": code}).text
    assert server.post("/s/withdraw/confirm", data={"code": code}).status_code == 200
    assert heed_requests(house) == 1
    with house.open_store(reading=True) as store:
        assert store.rights.consent(taken.submission).state is ConsentState.WITHDRAWN
        assert store.withdrawals.planned_days(taken.submission) == []
    assert "都停用了" in server.post("/s/withdraw", data={"code": code}).text


def _be_hostile(server: httpx.Client, path: str) -> None:
    """A set of what strangers try; the server answers each with a refusal, and goes on."""
    for address in (
        "/s/../state/key",
        "/s/%2e%2e/state/key",
        "/static/%2e%2e/app.py",
        "/s/picture/key",
        "/s/" + "a" * 9000,
    ):
        assert server.get(address).status_code in (404, 414), address
    boundary = {"Content-Type": "multipart/form-data; boundary=b"}
    name = 'Content-Disposition: form-data; name="photos"; filename="../../../state/key"'
    bodies = (
        b"--b\r\n" + name.encode() + b"\r\n\r\nno photo\r\n--b--\r\n",
        b"--b\r\n" * 5000,
        b"\0" * 100_000,
        b'--b\r\nContent-Disposition: form-data; name="words"\r\n\r\n' + b"x" * 2_000_000 + b"\r\n--b--\r\n",
        b"--b\r\n"
        + b"".join(b'Content-Disposition: form-data; name="f%d"\r\n\r\nx\r\n--b\r\n' % n for n in range(200)),
    )
    for body in bodies:
        assert 400 <= server.post(path, content=body, headers=boundary).status_code < 500
    assert server.put(f"{path}/photo/{'c' * 32}?at=-1&size=x", content=b"x").status_code == 400
    assert server.post(path, content=b"{}", headers={"Content-Type": "application/json"}).status_code == 422
    assert server.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert server.request("PATCH", path).status_code == 405
    assert server.get("/healthz").status_code == 200
