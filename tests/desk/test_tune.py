"""A template turned on the desk: without script a form, with it pictures that follow; kept by who may."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image
from starlette.testclient import TestClient

from content.model import Role
from content.posters.template import load_templates
from content.posters.tuning import defaults
from content.workspace import Workspace
from tests.desk.conftest import ClientAs

TUNE, PICTURE = "/templates/hook-torn/tune", "/templates/hook-torn/tuned.jpg"
LOWER = {"var": ["edge", "ground"], "val": ["-80", "own"], "own_of": ["ground"], "own": ["#FFFFFF"]}
MANIFEST = """title = "窗"
title_en = "Window"
slots = ["morning"]
sizes = ["3:4"]
[fields.hook]
max = 12
[vars.ground]
kind = "colour"
default = "paper"
label = "底色"
label_en = "Ground"
"""
HTML = """<style>.hook{left:72px;top:200px;width:936px}</style>
{{ sheet(vars.ground) }}<div class="abs hook">{{ fitted('hook', hook, (936, 300), (60, 90)) }}</div>
"""
HOSTILE = [
    {"var": ["edge"], "val": ["9000"]},
    {"var": ["ground"], "val": ["red;background:url(//a)"]},
    {"var": ["edge", "ground"], "val": ["0"]},
    {"var": ["__class__"], "val": ["0"]},
    {"var": ["edge"] * 13, "val": ["0"] * 13},
    {"palette": ["no-such"]},
    {"size": ["4:3"]},
    {"text": ["all"]},
    {"folder": ["/etc"]},
]


@pytest.fixture
def small(workspace: Workspace) -> str:
    """The address of a template of one canvas: the linter is done with it in a second."""
    files = {"template.toml": MANIFEST, "template.html.j2": HTML}
    files["sample.json"] = '{"palette": "coffee", "fields": {"hook": "谁先喝完？"}}'
    folder = workspace.root / "templates/posters/window"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return "/templates/window/tune"


def test_the_page_shows_what_can_be_turned_and_says_what_a_linter_finds(client: TestClient) -> None:
    page = client.get(TUNE).text
    assert page.count('type="range"') == 2
    assert 'value="0"' in page.split('id="v-edge"')[1].split(">")[0]
    assert [page.count(f'data-size="{size}"') for size in ("3:4", "1:1", "9:16")] == [1, 1, 1]
    assert "没毛病" in page
    part = client.get(TUNE, headers={"X-Part": "1"}).text
    assert part.startswith('<div class="lint-notes"')


def test_a_turned_page_keeps_its_values_and_its_pictures_are_drawn(client: TestClient) -> None:
    page = client.get(TUNE, params=LOWER).text
    assert 'value="-80"' in page.split('id="v-edge"')[1].split(">")[0]
    assert 'value="#FFFFFF"' in page
    source = page.split('data-size="3:4"')[0].rsplit('<img src="')[-1].split('"')[0].replace("&amp;", "&")
    drawn, plain = (Image.open(BytesIO(client.get(address).content)) for address in (source, PICTURE))
    assert drawn.size == plain.size == (480, 640)
    assert drawn.getpixel((400, 620)) == (255, 255, 255) != plain.getpixel((400, 620))


@pytest.mark.parametrize("asked", HOSTILE, ids=str)
@pytest.mark.parametrize("address", [PICTURE, TUNE])
def test_what_is_not_declared_is_refused(
    client: TestClient, address: str, asked: dict[str, list[str]]
) -> None:
    assert client.get(address, params=asked).status_code == 422


def test_the_folder_can_be_taken_along(client: TestClient) -> None:
    answer = client.get("/templates/hook-torn/tuned.zip", params={**LOWER, "name": "hook-lower"})
    assert 'filename="hook-lower.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert "hook-lower/template.toml" in archive.namelist()
        assert b"default = -80" in archive.read("hook-lower/template.toml")
    for name in ("../up", "a/b", "Hook", 'a"b'):
        assert client.get("/templates/hook-torn/tuned.zip", params={"name": name}).status_code == 422


def test_a_variant_is_kept_where_nothing_is_wrong_and_written_down(
    client: TestClient, workspace: Workspace, small: str
) -> None:
    turned = {"var": "ground", "val": "own", "own_of": "ground", "own": "#FFFFFF"}
    saved = client.post(small, data={**turned, "name": "white-window", "title": "白窗"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/templates/white-window/tune")
    kept = load_templates(*workspace.templates("posters"))["white-window"]
    assert (kept.title, kept.skeleton) == ("白窗", "window")
    assert defaults(kept) == {"ground": "#FFFFFF"}
    assert "white-window" in client.get("/audit?kind=template").text
    again = client.post(small, data={"name": "white-window"})
    assert again.status_code == 422
    assert "white-window" in again.text


def test_one_with_something_wrong_is_not_kept_and_says_what(
    client: TestClient, workspace: Workspace, small: str
) -> None:
    answer = client.post(small, data={"var": "ground", "val": "deep", "name": "pale"})
    assert answer.status_code == 422
    assert "没有存" in answer.text
    assert "对比度" in answer.text
    assert not (workspace.root / "templates/posters/pale").exists()


def test_who_may_not_set_up_sees_but_does_not_keep(client_as: ClientAs) -> None:
    reader = client_as(Role.VIEWER)
    assert "存成自己的模板" not in reader.get(TUNE).text
    assert reader.post(TUNE, data={"name": "mine"}).status_code == 403
