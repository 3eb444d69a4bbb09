"""Links to the page: on the desk and on the command line; who may make them, and what is kept of them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from starlette.testclient import TestClient

from cli.app import main
from content.workspace import open_workspace
from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from services.context import Context
from services.submission_links import LinkOrder, list_links, make_link
from tests.desk.conftest import HERE, HOSTS, SAME_SITE, desk_of
from tests.intake.conftest import ADDRESS, Clock


@pytest.fixture
def office(context: Context) -> DeskContext:
    return DeskContext(context.workspace, context.workers, entry="secret", hosts=HOSTS, clock=context.clock)


@pytest.fixture
def desk(office: DeskContext) -> TestClient:
    client = TestClient(desk_of(office), base_url=HERE, headers=SAME_SITE, follow_redirects=True)
    client.cookies.set(COOKIE, local_cookie(office))
    return client


@pytest.fixture
def sishi(
    context: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    monkeypatch.setenv("SISHI_WORKSPACE", str(context.root))

    def run(*arguments: str) -> Any:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["--lang", "en", *arguments])
        said = capsys.readouterr()
        assert not left.value.code, said.err
        return json.loads(said.out) if "--json" in arguments else said.out

    return run


def test_an_editor_makes_a_link_shows_its_code_and_revokes_it(desk: TestClient, context: Context) -> None:
    page = desk.post("/links", data={"group": "g1", "title": "你家那只杯子？", "until": "2026-12-31"}).text
    ((address, link),) = list_links(context)
    assert address in page
    assert "开到 12 月 31 日" in page
    assert "你家那只杯子？" in page
    assert desk.get(f"/links/{link.id}/qr.svg").headers["Content-Type"] == "image/svg+xml"
    assert "收回了" in desk.post(f"/links/{link.id}/revoke").text
    assert list_links(context) == []
    assert desk.get(f"/links/{link.id}/qr.png").status_code == 404


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"group": "g9"}, "g9"),
        ({"group": "g1", "until": "2020-01-01"}, "已经过去了"),
        ({"group": "g1", "until": "2026-99-01"}, "2026-99-01"),
        ({"group": "g1", "title": "字" * 41}, "最多 40 个字"),
        ({"group": "g1", "activity": "#没有"}, "#没有"),
    ],
)
def test_a_link_that_cannot_be_says_why(
    desk: TestClient, context: Context, form: dict[str, str], sentence: str
) -> None:
    assert sentence in desk.post("/links", data=form).text
    assert list_links(context) == []


def test_without_an_address_the_desk_says_what_to_do(village: Path, context: Context) -> None:
    (village / "sishi.toml").write_text("")
    bare = DeskContext(open_workspace(village), context.workers, entry="secret", hosts=HOSTS)
    client = TestClient(desk_of(bare), base_url=HERE, headers=SAME_SITE)
    client.cookies.set(COOKIE, local_cookie(bare))
    assert "还没有投稿页" in client.get("/links").text
    bare.workspace.database.close()


def test_the_command_prints_the_address_and_writes_a_code_that_phones_read(
    sishi: Callable[..., Any], context: Context
) -> None:
    made = sishi("intake", "link", "--group", "g1", "--until", "2026-12-31", "--json")
    png, svg = made["qr"]
    with Image.open(png) as picture:
        (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == made["address"]
    assert made["address"].startswith(f"{ADDRESS}/s/")
    assert Path(svg).read_text().startswith("<svg")
    assert [link["id"] for link in sishi("intake", "list", "--json")] == [made["id"]]
    sishi("intake", "revoke", made["id"])
    assert sishi("intake", "list", "--json") == []
    assert sishi("intake", "publish", "--json") == {"heeded": 0}


def test_the_database_and_the_page_hold_the_hash_of_a_code_alone(context: Context) -> None:
    address, _ = make_link(context, LinkOrder("g1"), actor="小林")
    code = address.rpartition("/")[2].encode()
    key = context.workspace.var / "submission-links.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(code) == 43
    for file in context.workspace.var.rglob("*"):
        assert not file.is_file() or code not in file.read_bytes(), file


def test_a_link_opens_until_the_end_of_its_last_day(context: Context, clock: Clock) -> None:
    make_link(context, LinkOrder("g1", until=date(2026, 11, 23)), actor="小林")
    assert len(list_links(context)) == 1
    clock.at = clock.at.replace(day=24)
    assert list_links(context) == []
