"""The preview shows templates while they are written: pictures, findings, changes; errors are sentences."""

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from content.errors import NotReady
from content.posters import missing_fonts
from content.posters.preview import stand_in
from content.posters.scaffold import new_template
from desk.preview import Easel, create_app
from desk.preview.app import EditionStream
from desk.preview.server import listening

BUILT_IN = Path(__file__).parents[2] / "templates/posters"
AT = "http://127.0.0.1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One template of our own beside the palettes."""
    folder = tmp_path_factory.mktemp("templates")
    shutil.copy(BUILT_IN / "palettes.toml", folder)
    new_template("mine", "morning", folder)
    return folder


@pytest.fixture(scope="module")
def easel(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    scratch = tmp_path_factory.mktemp("scratch")
    stand_in().save(scratch / "photo.jpg")
    with Easel((folder,), scratch / "photo.jpg", scratch) as easel:
        yield easel


@pytest.fixture(scope="module")
def page(easel: Easel) -> TestClient:
    return TestClient(create_app(easel, "mine"), base_url=AT)


def _drawn(page: TestClient, **ask: object) -> Image.Image:
    answer = page.post("/api/draw", json={"name": "mine", **ask})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-engine"].startswith("takumi-")
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize("size, px", [("3:4", (540, 720)), ("1:1", (540, 540)), ("9:16", (540, 960))])
def test_a_poster_is_drawn_540_px_wide(page: TestClient, size: str, px: tuple[int, int]) -> None:
    assert _drawn(page, size=size).size == px


def test_other_words_palettes_and_photos_are_other_pictures(page: TestClient) -> None:
    fields = {"hook": "下雨天", "evening": "今晚八点", "sign": "早", "job": "埋梗"}
    asked: tuple[dict[str, object], ...] = (
        {},
        {"fields": fields},
        {"palette": "sea"},
        {"photo": "white"},
        {"photo": "none"},
    )
    assert len({_drawn(page, **ask).tobytes() for ask in asked}) == len(asked)


def test_what_is_wrong_is_a_sentence_and_never_a_500(page: TestClient) -> None:
    fields = {"hook": "长" * 31, "evening": "今晚", "sign": "早", "job": "埋梗"}
    for ask, said in (
        ({"name": "mine", "fields": fields}, "'hook' has 31 characters; 30 fit"),
        ({"name": "gone"}, "no template 'gone' any more; there are: mine"),
        ({"name": "mine", "palette": "pink"}, "no palette 'pink'"),
        ({"name": "mine", "fields": {"hook": 7, "evening": [], "sign": "早", "job": "x"}}, "Field 'hook'"),
    ):
        answer = page.post("/api/draw", json=ask)
        assert (answer.status_code, list(answer.json())) == (422, ["what"])
        assert said in answer.json()["what"]


@pytest.mark.parametrize(
    "body, kind, status",
    [
        ("{", "application/json", 422),
        ("[]", "application/json", 422),
        ('{"name": "mine", "size": "2:1"}', "application/json", 422),
        ('{"name": "mine", "more": 1}', "application/json", 422),
        ('{"name": "mine"}', "text/plain", 415),
        (json.dumps({"name": "mine", "fields": {"hook": "x" * 100_001}}), "application/json", 413),
    ],
)
def test_a_body_that_is_no_wish_is_refused(page: TestClient, body: str, kind: str, status: int) -> None:
    answer = page.post("/api/draw", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.json()["what"].endswith(".")


def test_findings_of_the_poster_as_it_is_have_their_place(page: TestClient) -> None:
    assert page.post("/api/findings", json={"name": "mine"}).json() == []
    fields = {"hook": "长" * 30, "evening": "今晚", "sign": "早", "job": "埋梗", "brand": "b" * 30}
    (finding,) = page.post("/api/findings", json={"name": "mine", "fields": fields}).json()
    assert (finding["check"], finding["field"]) == ("fit", "brand")


def test_a_file_saved_wrong_is_told_and_saved_right_is_drawn(
    page: TestClient, easel: Easel, folder: Path
) -> None:
    file = folder / "mine/template.html.j2"
    right = file.read_text(encoding="utf-8")
    file.write_text(right + '<div style="width:1e9px"></div>{{ nothing }}', encoding="utf-8")
    easel.changed()
    told = page.post("/api/draw", json={"name": "mine"}).json()["what"]
    file.write_text(right, encoding="utf-8")
    easel.changed()
    assert "1e9px of width is beyond the limit of 4000 px" in told
    assert _drawn(page).size == (540, 720)


def test_a_manifest_that_is_being_written_is_told_with_its_line(
    page: TestClient, easel: Easel, folder: Path
) -> None:
    file = folder / "mine/template.toml"
    right = file.read_text(encoding="utf-8")
    file.write_text(right + "\n[fields.", encoding="utf-8")
    easel.changed()
    answer = page.get("/api/templates")
    file.write_text(right, encoding="utf-8")
    easel.changed()
    assert answer.status_code == 422
    assert "template.toml is no TOML" in answer.json()["what"]


def test_the_catalogue_has_what_the_editors_need(page: TestClient) -> None:
    told = page.get("/api/templates").json()
    (mine,) = told["templates"]
    assert told["first"] == mine["name"] == "mine"
    assert (mine["slots"], mine["sizes"], mine["photos"]) == (["morning"], ["3:4", "1:1", "9:16"], ["photo"])
    hook = next(field for field in mine["fields"] if field["name"] == "hook")
    assert hook == {"name": "hook", "type": "text", "min": 1, "max": 30, "items": 1, "optional": False}
    assert len(mine["longest"]["hook"]) == 30
    assert mine["palettes"][mine["palette"]].keys() == {"deep", "paper", "acc", "acc2"}


def test_the_page_takes_nothing_from_elsewhere(page: TestClient) -> None:
    answer = page.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:|<script>|style=|\son\w+=", answer.text)
    for file in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
        assert page.get(file).status_code == 200
    for file in ("words.js", "fields.js", "difference.js"):
        assert page.get(f"/static/{file}").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/static/app.py", "/static/..%2Fapp.py", "/static/nothing", "/etc/passwd"])
def test_no_other_file_is_served(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404


def test_another_site_s_name_for_this_machine_is_refused(page: TestClient) -> None:
    for host, status in (("evil.example", 400), ("127.0.0.1:8080", 200), ("localhost:1", 200)):
        assert page.get("/", headers={"host": host}).status_code == status


def test_both_languages_say_the_same_things() -> None:
    words = files("desk.preview").joinpath("static/words.js").read_text(encoding="utf-8")
    chinese, english = re.findall(r"^  (?:zh|en): \{(.*?)^  \},", words, re.MULTILINE | re.DOTALL)
    keys = [re.findall(r"(\w+): \"", half) for half in (chinese, english)]
    assert keys[0] == keys[1]
    page = files("desk.preview").joinpath("static/index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-say="(\w+)"', page)) <= set(keys[0])


def test_who_listens_hears_of_changes_and_of_the_end() -> None:
    async def heard() -> list[str]:
        changes = EditionStream()
        stream = changes.listen(heartbeat=0.01)
        said = [await anext(stream), await anext(stream)]
        await changes.tell(7)
        said.append(await anext(stream))
        await changes.close()
        return [*said, *[rest async for rest in stream]]

    assert asyncio.run(heard()) == ["data: 0\n\n", ": still here\n\n", "data: 7\n\n"]


def test_a_save_is_heard_of(folder: Path, tmp_path: Path) -> None:
    easel = Easel((folder,), tmp_path / "photo.jpg", tmp_path)
    changes = EditionStream()
    app = create_app(easel, "", changes)

    async def heard() -> str:
        async with app.router.lifespan_context(app):
            stream = changes.listen()
            await anext(stream)
            news = asyncio.ensure_future(anext(stream))
            while not news.done():  # the watch begins a moment after it is asked to
                (folder / "mine/sample.json").touch()
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(news), 0.1)
            return await news

    assert asyncio.run(asyncio.wait_for(heard(), 20)).startswith("data: ")
    assert easel.edition > 0


def test_a_port_is_this_machine_s_alone_and_a_taken_one_is_told() -> None:
    with listening(0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(NotReady, match=f"Port {port} of 127.0.0.1 cannot be used"):
            listening(port)
    with pytest.raises(NotReady, match="Port 70000"):
        listening(70_000)


@pytest.mark.xdist_group("chromium")
def test_chromium_draws_the_same_or_says_what_to_install(page: TestClient) -> None:
    answer = page.post("/api/chromium", json={"name": "mine"})
    if answer.status_code == 503:
        assert "pip install 'sishi[chromium]'" in answer.json()["what"]
        return
    assert answer.headers["x-engine"].startswith("chromium-")
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.size == (540, 720)
