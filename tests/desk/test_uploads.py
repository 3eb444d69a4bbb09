"""Uploads over HTTP: pieces that follow each other, whose batch it is, and the dialog without scripts."""

from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from content.model import Role, Token, User, Verb
from content.workspace import Workspace
from desk.guard.bodies import PIECE_BYTES
from tests.desk.conftest import HERE, ClientAs
from tests.services.test_uploads import photo

OCTETS = {"Content-Type": "application/offset+octet-stream"}
PICTURE = photo(1)


def begun(client: TestClient, *sizes: int, group: str = "g1") -> str:
    files = [{"name": f"IMG_{n}.jpg", "bytes": size} for n, size in enumerate(sizes)]
    answer = client.post("/api/v1/uploads", json={"files": files, "group": group})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def send(client: TestClient, key: str, offset: int, data: bytes, **more: str) -> object:
    headers = {**OCTETS, "Upload-Offset": str(offset), **more}
    return client.patch(f"/api/v1/uploads/{key}/files/0", content=data, headers=headers)


@pytest.fixture
def sent(client: TestClient) -> str:
    """A batch with one photo that is here and looked at."""
    key = begun(client, len(PICTURE))
    send(client, key, 0, PICTURE)
    assert client.post(f"/api/v1/uploads/{key}/look", json={}).json() == {"left": 0}
    return key


def test_a_file_goes_on_where_it_stopped_and_its_hash_is_looked_at(client: TestClient) -> None:
    key = begun(client, len(PICTURE))
    place = f"/api/v1/uploads/{key}/files/0"
    first = send(client, key, 0, PICTURE[:1000])
    assert (first.status_code, first.json()["state"]) == (200, "waiting")  # type: ignore[attr-defined]
    told = client.head(place).headers
    assert (told["upload-offset"], told["upload-length"]) == ("1000", str(len(PICTURE)))
    again = send(client, key, 0, PICTURE)
    assert (again.status_code, again.json()["code"]) == (409, "other_offset")  # type: ignore[attr-defined]
    wrong = send(client, key, 1000, PICTURE[1000:], **{"Upload-Checksum": f"sha256 {'0' * 64}"})
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    assert client.head(place).headers["upload-offset"] == "0"
    right = {"Upload-Checksum": f"sha256 {sha256(PICTURE).hexdigest()}"}
    whole = send(client, key, 0, PICTURE, **right).json()  # type: ignore[attr-defined]
    assert (whole["state"], whole["sha256"], whole["width"]) == ("here", sha256(PICTURE).hexdigest(), 480)


def test_more_than_was_announced_is_refused(client: TestClient) -> None:
    key = begun(client, 10)
    assert send(client, key, 0, b"x" * 11).status_code == 413  # type: ignore[attr-defined]
    large = {**OCTETS, "Upload-Offset": "0", "Content-Length": str(PIECE_BYTES + 1)}
    assert client.patch(f"/api/v1/uploads/{key}/files/0", content=b"x", headers=large).status_code == 413


def test_a_piece_of_another_kind_or_from_another_site_is_refused(client: TestClient) -> None:
    key = begun(client, 10)
    place = f"/api/v1/uploads/{key}/files/0"
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind, "Upload-Offset": "0"}
        assert client.patch(place, content=b"x", headers=headers).status_code == 415, kind
    elsewhere = {**OCTETS, "Upload-Offset": "0", "Sec-Fetch-Site": "cross-site"}
    assert client.patch(place, content=b"x", headers=elsewhere).status_code == 403
    assert client.head(place).headers["upload-offset"] == "0"


def test_a_token_that_only_uploads_sees_its_own_batches_alone(
    client_as: ClientAs, team: object, workspace: Workspace, now: object
) -> None:
    theirs = begun(client_as(Role.EDITOR, "周正"), 10)
    with workspace.open_store() as store:
        store.accounts.put_user(User("bot", "bot", Role.EDITOR), actor="test", at=now)  # type: ignore[arg-type]
        scope = frozenset({Verb.UPLOAD})
        token = Token(sha256(b"narrow").hexdigest(), "bot", "uploads", scope, now, now.replace(year=2027))  # type: ignore[arg-type, attr-defined]
        store.accounts.add_token(token)
    bot = TestClient(team, base_url=HERE, headers={"Authorization": "Bearer narrow"})  # type: ignore[arg-type]
    mine = begun(bot, 10)
    assert [each["id"] for each in bot.get("/api/v1/uploads").json()["items"]] == [mine]
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("HEAD", "/files/0"),
        ("PUT", "/files/0"),
        ("POST", "/files/0/set"),
        ("POST", "/look"),
    ):
        body = {"json": {"name": "a.jpg", "bytes": 9}} if method == "PUT" else {"json": {}}
        more = body if method in ("PUT", "POST") else {}
        answer = bot.request(method, f"/api/v1/uploads/{theirs}{path}", **more)  # type: ignore[arg-type]
        assert answer.status_code == 404, (method, path)
    assert client_as(Role.EDITOR, "小林").get(f"/api/v1/uploads/{theirs}").status_code == 200
    assert client_as(Role.VIEWER).get(f"/api/v1/uploads/{theirs}").status_code == 403


def test_a_batch_is_taken_by_the_api_and_undone_as_one(client: TestClient, sent: str) -> None:
    body = {"group": "g1", "consent": "ask", "author": "谁也不是"}
    assert client.post(f"/api/v1/uploads/{sent}/take", json=body).status_code == 422
    taken = client.post(f"/api/v1/uploads/{sent}/take", json={**body, "new_author": True}).json()
    (new,) = taken["new"]
    assert client.get(f"/api/v1/submissions/{new}").status_code == 200
    undone = client.post("/api/v1/undo", json={"entry": taken["entry"]}).json()
    assert undone["outcomes"][sent]["status"] == "done"
    assert "收照片" in undone["what"]
    assert client.get(f"/api/v1/submissions/{new}").status_code == 404


def test_the_dialog_asks_once_and_never_says_yes_by_itself(client: TestClient, sent: str) -> None:
    page = client.get(f"/cull?intake={sent}").text
    assert "收 1 张照片" in page
    assert 'value="ask" checked' in page
    assert 'id="intake-granted" checked' not in page
    assert f'src="/cull/intake/{sent}/0.jpg"' in page
    thumbnail = client.get(f"/cull/intake/{sent}/0.jpg")
    assert (thumbnail.status_code, thumbnail.headers["content-type"]) == (200, "image/jpeg")
    assert client.get(f"/cull?intake={'0' * 32}").status_code == 404
    assert client.get("/cull?intake=../../etc").status_code == 422


def test_without_scripts_a_form_brings_photos_and_takes_them_in(client: TestClient) -> None:
    files = [("photos", ("a.jpg", PICTURE)), ("photos", ("b.jpg", photo(2)[:300]))]
    answer = client.post("/cull/intake", data={"group": "g1"}, files=files)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "b.jpg" in page
    assert "请作者重发" in page
    key = answer.headers["location"].partition("=")[2]
    again = {"batch": key, "number": "1"}
    client.post("/cull/intake", data=again, files=[("photos", ("c.jpg", photo(3)))])
    assert client.get(f"/api/v1/uploads/{key}").json()["takes"] == 2
    granted = {"group": "g1", "consent": "granted", "uses": "poster", "scope": "own"}
    refused = client.post(f"/cull/intake/{key}/take", data=granted)
    assert refused.status_code == 422
    assert 'id="intake-granted" checked' in refused.text
    taken = client.post(f"/cull/intake/{key}/take", data={**granted, "evidence": "当面说的"})
    assert taken.status_code == 303
    assert taken.headers["location"].startswith("/cull?batch=upload-")


def test_a_viewer_is_offered_no_upload(client_as: ClientAs) -> None:
    assert "data-add" in client_as(Role.EDITOR).get("/cull").text
    page = client_as(Role.VIEWER).get("/cull").text
    assert "data-add" not in page
    assert "upload.js" not in page
