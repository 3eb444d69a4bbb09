"""What members, brands and addresses say stays text on every page: no markup, script or style."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from content.model import Media, Member, Product, Role, StaffMember, Submission, User, own_words
from content.store import Store
from content.workspace import Workspace
from desk.routes import doors
from services.owners import new_link
from services.uploads import Announced, begin_upload
from tests.desk.kept_experiment import keep_experiment

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}</script><!--"
TEMPLATES = Path(__file__).resolve().parents[2] / "desk/templates"
DATA = {"application/json"}  # a script element of this type is data; browsers do not run it
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data"}


class Page(HTMLParser):
    """What a browser makes of a page: elements that would run, attributes that would."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self._running = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._running = tag if tag in ("script", "style") else ""
        if tag == "script" and said.get("type") in DATA:
            self._running = ""
        if tag in ("iframe", "object", "embed", "base", "style", "frame"):
            self.wrong.append(f"<{tag}>")
        for name, value in said.items():
            self._attribute(tag, name, value)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name == "style" or name == "srcdoc":
            self.wrong.append(f"<{tag} {name}={value!r}>")
        if name in ADDRESSES and ":" in value.split("/")[0].split("?")[0].split("#")[0]:
            self.wrong.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        if self._running and data.strip():
            self.wrong.append(f"inline {self._running}: {data[:60]!r}")


def spoil(store: Store, now: datetime) -> None:
    """Put markup into every text that comes from outside."""
    group = store.library.group("g1")
    store.library.put_groups([replace(group, name=f"{EVIL}{len(EVIL)}")])
    store.library.put_members([Member(member.id, EVIL, member.group) for member in store.library.members()])
    store.library.put_products([Product(product.id, EVIL) for product in store.library.products()])
    store.library.put_stories(
        [replace(story, title=EVIL, hook=EVIL, clue=EVIL, solution=EVIL) for story in store.library.stories()]
    )
    store.accounts.put_user(User("evil", EVIL[:40], Role.EDITOR), actor=EVIL, at=now)
    for post in store.queue.posts()[:6]:
        store.queue.change(
            post, replace(post, text=EVIL), kind="amend", actor=EVIL, why=own_words(EVIL), at=now
        )
    media = (Media("e" * 64, ".svg<script>", 10, 10, 10, camera=EVIL),)
    evil = Submission("evil<script>alert(1)</script>", "g1", "m00", EVIL, now, media, "mug")
    store.intake.add_submission(evil, "e" * 64, at=now, run="r1")


@pytest.fixture
def spoilt(client: TestClient, workspace: Workspace, now: datetime) -> TestClient:
    with workspace.open_store() as store:
        spoil(store, now)
    return client


@pytest.fixture
def pages(app: FastAPI, workspace: Workspace) -> list[str]:
    """Every page a browser can open here, each list with evil words in its query."""
    with workspace.open_store() as store:
        post = store.queue.posts()[0]
        store.roster.put_staff([StaffMember("lin", EVIL)])
        token, _ = new_link(app.state.office, store, "lin", post.day)
    upload = begin_upload(app.state.office, [Announced(EVIL, 9)], group="g1", actor="local").batch
    said = {
        "token": token,
        "group": "g1",
        "group_id": "g1",
        "link": "0a1b2c3d",
        "week": "2026-W48",
        "day": "2026-11-23",
        "older": "1",
        "newer": "2",
        "kind": "html",
        "name": "hook-morning-card",
        "run_id": "r1",
        "post_id": post.id,
        "submission": "i00",
        "member": "m00",
        "key": "i00",
        "id": "i00",
        "table": "forms",
        "experiment": keep_experiment(workspace, EVIL).id,
        "upload_id": upload.id,
        "file_number": "0",
        "number": "1",
        "version": "1",
        "width": "192",
        "story_id": "s1",
        "slot": "noon",
    }
    found = {door.path for door in doors(app) if door.method == "GET"}
    skipped = (
        "/api",
        "/media",
        "/static",
        "/changes",
        "/openapi",
        "/healthz",
        "/enter",
        "/export/{kind}",
        "/audit.csv",
        "/groups.csv",
        "/reports/{week}.{kind}",  # the page is looked at; the file has styles of its own
        "/send/owners/template.xlsx",
        "/stories/export.{kind}",
        "/stories/{story_id}/sop.html",  # a file with styles of its own
        "/brand/logo",  # pictures
        "/wecom",  # WeCom says who comes
        "/WW_verify",
    )
    plain = [path.format(**said, sha256="0" * 64) for path in sorted(found) if not path.startswith(skipped)]
    return [*(path for path in plain if not path.endswith(".jpg")), f"/cull?intake={upload.id}"]


QUERIES = (
    *("q", "status", "group", "item", "who", "kind", "sel", "text", "at", "batch", "template", "palette"),
    *("type", "rung", "planned"),
)


def test_no_page_runs_what_somebody_wrote(spoilt: TestClient, pages: list[str]) -> None:
    wrong = {path: page.wrong for path in pages if (page := Page(spoilt.get(path).text)).wrong}
    assert wrong == {}


def test_what_somebody_wrote_is_there_as_text(spoilt: TestClient) -> None:
    """Or the test above would look at pages that show none of it."""
    for path in ("/queue", "/week/g1/2026-W48", "/groups", "/audit", "/groups/g1", "/cull"):
        text = spoilt.get(path).text
        assert "&lt;script&gt;" in text, path
        assert "<script>alert" not in text, path


def test_no_page_runs_what_an_address_says(client: TestClient, pages: list[str]) -> None:
    wrong = {}
    for path in pages:
        for names in (*((name,) for name in QUERIES[:7]), QUERIES[7:]):
            answer = client.get(path, params=dict.fromkeys(names, EVIL))
            assert answer.status_code < 500, (path, names)
            if page_wrong := Page(answer.text).wrong:
                wrong[path, names] = page_wrong
    assert wrong == {}


@pytest.mark.parametrize(
    "path",
    ["/{}", "/week/{}", "/week/{}/2026-W48", "/post/{}", "/runs/{}", "/groups/{}", "/templates/{}/proof"],
)
def test_no_error_page_runs_what_a_path_says(client: TestClient, path: str) -> None:
    answer = client.get(path.format("%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"))
    assert answer.status_code in (303, 404, 422)
    assert Page(answer.text).wrong == []
    assert "<script>alert" not in answer.text


def test_the_name_that_was_tried_is_text(team: FastAPI) -> None:
    browser = TestClient(team, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    answer = browser.post("/login", data={"name": EVIL[:80], "password": "x", "next": f"/{EVIL[:60]}"})
    assert answer.status_code == 401
    assert Page(answer.text).wrong == []
    assert "&lt;script&gt;" in answer.text


def test_what_a_form_answered_is_text(client: TestClient) -> None:
    client.cookies.set("said", urlsafe_b64encode(EVIL.encode()).decode())
    page = client.get("/week/g1/2026-W48").text
    assert Page(page).wrong == []
    assert "&lt;script&gt;" in page


def test_json_is_json_whatever_is_in_it(spoilt: TestClient) -> None:
    answer = spoilt.get("/api/v1/posts")
    assert answer.headers["content-type"] == "application/json"
    assert EVIL in [item["text"] for item in answer.json()["items"]]


def test_words_for_scripts_cannot_leave_their_element(client_as: Callable[..., TestClient]) -> None:
    page = client_as(Role.EDITOR, "小林").get("/queue").text
    data = page.split('id="words">')[1].split("</script>")[0]
    assert "<" not in data


def test_a_template_field_of_a_post_stays_text(spoilt: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts()[0]
    answer = spoilt.patch(
        f"/api/v1/posts/{post.id}",
        json={"fields": {"hook": "<script>alert(1)</script>"}},
        headers={"If-Match": f'"{post.revision}"'},
    )
    assert answer.status_code in (200, 422)
    for tab in ("chat", "versions", "notes", "trace"):
        page = spoilt.get(f"/week/g1/2026-W48?sel={post.id}&tab={tab}").text
        assert Page(page).wrong == []


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.j2")), ids=lambda file: file.name)
def test_no_template_has_anything_inline_or_unescaped(template: Path) -> None:
    text = template.read_text("utf-8")
    for sign in (
        "|safe",
        "| safe",
        " style=",
        "<style",
        "javascript:",
        "autoescape false",
        " onclick",
        " onload",
    ):
        assert sign not in text, sign


@pytest.mark.parametrize(
    "script", sorted(TEMPLATES.parent.glob("static/**/*.js")), ids=lambda file: file.name
)
def test_no_script_writes_markup_but_through_the_one_door(script: Path) -> None:
    text = script.read_text("utf-8")
    signs = [
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "setAttribute('style'",
    ]
    if script.name != "markup.js":
        signs += ["innerHTML", "createPolicy", "DOMParser", "srcdoc"]
    assert [sign for sign in signs if sign in text] == []
