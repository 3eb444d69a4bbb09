"""Posts over the API: what is seen is named, what is changed is answered, and nothing is lost on the way."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from content.model import PostState, Role, Verb
from desk.api import draw, posts, undo
from desk.context import DeskContext

ClientAs: TypeAlias = Callable[..., TestClient]
POST = "g1-2026-11-24-noon"
SHARE = "g1-2026-11-24-afternoon"
OTHER_DAY = "g1-2026-11-25-noon"
API = "/api/v1/posts"


def one(client: TestClient, post: str = POST) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/{post}").json()
    return found


def seen(client: TestClient, post: str = POST) -> dict[str, Any]:
    return {"id": post, "revision": one(client, post)["revision"]}


def sight(client: TestClient, post: str = POST) -> dict[str, Any]:
    names = ("id", "version", "text_sha256", "poster_sha256")
    return {name: value for name, value in one(client, post).items() if name in names}


def do(client: TestClient, verb: str, *items: dict[str, Any], why: str = "") -> dict[str, Any]:
    answer = client.post(f"{API}/{verb}", json={"items": list(items), "why": why})
    assert answer.status_code == 200, answer.text
    ends: dict[str, Any] = answer.json()
    return ends


def amend(client: TestClient, text: str, revision: int, **more: Any) -> Any:
    body = {"text": text, **more}
    return client.patch(f"{API}/{POST}", json=body, headers={"If-Match": f'"{revision}"'})


# -- reading -------------------------------------------------------------------------------------


def test_posts_come_page_by_page_and_each_once(client: TestClient) -> None:
    ids, after = [], None
    while True:
        page = client.get(API, params={"most": 7, **({"after": after} if after else {})}).json()
        ids += [item["id"] for item in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(ids) == len(set(ids)) == 18


def test_a_list_can_be_asked_for_one_group_day_and_slot(client: TestClient) -> None:
    asked = {"group": "g1", "slot": "noon", "first": "2026-11-24", "last": "2026-11-24", "state": "in_review"}
    assert [item["id"] for item in client.get(API, params=asked).json()["items"]] == [POST]


def test_a_post_names_its_revision_as_etag(client: TestClient) -> None:
    answer = client.get(f"{API}/{POST}")
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'
    assert answer.json()["fields"]["question"] == "手冲的水，烧到几度？"


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("g1-2026-01-01-noon", "g1-2026-01-01-noon/versions", "g1-2026-01-01-noon/alternatives"):
        assert client.get(f"{API}/{path}").status_code == 404


def test_a_cursor_of_somebody_else_is_wrong_input(client: TestClient) -> None:
    assert client.get(API, params={"after": "bm9wZQ"}).status_code == 422


# -- changing words ------------------------------------------------------------------------------


def test_a_change_without_a_revision_is_refused_with_what_is_missing(client: TestClient) -> None:
    answer = client.patch(f"{API}/{POST}", json={"text": "早"})
    assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")


def test_other_words_become_the_next_version_with_a_new_poster(client: TestClient) -> None:
    was = one(client)
    answer = amend(client, "换个问法", was["revision"], fields={"question": "水要多热？"})
    now = answer.json()
    assert answer.status_code == 200
    assert (now["text"], now["version"], now["state"]) == ("换个问法", 2, "in_review")
    assert now["fields"]["question"] == "水要多热？"
    assert now["poster_sha256"] not in ("", was["poster_sha256"])


def test_a_change_of_an_old_revision_answers_with_what_somebody_else_made_of_it(client: TestClient) -> None:
    revision = one(client)["revision"]
    amend(client, "他写的", revision)
    answer = amend(client, "我写的", revision)
    assert (answer.status_code, answer.json()["text"]) == (409, "他写的")
    assert one(client)["text"] == "他写的"


def test_a_word_too_long_for_its_box_is_refused_with_the_number_that_fits(client: TestClient) -> None:
    answer = amend(client, "好", one(client)["revision"], fields={"question": "长" * 60})
    assert answer.status_code == 422
    assert "60" in answer.json()["message"]
    assert one(client)["version"] == 1


@pytest.mark.parametrize(
    "body", [{"text": 7}, {"text": None, "fields": {"question": 7}}, {"nothing": "such"}, {"fields": []}]
)
def test_a_body_of_another_form_is_wrong_input(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.patch(f"{API}/{POST}", json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_input")


def test_versions_keep_what_was_said_and_who_said_it(client: TestClient) -> None:
    amend(client, "换个问法", one(client)["revision"], why="太长")
    newest, first = client.get(f"{API}/{POST}/versions").json()["items"]
    assert (newest["number"], newest["text"], newest["who"], newest["why"]) == (
        2,
        "换个问法",
        "local",
        "太长",
    )
    assert (first["number"], first["who"]) == (1, "sishi")


# -- approval ------------------------------------------------------------------------------------


def test_approval_holds_for_what_was_seen(client: TestClient) -> None:
    end = do(client, "approve", sight(client))["outcomes"][POST]
    assert (end["status"], end["item"]["state"]) == ("done", "approved")
    assert one(client)["approved_by"] == ["local"]


def test_approval_of_other_pixels_is_a_conflict_that_says_so(client: TestClient) -> None:
    end = do(client, "approve", sight(client) | {"poster_sha256": "0" * 64})["outcomes"][POST]
    assert (end["status"], end["what"]) == ("conflict", ["poster"])
    assert "海报" in end["message"] or "poster" in end["message"]
    assert one(client)["state"] == "in_review"


@pytest.mark.parametrize("name", ["version", "text_sha256", "poster_sha256"])
def test_an_approval_that_does_not_say_what_was_seen_is_428(client: TestClient, name: str) -> None:
    item = {key: value for key, value in sight(client).items() if key != name}
    answer = client.post(f"{API}/approve", json={"items": [item]})
    assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")
    assert name in answer.json()["message"]
    assert one(client)["state"] == "in_review"


def test_unsaved_words_are_approved_as_they_were_drawn(client: TestClient) -> None:
    fields = {"question": "几度？"}
    drawn = client.post("/api/v1/draw", json={"post": POST, "fields": fields}).headers["etag"].strip('"')
    draft = {"text": "换个问法", "fields": fields, "poster": drawn}
    batch = do(client, "approve", sight(client) | {"draft": draft})
    now = one(client)
    assert (now["state"], now["version"], now["text"]) == ("approved", 2, "换个问法")
    assert (now["poster"], now["fields"]["question"]) == (drawn, "几度？")
    assert len(now["poster_sha256"]) == 64
    undone = client.post("/api/v1/undo", json={"entry": batch["entry"]}).json()["outcomes"][POST]["item"]
    assert (undone["state"], undone["version"]) == ("in_review", 1)


def test_unsaved_words_that_were_drawn_otherwise_are_a_conflict_and_not_saved(client: TestClient) -> None:
    draft = {"fields": {"question": "几度？"}, "poster": "0" * 32}
    end = do(client, "approve", sight(client) | {"draft": draft})["outcomes"][POST]
    assert (end["status"], end["what"]) == ("conflict", ["poster"])
    assert one(client)["version"] == 1


def test_an_edit_after_approval_takes_it_back_to_review(client: TestClient) -> None:
    do(client, "approve", sight(client))
    amend(client, "再改一个字", one(client)["revision"])
    now = one(client)
    assert (now["state"], now["approved_by"]) == ("in_review", [])


def test_one_conflict_does_not_hold_up_the_rest_of_a_week(client: TestClient) -> None:
    good, stale = sight(client, OTHER_DAY), sight(client)
    amend(client, "他改过", one(client)["revision"])
    answer = do(client, "approve", good, stale)
    assert [answer["outcomes"][key]["status"] for key in (OTHER_DAY, POST)] == ["done", "conflict"]
    assert answer["entry"] is not None


# -- the other verbs -----------------------------------------------------------------------------


def test_a_return_needs_a_reason(client: TestClient) -> None:
    assert do(client, "return", seen(client))["outcomes"][POST]["status"] == "refused"
    assert do(client, "return", seen(client), why="太硬")["outcomes"][POST]["item"]["state"] == "returned"
    assert one(client)["note"] == "太硬"


def test_the_sentence_of_a_refusal_is_in_the_readers_language(client: TestClient) -> None:
    english = client.post(
        f"{API}/return", json={"items": [seen(client)]}, headers={"Accept-Language": "en"}
    ).json()
    assert english["outcomes"][POST]["message"] == "Say why"


def test_what_is_withdrawn_can_be_reopened(client: TestClient) -> None:
    assert do(client, "withdraw", seen(client))["outcomes"][POST]["item"]["state"] == "cancelled"
    assert do(client, "reopen", seen(client))["outcomes"][POST]["item"]["state"] == "in_review"


def test_a_lock_keeps_others_off_until_it_is_opened(client_as: ClientAs) -> None:
    lin, zhou, chen = (client_as(role, name) for role, name in EDITORS)
    do(lin, "lock", seen(lin))
    assert "lin" in do(zhou, "return", seen(zhou), why="太硬")["outcomes"][POST]["message"]
    assert do(zhou, "unlock", seen(zhou))["outcomes"][POST]["status"] == "refused"
    assert do(chen, "unlock", seen(chen))["outcomes"][POST]["item"]["locked_by"] == ""


EDITORS = ((Role.EDITOR, "lin"), (Role.EDITOR, "zhou"), (Role.APPROVER, "chen"))


def test_a_post_goes_out_at_another_time_of_its_day(client: TestClient) -> None:
    end = do(client, "postpone", seen(client) | {"goes_out_at": "2026-11-24T13:30:00+08:00"})
    assert end["outcomes"][POST]["item"]["goes_out_at"] == "2026-11-24T05:30:00Z"


@pytest.mark.parametrize("time", ["2026-11-24T13:30:00", 1795498200, "soon"])
def test_a_time_without_a_zone_or_that_is_no_time_is_wrong_input(client: TestClient, time: object) -> None:
    body = {"items": [seen(client) | {"goes_out_at": time}]}
    assert client.post(f"{API}/postpone", json=body).status_code == 422


def test_an_exchange_names_the_other_cell_among_what_moved(client: TestClient) -> None:
    there = one(client, OTHER_DAY)
    asked = seen(client) | {"other": OTHER_DAY, "other_revision": there["revision"]}
    end = do(client, "exchange", asked)["outcomes"][POST]
    assert (end["status"], end["item"]["story"]) == ("done", there["story"])
    assert [post["id"] for post in end["also"]] == [OTHER_DAY]


def test_an_exchange_with_another_slot_is_refused_by_name(client: TestClient) -> None:
    asked = seen(client) | {"other": SHARE, "other_revision": one(client, SHARE)["revision"]}
    end = do(client, "exchange", asked)["outcomes"][POST]
    assert (end["status"], end["code"]) == ("refused", "other_slot")
    assert "「午」" in end["message"]


def test_a_swap_takes_an_alternative_and_draws_it(client: TestClient) -> None:
    best = client.get(f"{API}/{SHARE}/alternatives").json()["items"][0]
    picture = client.get(best["picture"])
    assert Image.open(BytesIO(picture.content)).width == 360
    asked = seen(client, SHARE) | {"story": best["story"], "submission": best["submission"]}
    end = do(client, "swap", asked)["outcomes"][SHARE]
    assert (end["item"]["submission"], end["item"]["state"]) == (best["submission"], "in_review")
    assert one(client, SHARE)["poster_sha256"]


def test_a_photo_nobody_may_show_is_no_picture(client: TestClient) -> None:
    answer = client.get(f"{API}/{SHARE}/instead.jpg", params={"submission": "no-such"})
    assert (answer.status_code, answer.json()["code"]) == (404, "refused")


# -- undo ----------------------------------------------------------------------------------------


def test_undo_takes_back_a_whole_batch_and_redo_does_it_again(client: TestClient) -> None:
    do(client, "approve", sight(client), sight(client, OTHER_DAY))
    assert len(client.post("/api/v1/undo").json()["outcomes"]) == 2
    assert {one(client)["state"], one(client, OTHER_DAY)["state"]} == {"in_review"}
    client.post("/api/v1/redo")
    assert {one(client)["state"], one(client, OTHER_DAY)["state"]} == {"approved"}


def test_undo_of_nothing_is_an_empty_answer(client: TestClient) -> None:
    answer = client.post("/api/v1/undo").json()
    assert answer == {"outcomes": {}, "entry": None, "what": "", "asks": None}


def test_an_undo_on_a_groups_page_is_of_that_group_and_says_of_what(client: TestClient) -> None:
    elsewhere = next(item["id"] for item in client.get(API, params={"group": "g2"}).json()["items"])
    do(client, "approve", sight(client))
    do(client, "approve", sight(client, elsewhere))
    answer = client.post("/api/v1/undo", json={"scope": {"group": "g1"}}).json()
    assert list(answer["outcomes"]) == [POST]
    assert answer["what"].startswith("批准：")
    assert answer["what"].endswith("11-24 午")
    assert one(client)["state"] == "in_review"
    assert one(client, elsewhere)["state"] == "approved"


def test_an_undo_that_lies_elsewhere_is_named_and_asked_for(client: TestClient) -> None:
    elsewhere = next(item["id"] for item in client.get(API, params={"group": "g2"}).json()["items"])
    do(client, "approve", sight(client, elsewhere))
    answer = client.post("/api/v1/undo", json={"scope": {"group": "g1"}}).json()
    assert (answer["outcomes"], answer["entry"]) == ({}, None)
    assert answer["asks"]["what"].startswith("批准：")
    assert one(client, elsewhere)["state"] == "approved"
    taken = client.post("/api/v1/undo", json={"entry": answer["asks"]["entry"]}).json()
    assert list(taken["outcomes"]) == [elsewhere]


def test_an_action_on_two_groups_is_not_taken_back_from_the_page_of_one(client: TestClient) -> None:
    elsewhere = next(item["id"] for item in client.get(API, params={"group": "g2"}).json()["items"])
    do(client, "approve", sight(client), sight(client, elsewhere))
    answer = client.post("/api/v1/undo", json={"scope": {"group": "g1"}}).json()
    assert "2 个群的 2 条" in answer["asks"]["what"]
    assert one(client)["state"] == "approved"


def test_a_redo_on_a_groups_page_does_again_what_was_undone_there(client: TestClient) -> None:
    elsewhere = next(item["id"] for item in client.get(API, params={"group": "g2"}).json()["items"])
    do(client, "approve", sight(client))
    do(client, "approve", sight(client, elsewhere))
    here = {"scope": {"group": "g1"}}
    client.post("/api/v1/undo", json=here)
    assert list(client.post("/api/v1/redo", json=here).json()["outcomes"]) == [POST]
    assert one(client)["state"] == "approved"
    assert client.post("/api/v1/redo", json=here).json()["entry"] is None


def test_undo_brings_the_words_back(client: TestClient) -> None:
    was = one(client)
    amend(client, "换个问法", was["revision"], fields={"question": "水要多热？"})
    client.post("/api/v1/undo")
    now = one(client)
    assert (now["text"], now["poster_sha256"], now["version"]) == (was["text"], was["poster_sha256"], 1)


def test_undo_over_somebody_elses_edit_is_refused_and_explained(client_as: ClientAs) -> None:
    lin, zhou = client_as(Role.EDITOR, "lin"), client_as(Role.EDITOR, "zhou")
    amend(lin, "林写的", one(lin)["revision"])
    amend(zhou, "周写的", one(zhou)["revision"])
    end = lin.post("/api/v1/undo").json()["outcomes"][POST]
    assert (end["status"], end["changed_by"]) == ("conflict", "zhou")
    assert one(lin)["text"] == "周写的"


# -- drawing while typing ------------------------------------------------------------------------


def test_a_sketch_is_a_picture_of_the_words_and_changes_nothing(
    client: TestClient, office: DeskContext
) -> None:
    with office.open_store(reading=True) as store:
        before = len(store.queue.posts(states=[PostState.IN_REVIEW])), store.feed.newest_change()
    plain = client.post("/api/v1/draw", json={"post": POST, "fields": {}})
    other = client.post("/api/v1/draw", json={"post": POST, "fields": {"question": "水要多热？"}})
    assert [Image.open(BytesIO(each.content)).size for each in (plain, other)] == [(540, 720)] * 2
    assert plain.content != other.content
    with office.open_store(reading=True) as store:
        assert (len(store.queue.posts(states=[PostState.IN_REVIEW])), store.feed.newest_change()) == before


def test_a_sketch_that_does_not_fit_says_so_under_its_field(client: TestClient) -> None:
    answer = client.post("/api/v1/draw", json={"post": POST, "fields": {"question": "长" * 60}})
    assert answer.status_code == 422
    assert "放得下 36 字" in answer.json()["fields"]["question"]
    english = client.post(
        "/api/v1/draw", json={"post": POST, "fields": {"question": "长" * 60}}, params={"lang": "en"}
    )
    assert "36 fit" in english.json()["fields"]["question"]


# -- who may --------------------------------------------------------------------------------------


def test_who_only_looks_changes_nothing(client_as: ClientAs) -> None:
    viewer = client_as(Role.VIEWER)
    assert viewer.get(API).status_code == 200
    for verb in ("approve", "return", "postpone", "swap", "exchange", "lock", "unlock", "withdraw", "reopen"):
        assert viewer.post(f"{API}/{verb}", json={"items": []}).status_code == 403
    assert viewer.post("/api/v1/undo").status_code == 403
    assert viewer.post("/api/v1/draw", json={"post": POST}).status_code == 403


def test_an_editor_does_not_approve(client_as: ClientAs) -> None:
    editor = client_as(Role.EDITOR)
    assert editor.post(f"{API}/approve", json={"items": [sight(editor)]}).status_code == 403


def test_a_stranger_reads_nothing(app: FastAPI) -> None:
    stranger = TestClient(app, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    assert stranger.get(API).status_code == 401


def test_every_route_names_the_verb_it_needs() -> None:
    verbs = {
        dependency.call.verb
        for router in (posts.router, undo.router, draw.router)
        for route in router.routes
        for dependency in route.dependant.dependencies  # type: ignore[attr-defined] # these are API routes
    }
    assert {Verb.VIEW, Verb.APPROVE, Verb.AMEND, Verb.UNDO, Verb.REDO} <= verbs


# -- the calendar ---------------------------------------------------------------------------------


def test_what_went_out_cannot_be_approved(client: TestClient, office: DeskContext) -> None:
    late = office.clock() + timedelta(days=3)
    object.__setattr__(office, "clock", lambda: late)
    end = do(client, "approve", sight(client))["outcomes"][POST]
    assert end["status"] == "refused"
