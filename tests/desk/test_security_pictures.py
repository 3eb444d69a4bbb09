"""Pictures: only by hash, only pictures, kept by nobody but the browser of whoever may see them."""

from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from content.files import write_whole
from content.posters import poster_file
from content.workspace import Workspace
from desk import media
from desk.context import DeskContext
from desk.templating import HERE as DESK
from desk.templating import asset

PRIVATE = "private, no-cache"  # asked for again each time: its author may have taken it back
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
CLIMBS = (
    "..%2f..%2fsishi.toml",
    "%2e%2e/%2e%2e/sishi.toml",
    "....//sishi.toml",
    "..\\..\\sishi.toml",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "C:%5Cwindows",
    "x%00.jpg",
    "~root",
)


@pytest.fixture
def poster(workspace: Workspace) -> str:
    with workspace.open_store(reading=True) as store:
        return store.queue.posts()[0].poster


@pytest.fixture
def photo(workspace: Workspace) -> str:
    with workspace.open_store(reading=True) as store:
        return store.intake.submissions(["i00"])[0].media[0].sha256


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize(
    "pattern", ["/media/poster/{}.jpg", "/media/poster/{}/96.jpg", "/media/photo/{}/96.jpg", "/static/{}"]
)
def test_no_address_leads_out_of_the_folder(client: TestClient, pattern: str, climb: str) -> None:
    answer = client.get(pattern.format(climb))
    assert answer.status_code in (400, 404, 405, 422)
    assert "root:" not in answer.text


@pytest.mark.parametrize("address", ["/templates/{}.jpg", "/templates/proof/{}.jpg", "/cull/poster/{}.jpg"])
def test_no_address_of_a_page_leads_out_either(client: TestClient, address: str) -> None:
    for climb in CLIMBS:
        assert client.get(address.format(climb)).status_code in (400, 404, 405, 422), climb


def test_static_serves_its_folder_alone(client: TestClient) -> None:
    assert client.get("/static/tokens.css").status_code == 200
    for path in ("/static/", "/static/js", "/static/../app.py", "/static/%2e%2e/app.py"):
        assert client.get(path).status_code == 404
    assert (DESK / "app.py").is_file()  # what was asked for is there


def test_sheets_and_scripts_are_kept_as_long_as_their_content_stays(client: TestClient) -> None:
    named = client.get(asset("chrome.css"))
    assert (named.status_code, named.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    plain = client.get("/static/js/desk.js")  # as modules import each other
    assert plain.headers["cache-control"] == "no-cache"
    again = client.get("/static/js/desk.js", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    assert client.get("/static/nothing.css?v=1").headers["cache-control"] == "no-store"


def test_pictures_named_by_their_hash_are_kept_by_the_browser_alone(
    client: TestClient, poster: str, photo: str
) -> None:
    for address in (
        f"/media/poster/{poster}.jpg",
        f"/media/poster/{poster}/96.jpg",
        f"/media/photo/{photo}/96.jpg",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == PRIVATE
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(BytesIO(answer.content)).format == "JPEG"


def test_nothing_else_is_kept(client: TestClient, app: FastAPI, poster: str) -> None:
    pages = (
        "/",
        "/queue",
        "/week/g1/2026-W48",
        "/audit",
        "/settings",
        "/api/v1/posts",
        "/api/v1/me",
        "/login",
    )
    missing = (f"/media/poster/{'0' * 32}.jpg", f"/media/poster/{poster}/97.jpg")
    for address in (*pages, *missing):
        assert client.get(address).headers["cache-control"] == "no-store", address


def test_strangers_see_no_picture(team: FastAPI, poster: str, photo: str) -> None:
    stranger = TestClient(team, base_url="http://127.0.0.1")
    for address in (
        f"/media/poster/{poster}.jpg",
        f"/media/poster/{poster}/96.jpg",
        f"/media/photo/{photo}/96.jpg",
    ):
        answer = stranger.get(address)
        assert answer.status_code == 401
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("width", ["0", "-96", "97", "100000", "9" * 30, "96.5", "x"])
def test_pictures_come_in_a_few_widths_only(client: TestClient, photo: str, width: str) -> None:
    assert client.get(f"/media/photo/{photo}/{width}.jpg").status_code in (404, 422)


@pytest.mark.parametrize(
    "data", [SCRIPT, b"<html><script>alert(1)</script>", b"", b"GIF89a", b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_not_shown_as_one(
    client: TestClient, workspace: Workspace, photo: str, data: bytes
) -> None:
    write_whole(workspace.media.working(photo), data)
    answer = client.get(f"/media/photo/{photo}/96.jpg")
    assert answer.status_code == 404
    assert b"alert" not in answer.content


def test_a_picture_of_another_kind_under_a_jpeg_name_is_not_shown(
    client: TestClient, workspace: Workspace, photo: str
) -> None:
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    write_whole(workspace.media.working(photo), out.getvalue())
    assert client.get(f"/media/photo/{photo}/96.jpg").status_code == 404


def test_small_pictures_tell_nothing_of_where_they_were_taken(
    client: TestClient, workspace: Workspace, photo: str
) -> None:
    exif, out = Image.Exif(), BytesIO()
    exif[0x0110] = "a camera"
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 0.0)
    Image.new("RGB", (300, 400)).save(out, "JPEG", exif=exif)
    write_whole(workspace.media.working(photo), out.getvalue())
    shown = Image.open(BytesIO(client.get(f"/media/photo/{photo}/96.jpg").content))
    assert not shown.getexif()
    assert shown.size == (96, 128)


def test_a_poster_that_has_gone_from_the_disk_is_drawn_again(
    client: TestClient, office: DeskContext, poster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(here: DeskContext, keys: list[str]) -> None:
        drawn.extend(keys)
        Image.new("RGB", (1080, 1440)).save(poster_file(here.workspace.posters, keys[0]), "JPEG")

    monkeypatch.setattr(media, "draw", draw)
    poster_file(office.workspace.posters, poster).unlink()
    assert client.get(f"/media/poster/{poster}.jpg").status_code == 200
    assert drawn == [poster]


def test_a_poster_that_never_was_is_not_drawn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "draw", pytest.fail)
    assert client.get(f"/media/poster/{'0' * 32}.jpg").status_code == 404


def test_small_pictures_lie_in_var(client: TestClient, workspace: Workspace, photo: str) -> None:
    client.get(f"/media/photo/{photo}/96.jpg")
    (made,) = Path(workspace.var / "thumbs").rglob("*.jpg")
    assert made.name == f"m-{photo}-96.jpg"
