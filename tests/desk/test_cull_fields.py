"""Author, product, words and group set while culling: without scripts, and as JSON."""

from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from content.inbox import JoinedText
from content.model import Product, Role, Submission
from content.review import Correct, correct
from content.store.tables import SubmissionRow
from content.workspace import Workspace

KEY = "i00"


def submission(workspace: Workspace, key: str = KEY) -> Submission:
    with workspace.open_store(reading=True) as store:
        return store.intake.submission(key)


def make(workspace: Workspace, key: str = KEY, **fields: Any) -> None:
    """As it is to begin with, set by nobody."""
    with workspace.open_store() as store:
        row = store._session.get_one(SubmissionRow, key)
        for name, value in fields.items():
            setattr(row, name, value)


def form_of(now: Submission, **changes: str) -> dict[str, str]:
    """What the form sends of a photo."""
    was = {"author_was": now.member or "", "product_was": now.product or "", "text_was": now.text}
    same = {name.removesuffix("_was"): value for name, value in was.items()}
    return {"id": now.id, "group": "", "group_was": ""} | was | same | changes


def set_of(client: TestClient, *items: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/submissions/set", json={"items": list(items)})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


# -- the form -------------------------------------------------------------------------------------
def test_the_form_sets_what_was_changed_and_comes_back_to_the_photo(
    client: TestClient, workspace: Workspace
) -> None:
    was = submission(workspace)
    answer = client.post("/cull/set?group=g1", data=form_of(was, product="lamp", text="第一行\r\n第二行"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cull?group=g1&at={KEY}")
    now = submission(workspace)
    assert (now.product, now.text, now.member) == ("lamp", "第一行\n第二行", was.member)


def test_an_unknown_author_is_refused_and_what_was_typed_stays(
    client: TestClient, workspace: Workspace
) -> None:
    was = submission(workspace)
    answer = client.post("/cull/set", data=form_of(was, author="小雨", text="新的话"))
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "没有叫 小雨 的成员" in page
    assert 'value="小雨"' in page
    assert "新的话</textarea>" in page
    assert submission(workspace) == was
    again = client.post("/cull/set", data=form_of(was, author="小雨", new_author="1"))
    assert again.status_code == 303
    assert submission(workspace).member == "小雨"


def test_marked_photos_are_set_together_and_empty_fields_stay(
    client: TestClient, workspace: Workspace
) -> None:
    was = submission(workspace, "i01")
    answer = client.post("/cull/set?view=grid", data={"ids": ["i00", "i01"], "product": "lamp", "author": ""})
    assert answer.status_code == 303
    now = submission(workspace, "i01")
    assert (now.product, now.member, now.text) == ("lamp", was.member, was.text)
    assert submission(workspace, "i00").product == "lamp"


def test_nothing_marked_is_said(client: TestClient) -> None:
    answer = client.post("/cull/set", data={"product": "lamp"})
    assert answer.status_code == 422
    assert "先勾选照片" in answer.text


def test_words_that_joined_are_shown_and_one_click_takes_them_away_and_undo_back(
    client: TestClient, workspace: Workspace
) -> None:
    make(workspace, text="刚买的灯")
    with workspace.open_store() as store:
        store.corrections.keep_joined(KEY, [JoinedText("m7", "刚买的灯", 12.0)])
    page = client.get(f"/cull?batch=all&at={KEY}").text
    assert "文字是随后 12 秒说的" in page
    assert "不是它的话" in page
    assert client.post("/cull/set", data={"id": KEY, "clear": "text"}).status_code == 303
    assert submission(workspace).text == ""
    assert "随后 12 秒说的" not in client.get(f"/cull?batch=all&at={KEY}").text
    client.post("/cull/undo")
    assert submission(workspace).text == "刚买的灯"


def test_several_products_in_the_words_are_asked_for(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        store.library.put_products([Product("mug", "马克杯"), Product("lamp", "台灯")])
    make(workspace, text="马克杯和台灯都好看", product_id=None)
    page = client.get(f"/cull?batch=all&at={KEY}").text
    assert "文字提到 2 个商品" in page
    assert client.post("/cull/set", data={"id": KEY, "product": "lamp"}).status_code == 303
    assert submission(workspace).product == "lamp"
    assert "文字提到" not in client.get(f"/cull?batch=all&at={KEY}").text


def test_a_suggested_product_is_taken_with_one_click(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        store.library.put_products([Product("mug", "马克杯")])
        group = store.library.group(submission(workspace).group)
        store.library.put_groups([replace(group, tags=frozenset({"马克杯"}))])
    make(workspace, text="今天的", product_id=None)
    page = client.get(f"/cull?batch=all&at={KEY}").text
    assert "可能是「马克杯」：群的标签里有「马克杯」" in unescape(page)
    assert submission(workspace).product is None
    assert client.post("/cull/set", data={"id": KEY, "product": "mug"}).status_code == 303
    assert submission(workspace).product == "mug"
    assert "可能是" not in client.get(f"/cull?batch=all&at={KEY}").text


def test_who_set_it_by_hand_is_shown(client: TestClient, workspace: Workspace, now: datetime) -> None:
    correct(workspace.open_store, [Correct(KEY, product="lamp")], actor="小周", at=now)
    assert "商品由 小周 改" in client.get(f"/cull?batch=all&at={KEY}").text
    assert "product set by 小周" in client.get(f"/cull?batch=all&at={KEY}&lang=en").text


def test_the_members_of_a_group_are_choices_of_the_author(client: TestClient) -> None:
    assert '<option value="群友0">m00</option>' in client.get("/cull/people?group=g1").text
    assert "<option" not in client.get("/cull/people?group=nobody").text


@pytest.mark.parametrize("name", ["author", "product"])
def test_photos_without_author_or_product_are_counted_and_shown(
    client: TestClient, workspace: Workspace, name: str
) -> None:
    with workspace.open_store() as store:
        store._session.connection().exec_driver_sql("UPDATE submissions SET product_id = 'mug'")
    make(workspace, "i02", member_id=None)
    make(workspace, "i03", product_id=None)
    page = client.get(f"/cull?batch=all&missing={name}").text
    assert ("缺作者 1" in page, "缺商品 1" in page) == (True, True)
    key = {"author": "i02", "product": "i03"}[name]
    assert page.count('data-id="i') == 1
    assert f'data-id="{key}"' in page
    listed = client.get("/api/v1/submissions", params={"missing": name}).json()["items"]
    assert [item["id"] for item in listed] == [key]


def test_a_viewer_sees_where_it_comes_from_and_sets_nothing(client_as: Any, workspace: Workspace) -> None:
    viewer = client_as(Role.VIEWER)
    page = viewer.get(f"/cull?batch=all&at={KEY}").text
    assert "/cull/set" not in page
    assert viewer.post("/cull/set", data={"id": KEY, "product": "lamp"}).status_code == 403
    body = {"items": [{"id": KEY, "product": "lamp"}]}
    assert viewer.post("/api/v1/submissions/set", json=body).status_code == 403


# -- JSON -----------------------------------------------------------------------------------------
def test_each_of_many_has_its_own_outcome_in_the_readers_language(
    client: TestClient, workspace: Workspace
) -> None:
    client.headers["Accept-Language"] = "en"
    body = set_of(client, {"id": KEY, "product": "台灯"}, {"id": "i01", "group": "g9"}, {"id": "nothing"})
    done, refused, unknown = (body["outcomes"][key] for key in (KEY, "i01", "nothing"))
    assert (done["status"], done["item"]["product"], done["item"]["product_name"]) == ("done", "lamp", "台灯")
    assert (refused["status"], refused["message"]) == ("refused", "There is no group g9")
    assert (unknown["status"], unknown["item"]) == ("refused", None)
    assert body["entry"]


def test_an_undo_names_what_was_set_and_takes_it_back(client: TestClient, workspace: Workspace) -> None:
    was = submission(workspace)
    entry = set_of(client, {"id": KEY, "product": "lamp"})["entry"]
    following = client.get("/api/v1/undo?room=culling").json()
    assert (following["entry"], following["elsewhere"]) == (entry, False)
    assert following["what"].startswith("改来稿")
    assert KEY in following["items"]
    assert client.post("/api/v1/undo", json={"entry": entry}).json()["outcomes"][KEY]["status"] == "done"
    assert submission(workspace).product == was.product


def test_posts_that_show_it_are_counted_as_they_come_back(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        posts = store.queue.posts()
        key = next(post.photo for post in posts if post.photo)
        shown = sum(post.photo == key or post.submission == key for post in posts)
    body = set_of(client, {"id": key, "product": "lamp", "text": "别的话"})
    assert (body["returned"], body["approved"]) == (shown, 0)
