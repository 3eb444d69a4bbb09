"""The desk on a village after a night: every post is told and waits for review, its poster a plain card."""

import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image
from starlette.datastructures import State
from starlette.testclient import TestClient

from content.compose.post import Telling
from content.files import write_whole
from content.learn.lesson import weights_of
from content.model import ModelCard, PostState, Rendered, Role, Score, SignIn, User, own_words
from content.posters import poster_file
from content.posters.fonts import font_files
from content.score.features import VERSION
from content.score.weights import HAND
from content.settings import Settings
from content.workers import Workers
from content.workspace import Workspace, open_workspace
from desk.app import create_app
from desk.auth import COOKIE, hashed, local_cookie
from desk.context import DeskContext
from desk.live import live_of
from services import composing
from tests.desk.browsing import AT_A_DESK, Open, Page, chromium
from tests.desk.week_board import POST, Opened

HERE = "http://127.0.0.1"
HOSTS = frozenset({"127.0.0.1", "localhost"})
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
FONTS_CONF = """<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{folder}</dir><cachedir>{folder}/cache</cachedir>
</fontconfig>"""
ClientAs: TypeAlias = Callable[..., TestClient]


@cache
def _laid_out() -> FastAPI:
    return create_app(DeskContext(Workspace(Path(), Settings()), Workers(1), hosts=HOSTS))


def desk_of(office: DeskContext) -> FastAPI:
    """What `create_app` makes, with routes that all tests share: FastAPI takes 0.2 s to lay them out."""
    app = copy(_laid_out())
    app.state = State({"office": office})
    return app


def plain_card(key: str) -> bytes:
    """A JPEG of one colour: no poster, but a picture that browsers show, and another for each key."""
    out = BytesIO()
    Image.new("RGB", (108, 144), f"#{key[:6]}").save(out, "JPEG")
    return out.getvalue()


def hang_posters(workspace: Workspace, at: datetime) -> None:
    """Give every spec of the store a file and take the drafts into review, as a night with posters does."""
    with workspace.open_store() as store:
        drawn = []
        for key in {post.poster for post in store.queue.posts()}:
            data, file = plain_card(key), poster_file(workspace.posters, key)
            write_whole(file, data)
            path = file.relative_to(workspace.root).as_posix()
            drawn.append(Rendered(key, path, sha256(data).hexdigest(), 108, 144, len(data)))
        store.queue.add_rendered(drawn)
        for post in store.queue.posts(states=[PostState.DRAFT]):
            store.queue.move(post.id, PostState.IN_REVIEW, actor="sishi", why=own_words("海报已画好"), at=at)


def learnt(workspace: Workspace, now: datetime, key: str = "i00") -> ModelCard:
    """A model in use that looks at colour alone, and the score that a night gave under it."""
    values = {name: float(name == "colour") for name in HAND.of}
    made = ModelCard(
        0, "小店", now, VERSION, values, dict.fromkeys(HAND.of, 0.5), {"keep": 60}, now, now, 0.9, 0.8, 2, "f"
    )
    with workspace.open_store() as store:
        card = store.models.add_model(made)
        store.models.use_model(
            card.version, actor="sishi", why=own_words("更好 better"), at=now, by_hand=False
        )
        (outcome,) = store.curation.outcomes([key]).values()
        assert isinstance(outcome, Score)
        score = weights_of(card).score({part.name: part.value for part in outcome.parts})
        store.curation.add_outcomes({key: score}, VERSION, at=now)
    return card


@pytest.fixture(scope="session")
def built_hung_village(built_told_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(built_told_village, tmp_path_factory.mktemp("hung") / "village"))
    workspace = open_workspace(root)
    hang_posters(workspace, datetime.fromisoformat("2026-11-22T17:00+00:00"))
    workspace.database.close()  # or its write-ahead log would be copied half-way
    return root


def _own_files(root: Path) -> dict[str, bytes]:
    """What a workspace says itself of what is told: its settings and words, and its templates and days."""
    files = [*root.glob("*.toml"), *(root / "templates").rglob("*"), *(root / "days").rglob("*")]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files if file.is_file()}


@pytest.fixture(scope="session")
def one_telling(built_hung_village: Path) -> Iterator[None]:
    """Workspaces that say nothing of their own share what is told with: to read it takes 0.2 s."""
    nothing_of_its_own, read = _own_files(built_hung_village), composing._kept_telling
    shared = cache(lambda: read(built_hung_village, 0, 0))

    def telling(root: Path, newest: int, files: int) -> Telling:
        return shared() if _own_files(root) == nothing_of_its_own else read(root, newest, files)

    with pytest.MonkeyPatch.context() as for_all:
        for_all.setattr(composing, "_kept_telling", telling)
        yield


@pytest.fixture
def workspace(built_hung_village: Path, one_telling: None, tmp_path: Path) -> Iterator[Workspace]:
    """The village after a night: groups g1 (four slots) and g2 (two), told from 2026-11-23 for three days."""
    opened = open_workspace(Path(shutil.copytree(built_hung_village, tmp_path / "desk")))
    yield opened
    opened.database.close()


@pytest.fixture
def office(workspace: Workspace, workers: Workers, now: datetime) -> Iterator[DeskContext]:
    """The desk of one machine, at 2026-11-22 18:00 UTC: 02:00 of the first day in Shanghai."""
    made = DeskContext(workspace, workers, entry="secret", hosts=HOSTS, clock=lambda: now)
    yield made
    made.beside.stop()


@pytest.fixture
def app(office: DeskContext) -> FastAPI:
    return desk_of(office)


@pytest.fixture
def client(app: FastAPI, office: DeskContext) -> TestClient:
    """A browser of this machine: its person may do everything."""
    made = TestClient(app, base_url=HERE, headers=SAME_SITE, follow_redirects=False)
    made.cookies.set(COOKIE, local_cookie(office))
    return made


@pytest.fixture
def team(workspace: Workspace, workers: Workers, now: datetime) -> Iterator[FastAPI]:
    """The same workspace on a server where people sign in."""
    office = DeskContext(workspace, workers, hosts=HOSTS, clock=lambda: now)
    yield desk_of(office)
    office.beside.stop()


@pytest.fixture
def client_as(team: FastAPI, workspace: Workspace, now: datetime) -> ClientAs:
    """A browser signed in with a role, under its name or another: `client_as(Role.EDITOR, "周正")`."""

    def sign_in(role: Role, name: str = "") -> TestClient:
        name, secret = name or role.value, secrets.token_urlsafe(32)
        with workspace.open_store() as store:
            store.accounts.put_user(User(name, name, role), actor="test", at=now)
            store.accounts.begin_sign_in(SignIn(hashed(secret), name, "", now, now + timedelta(hours=1)))
        made = TestClient(team, base_url=HERE, headers=SAME_SITE, follow_redirects=False)
        made.cookies.set(COOKIE, secret)
        return made

    return sign_in


@pytest.fixture(scope="session")
def with_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fontconfig file of a machine that has Chinese fonts, as nearly all do. Where they are missing, each
    new page takes 16 MB from the desk, and the browser needs a second of processor time to read them."""
    folder = tmp_path_factory.mktemp("fonts")
    for family in ("Noto Sans CJK SC", "Noto Color Emoji"):
        file = font_files()[family]
        (folder / file.name).symlink_to(file)
    config = folder / "fonts.conf"
    config.write_text(FONTS_CONF.format(folder=folder))
    return config


@pytest.fixture(scope="module")  # while it runs no other test of its thread may run a loop
def browser(with_fonts: Path) -> Iterator[Any]:
    """Chromium, for the tests of a module."""
    with chromium(with_fonts) as running:
        yield running


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """The desk on a free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))  # requests wait in it until the server is there
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    live_of(app).close()
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    """A browser at a desk with an empty page: another beside it takes half as long as one in a new window."""
    context = browser.new_context(**AT_A_DESK)
    context.set_default_timeout(60_000)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def new_page(browser: Any, window: Any, address: str, office: DeskContext) -> Iterator[Callable[..., Any]]:
    """Opens empty pages for the person of this machine, in a browser that nobody used before. With `options`
    for its context a page gets a browser of its own."""
    own = []

    def opened(**options: Any) -> Any:
        context = browser.new_context(**AT_A_DESK | options) if options else window
        if options:
            own.append(context)
        context.add_cookies([{"name": COOKIE, "value": local_cookie(office), "url": address}])
        return context.new_page()

    yield opened
    for context in own:
        context.close()
    empty, *used = window.pages
    for page in used:
        page.close()
    window.clear_cookies()
    kept = {"origin": address, "storageTypes": "all"}
    window.new_cdp_session(empty).send("Storage.clearDataForOrigin", kept)


@pytest.fixture
def open_page(new_page: Callable[..., Page], address: str) -> Open:
    """`open_page("/queue")`: a page of the desk for the person of this machine; `more` is for its context."""

    def opened(path: str, **more: Any) -> Page:
        page = new_page(**more)
        page.set_default_timeout(60_000)
        page.goto(address + path)
        return page

    return opened


@pytest.fixture
def opened(new_page: Callable[..., Page], address: str) -> Opened:
    """`opened("?sel=...")`: the board of g1 in a fresh browser of this machine; scripts are loaded."""

    def board(query: str = f"?sel={POST}", **more: Any) -> Page:
        page = new_page(**more)
        page.set_default_timeout(60_000)
        page.goto(f"{address}/week/g1/2026-W48{query}")
        page.wait_for_selector("html.js" if more.get("java_script_enabled", True) else ".board")
        return page

    return board
