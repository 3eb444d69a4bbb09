"""The rooms beside board and culling: what they show, where they lead, and what they refuse."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import regex
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from content.model import Gap, Message, Post, PostState, Role, Seen, Slot, own_words, text_hash
from content.review import return_
from content.workers import Workers
from content.workspace import Workspace
from desk.app import create_app
from desk.auth import COOKIE, local_cookie
from desk.badges import badges_of
from desk.context import DeskContext
from desk.datetimes import day_words, took, within
from desk.difference import pieces
from desk.night import Ended, night_of
from desk.pages.day import notice
from desk.pages.settings import nightly
from desk.proofs import real_captions
from desk.queue_query import QueueQuery

PAGES = (
    "/",
    "/queue",
    "/review",
    "/find",
    "/stories",
    "/stories/new",
    "/stories/new?from=file",
    "/stories/s1",
    "/brand",
    "/export/print",
    "/templates",
    "/runs",
    "/runs/r1",
    "/audit",
    "/groups",
    "/groups/g1",
    "/links",
    "/settings",
    "/settings/users",
    "/day/g1/2026-11-23/preview",
)


def first_post(workspace: Workspace, group: str = "g1") -> Post:
    with workspace.open_store(reading=True) as store:
        return store.queue.posts(groups=[group])[0]


# -- every room ---------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_room_opens_in_both_languages_with_nothing_inline(client: TestClient, language: str) -> None:
    client.cookies.set("lang", language)
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text
        assert not re.search(r" style=| on[a-z]+=|<style|javascript:", answer.text), page


def test_a_stranger_sees_none_of_them(app: FastAPI) -> None:
    stranger = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    assert {stranger.get(page).status_code for page in PAGES} == {401}


# -- today --------------------------------------------------------------------------------------
def test_today_counts_what_waits_and_leads_there(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        waiting = len(store.queue.posts(states=[PostState.IN_REVIEW]))
    text = client.get("/").text
    assert f"<b>{waiting}</b>" in text
    assert 'href="/queue?status=in_review"' in text


def test_today_lists_posts_by_deadline_and_leaves_out_those_whose_time_is_over(
    client: TestClient, workspace: Workspace
) -> None:
    text = client.get("/").text
    with workspace.open_store(reading=True) as store:
        ids = [post.id for post in store.queue.posts()]
    found = [text.index(f"sel={key}") for key in ids if f"sel={key}" in text]
    assert found == sorted(found)
    assert found


# -- the queue ----------------------------------------------------------------------------------
def test_the_queue_goes_on_where_it_ended_and_shows_each_post_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    monkeypatch.setattr("desk.pages.queue.A_PAGE", 5)
    address, seen = "/queue?from=", []
    while address:
        text = client.get(address, headers={"X-Part": "1"}).text
        seen += re.findall(r'<li class="pc[^>]*data-id="([^"]*)"', text)
        more = text.split('<li class="more"><a class="btn" href="')
        address = more[1].split('"')[0].replace("&amp;", "&") if len(more) > 1 else ""
    with workspace.open_store(reading=True) as store:
        assert seen == [post.id for post in store.queue.posts()]


@pytest.mark.parametrize("wrong", ["status=eaten", "slot=midnight", "from=yesterday", "after=nowhere"])
def test_a_filter_that_makes_no_sense_is_refused_with_a_sentence(client: TestClient, wrong: str) -> None:
    assert client.get(f"/queue?{wrong}").status_code == 422


def test_without_days_or_a_state_the_queue_begins_today() -> None:
    today = date(2026, 11, 23)
    assert QueueQuery().filter(today).first == today
    assert QueueQuery(first="").filter(today).first is None
    assert QueueQuery(status="sent").filter(today).first is None


def test_chosen_cards_are_approved_without_a_script(client: TestClient, workspace: Workspace) -> None:
    text = client.get("/queue?group=g1&from=").text
    items = [part.split('"')[0] for part in text.split('form="bulk" value="')[1:]]
    answer = client.post("/queue/approve", data={"item": items[:2], "next": "/queue?group=g1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?group=g1")
    with workspace.open_store(reading=True) as store:
        assert len(store.queue.posts(states=[PostState.APPROVED])) == 2
    assert "2 张好了" in client.get("/queue?lang=zh").text


def test_a_card_that_changed_meanwhile_is_not_approved_and_said_so(
    client: TestClient, workspace: Workspace
) -> None:
    post = first_post(workspace)
    item = f"{post.id} {post.revision} {post.version} {text_hash('other words')} {'0' * 64}"
    client.post("/queue/approve", data={"item": item})
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(post.id).state is PostState.IN_REVIEW
    assert post.id in client.get("/queue").text.split('role="status"')[1].split("</p>")[0]


def test_a_return_needs_its_reason(client: TestClient, workspace: Workspace) -> None:
    post = first_post(workspace)
    item = f"{post.id} {post.revision} 1 {'0' * 64} {'0' * 64}"
    client.post("/queue/return", data={"item": item, "why": " "})
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(post.id).state is PostState.IN_REVIEW
    client.post("/queue/return", data={"item": item, "why": "标题太长"})
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(post.id).state is PostState.RETURNED


def test_after_a_form_nobody_is_led_elsewhere(client: TestClient, workspace: Workspace) -> None:
    post = first_post(workspace)
    item = f"{post.id} {post.revision} 1 {'0' * 64} {'0' * 64}"
    for away in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = client.post("/queue/withdraw", data={"item": item, "next": away})
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize("item", ["", "a b", "a x 1 c d", "a 1 1 c d e"])
def test_a_form_that_is_not_ours_is_refused(client: TestClient, item: str) -> None:
    assert client.post("/queue/approve", data={"item": item}).status_code == 422


# -- exports ------------------------------------------------------------------------------------
def test_an_export_has_the_posts_of_the_filter_and_a_safe_name(client: TestClient) -> None:
    answer = client.get("/export/csv?group=g2&slot=morning&from=")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert "/" not in answer.headers["content-disposition"]


@pytest.mark.parametrize("kind", ["xlsx", "json", "html", "zip", "ics"])
def test_every_kind_comes_whole(client: TestClient, office: DeskContext, kind: str) -> None:
    with office.open_store() as store:  # a parcel holds what is approved alone
        post = next(post for post in store.queue.posts() if post.group == "g2")
        store.queue.move(post.id, PostState.APPROVED, actor="老王", why=None, at=office.clock())
    answer = client.get(f"/export/{kind}?group=g2&from=")
    assert answer.status_code == 200
    if kind in ("xlsx", "zip", "ics"):
        assert ZipFile(io.BytesIO(answer.content)).testzip() is None
    elif kind == "json":
        assert len(json.loads(answer.content)) == 6


def test_an_export_leaves_nothing_behind(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    client.get("/export/csv?from=")
    assert not list(tmp_path.glob("sishi-export-*"))


def test_nothing_to_export_is_said_and_too_much_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/export/csv?status=sent").status_code == 404
    monkeypatch.setattr("desk.pages.export.MOST", 3)
    assert client.get("/export/csv?from=").status_code == 422


# -- one post -----------------------------------------------------------------------------------
def test_a_post_shows_its_text_its_versions_and_what_was_done(
    client: TestClient, workspace: Workspace
) -> None:
    post = first_post(workspace)
    text = client.get(f"/post/{post.id}").text
    assert post.text.splitlines()[0] in text
    assert "v1" in text
    assert f'href="/audit?item={post.id}"' in text


def test_a_reason_with_markup_in_it_stays_text(
    client: TestClient, workspace: Workspace, office: DeskContext
) -> None:
    post = first_post(workspace)
    why = "<script>alert(1)</script>"
    return_(office.open_store, [Seen(post.id, post.revision)], actor="<b>x</b>", why=why, at=office.clock())
    for page in (f"/post/{post.id}", "/queue?status=returned", "/audit", "/"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text
        assert "&lt;script&gt;" in text


def test_a_version_compared_with_itself_has_no_differences(client: TestClient, workspace: Workspace) -> None:
    post = first_post(workspace)
    text = client.get(f"/post/{post.id}/diff/1..1").text
    assert "<del>" not in text
    assert client.get(f"/post/{post.id}/diff/1..7").status_code == 404


def test_a_post_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/post/nobody").status_code == 404


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_tells_both_texts(older: str, newer: str) -> None:
    found = pieces(older, newer)
    assert "".join(piece.text for piece in found if piece.kind != "new") == older
    assert "".join(piece.text for piece in found if piece.kind != "gone") == newer
    assert all(a.kind != b.kind for a, b in pairwise(found))


def test_a_difference_splits_words_not_letters_and_no_emoji() -> None:
    assert [(p.kind, p.text) for p in pieces("喝 coffee 👩‍🍳", "喝 coffees 👩‍🍳")] == [
        ("same", "喝 "),
        ("gone", "coffee"),
        ("new", "coffees"),
        ("same", " 👩‍🍳"),
    ]
    assert {p.text for p in pieces("👩‍🍳", "👩‍🌾")} == {"👩‍🍳", "👩‍🌾"}


# -- a day on a phone ---------------------------------------------------------------------------
def test_a_day_shows_its_messages_in_order(client: TestClient, workspace: Workspace) -> None:
    text = client.get("/day/g1/2026-11-23/preview?look=dark&size=large").text
    with workspace.open_store(reading=True) as store:
        told = [post for post in store.queue.posts() if (post.group, post.day) == ("g1", date(2026, 11, 23))]
    places = [text.index(f'href="/post/{post.id}"') for post in told]
    assert places == sorted(places)
    assert 'data-look="dark" data-size="large"' in text


def test_a_day_without_posts_says_so(client: TestClient) -> None:
    assert "这一天没有消息" in client.get("/day/g1/2030-01-01/preview?lang=zh").text


@given(st.text(max_size=80))
def test_a_notification_is_one_line_of_seventeen_characters_at_most(text: str) -> None:
    said = notice(text)
    assert "\n" not in said
    assert len(regex.findall(r"\X", said.removesuffix("…"))) <= 17


# -- templates ----------------------------------------------------------------------------------
def test_the_gallery_says_why_a_template_is_set_aside(client: TestClient, workspace: Workspace) -> None:
    assert 'id="broken"' not in client.get("/templates").text
    torn = workspace.root / "templates" / "posters" / "torn"
    torn.mkdir(parents=True)
    (torn / "template.toml").write_text("torn = ", encoding="utf-8")
    page = client.get("/templates").text
    broken = page.split('id="broken"')[1].split("</section>")[0]
    assert "torn" in broken
    assert "hook-type" in page


def test_a_proof_counts_what_is_wrong_and_draws_each_cell_once(client: TestClient) -> None:
    address = "/templates/hook-type/proof?set=4&text=" + "很长的一段话" * 30
    text = client.get(address).text
    assert "data-waiting" not in text
    assert text.count('class="cell') >= 5
    assert "b-chg" in text.split('class="cells')[0]
    key = text.split("/templates/proof/")[1].split(".jpg")[0]
    assert client.get(f"/templates/proof/{key}.jpg").headers["content-type"] == "image/jpeg"
    assert client.get(address).text == text


def test_a_long_proof_is_drawn_a_row_at_a_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.proofs.AT_ONCE", 2)
    address = "/templates/hook-type/proof?set=5"
    drawn = [client.get(address).text.count("/templates/proof/") for _ in range(4)]
    assert drawn == [2, 4, 5, 5]
    assert "data-waiting" not in client.get(address).text


def test_a_template_nobody_has_and_a_cell_nobody_drew_are_not_found(client: TestClient) -> None:
    assert client.get("/templates/no-such/proof").status_code == 404
    assert client.get(f"/templates/proof/{'0' * 32}.jpg").status_code == 404
    assert client.get("/templates/proof/../../sishi.toml").status_code == 404


def test_real_captions_are_filled_up_with_hard_ones() -> None:
    captions = real_captions([], 20)
    assert len(captions) == 20
    assert len({caption.text for caption in captions}) == 20


# -- runs ---------------------------------------------------------------------------------------
def test_a_run_that_left_no_word_is_under_way_and_after_hours_cut_off(office: DeskContext) -> None:
    at = office.clock()
    with office.open_store() as store:
        store.runs.begin_run("r2", {"first_day": "2026-11-24", "days": 7}, at)
        run = store.lists.run("r2")
    assert run is not None
    assert night_of(run, at).ended is Ended.RUNNING
    assert night_of(run, at + timedelta(days=1)).ended is Ended.CUT_OFF
    assert night_of(run, at).span == (date(2026, 11, 24), date(2026, 11, 30))


def test_running_again_asks_for_the_same_night_and_is_written_down(
    workspace: Workspace, workers: Workers, now: datetime
) -> None:
    asked: list[dict[str, Any]] = []

    def rerun(order: dict[str, Any]) -> str:
        asked.append(order)
        return ""

    office = DeskContext(workspace, workers, entry="secret", clock=lambda: now, rerun=rerun)
    client = TestClient(
        create_app(office), base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"}
    )
    client.cookies.set(COOKIE, local_cookie(office))
    client.post("/runs/r1/again")
    with workspace.open_store(reading=True) as store:
        run = store.lists.run("r1")
    assert run is not None
    assert asked == [dict(run.asked)]
    assert "重跑" in client.get("/audit?item=r1&lang=zh").text


def test_where_nothing_can_run_again_there_is_no_button(client: TestClient) -> None:
    assert "/again" not in client.get("/runs").text
    assert client.post("/runs/r1/again").status_code == 503


def test_a_run_names_why_submissions_were_dropped(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        run = store.lists.run("r1")
        assert run is not None
        store.runs.end_run(
            "r1", {**(run.report or {}), "dropped_by_reason": {"shows_people": 3}}, run.began_at
        )
    assert "有人入镜 <b>3</b>" in client.get("/runs/r1").text
    assert "shows people <b>3</b>" in client.get("/runs/r1", params={"lang": "en"}).text


# -- audit, groups ------------------------------------------------------------------------------
def test_the_audit_as_csv_has_the_filter_and_no_formulas(client: TestClient, office: DeskContext) -> None:
    with office.open_store() as store:
        store.write_down("amend", "x1", actor="=cmd()", why=own_words("+1"), at=office.clock())
    rows = list(csv.DictReader(io.StringIO(client.get("/audit.csv?item=x1").content.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert not rows[0]["who"].startswith("=")
    assert not rows[0]["why"].startswith("+")


def test_groups_with_gaps_are_found(client: TestClient, office: DeskContext) -> None:
    with office.open_store() as store:
        gap = Gap(
            "g2", date(2026, 11, 24), Slot.EVENING, (), Message("legacy.text", zh="没有照片", en="no photo")
        )
        store.plan.set_gaps([gap], groups=["g2"], first=gap.day, last=gap.day, run="r1")
    text = client.get("/groups?gaps=1").text
    assert "二群" in text
    assert "一群" not in text
    assert "没有照片" in client.get("/groups/g2?lang=zh").text


def test_other_slot_times_are_kept_and_written_down(client: TestClient, office: DeskContext) -> None:
    times = {"morning": "07:30", "noon": "12:00", "afternoon": "", "evening": "21:00"}
    assert client.post("/groups/g1/slots", data=times).status_code == 303
    with office.open_store(reading=True) as store:
        group = store.library.group("g1")
    assert [slot.value for slot in group.slots] == ["morning", "noon", "evening"]
    assert "07:30" in client.get("/audit?item=g1").text


@pytest.mark.parametrize(
    "times",
    [{}, {"morning": "12:00", "noon": "08:00"}, {"morning": "08:00", "noon": "08:00"}, {"noon": "29:00"}],
)
def test_slot_times_out_of_order_are_refused(client: TestClient, times: dict[str, str]) -> None:
    assert client.post("/groups/g1/slots", data=times).status_code == 422


def test_an_editor_sees_slot_times_but_may_not_set_them(client_as: Callable[..., TestClient]) -> None:
    editor = client_as(Role.EDITOR)
    assert "disabled" in editor.get("/groups/g1").text
    assert editor.post("/groups/g1/slots", data={"morning": "08:00"}).status_code == 403


# -- words --------------------------------------------------------------------------------------
def test_days_and_distances_are_said_in_both_languages() -> None:
    assert day_words(date(2026, 11, 26), "en") == "Thu 26 Nov"
    assert day_words(date(2026, 11, 26), "zh") == "11 月 26 日 周四"
    assert within(timedelta(hours=3), "zh") == "3 小时后"
    assert within(timedelta(days=-2), "en") == "2 d ago"
    assert within(timedelta(seconds=5), "en") == "now"


def test_durations_are_short(now: datetime) -> None:
    assert took(now, now + timedelta(seconds=12), "en") == "12 s"
    assert took(now, now + timedelta(seconds=185), "en") == "3 min 05 s"
    assert took(now, now + timedelta(seconds=185), "zh") == "3 分 05 秒"
    assert took(now, now + timedelta(hours=1, minutes=2), "en") == "1 h 02 min"


# -- words of every page ------------------------------------------------------------------------
def test_the_audit_names_a_cell_by_group_day_and_slot(client: TestClient) -> None:
    page = client.get("/audit?item=g1-2026-11-23-noon").text
    assert "一群 · 11 月 23 日 午" in page
    assert 'title="g1-2026-11-23-noon"' in page
    assert "四时" in page


@pytest.mark.parametrize(
    ("cron", "said"), [("0 2 * * *", "02:00"), ("30 23 * * *", "23:30"), ("0 2 * * 1", "0 2 * * 1")]
)
def test_a_daily_rhythm_is_said_as_a_time(cron: str, said: str) -> None:
    assert nightly(cron) == said


def returned(client: TestClient) -> None:
    post = client.get("/api/v1/posts/g1-2026-11-23-noon").json()
    asked = {"items": [{"id": post["id"], "revision": post["revision"]}], "why": "太暗"}
    client.post("/api/v1/posts/return", json=asked)


def test_the_rail_counts_anew_after_a_while(office: DeskContext, client: TestClient, now: datetime) -> None:
    assert badges_of(office, now)["/review"] == 0
    returned(client)
    assert badges_of(office, now + timedelta(seconds=4))["/review"] == 0
    assert badges_of(office, now + timedelta(seconds=6))["/review"] == 1


@pytest.mark.parametrize("path", ["/", "/queue"])
def test_what_one_just_did_is_counted_at_once(client: TestClient, path: str) -> None:
    chip = re.compile(r"需改.{0,20}<b>(\d+)</b>|<b>(\d+)</b>.{0,40}需改", re.DOTALL)
    before = chip.findall(client.get(path).text)
    returned(client)
    assert chip.findall(client.get(path).text) != before


def test_the_words_on_a_poster_are_named_for_people(client: TestClient) -> None:
    page = client.get("/post/g1-2026-11-23-noon").text.split("海报上的字")[1].split("</section>")[0]
    assert "海报问题" in page
    assert not re.search("<dt>(sign|job|brand|question)</dt>", page)
