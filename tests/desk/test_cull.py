"""The culling room without scripts, and the same verbs as JSON."""

import re
from array import array
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from content.errors import UnknownId
from content.model import (
    Choice,
    Consent,
    ConsentScope,
    ConsentState,
    Member,
    Reason,
    Role,
    Seen,
    Slot,
)
from content.review import Decide, decide
from content.rights.consents import record_consent
from content.shortlist.reasons import dropped
from content.store.culling import LATER, Scored
from content.store.rail import RailFilter
from content.workspace import Workspace
from desk.cull_query import CullAsked, strip_of

COPY, ROOT = "i03", "i01"


@pytest.fixture
def stacked(workspace: Workspace) -> Workspace:
    """One photo is a copy of another: the night said so."""
    with workspace.open_store() as store:
        twin = dropped(Reason.NEAR_DUPLICATE, score=0.5, of=ROOT)
        store.curation.set_verdicts(
            {COPY: twin}, at=datetime.fromisoformat("2026-11-22T17:00+00:00"), run="r1"
        )
    return workspace


def at_of(page: str) -> str:
    """The photo the page looks at."""
    found = re.search(r'class="th[^"]*\bcur"[^>]*data-id="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


def on_strip(page: str) -> list[str]:
    return re.findall(r'data-id="([^"]+)" data-version', page)


def say_of(workspace: Workspace, key: str, choice: Choice, now: datetime, actor: str = "周正") -> None:
    with workspace.open_store(reading=True) as store:
        was = store.decisions.about([key]).get(key)
    seen = Seen(key, was.version if was else 0)
    batch = decide(workspace.open_store, [Decide(seen, choice)], actor=actor, at=now)
    assert not batch.conflicts
    assert not batch.refused


def sent(client: TestClient, *items: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/submissions/decide", json={"items": list(items)})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


# -- the room -------------------------------------------------------------------------------------
def test_the_room_shows_the_best_photo_nobody_decided_on_beside_its_poster(client: TestClient) -> None:
    page = client.get("/cull").text
    best = at_of(page)
    assert best == on_strip(page)[0]
    assert f'src="/cull/poster/{best}.jpg"' in page
    assert "0 / 12" in page


def test_every_part_of_a_score_has_a_bar_with_its_value(client: TestClient) -> None:
    page = client.get("/cull").text
    frame = client.get(f"/api/v1/submissions/{at_of(page)}").json()["submission"]
    counted = [part for part in frame["score"]["parts"] if part["weight"]]
    assert page.count("<meter") == len(counted) > 5
    assert "清晰" in page
    assert "入选线" in page


def test_a_page_without_scripts_has_a_form_for_every_decision(client: TestClient) -> None:
    page = client.get("/cull").text
    for value in ("keep", "drop", "later"):
        assert f'name="choice" value="{value}"' in page
    assert page.count('name="rating"') == 10  # five below the photo, five in the sheet of phones
    assert 'name="comment"' in page
    assert "style=" not in page


def test_a_form_decides_and_leads_to_the_next_open_photo(client: TestClient, workspace: Workspace) -> None:
    first, second = on_strip(client.get("/cull").text)[:2]
    answer = client.post("/cull/decide", data={"id": first, "seen": 0, "choice": "keep"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cull?at={second}")
    with workspace.open_store(reading=True) as store:
        assert store.decisions.about([first])[first].choice is Choice.KEEP
    assert "1 / 12" in client.get("/cull").text


def test_the_last_decision_stays_at_its_photo(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    *others, last = on_strip(client.get("/cull").text)
    for key in others:
        say_of(workspace, key, Choice.DROP, now)
    answer = client.post("/cull/decide", data={"id": last, "seen": 0, "choice": "drop"})
    assert answer.headers["location"] == f"/cull?at={last}"
    assert "这一批看完了" in client.get("/cull").text


def test_stars_pick_a_photo(client: TestClient, workspace: Workspace) -> None:
    key = at_of(client.get("/cull").text)
    client.post("/cull/decide", data={"id": key, "seen": 0, "rating": 4})
    with workspace.open_store(reading=True) as store:
        said = store.decisions.about([key])[key]
    assert (said.choice, said.rating) == (Choice.KEEP, 4)


def test_later_counts_as_seen_and_clear_takes_everything_back(client: TestClient) -> None:
    key = at_of(client.get("/cull").text)
    client.post("/cull/decide", data={"id": key, "seen": 0, "choice": "later"})
    page = client.get("/cull").text
    assert at_of(page) != key
    assert "1 / 12" in page
    client.post("/cull/decide", data={"id": key, "seen": 1, "choice": "clear"})
    assert at_of(client.get("/cull").text) == key


def test_a_form_of_an_old_tab_is_answered_with_who_was_faster(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    key = at_of(client.get("/cull").text)
    say_of(workspace, key, Choice.DROP, now)
    answer = client.post("/cull/decide", data={"id": key, "seen": 0, "choice": "keep"})
    assert answer.status_code == 409
    assert "周正 刚改为「去」" in answer.text
    assert at_of(answer.text) == key


def test_a_withdrawn_photo_cannot_be_picked_and_the_page_says_why(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    key = at_of(client.get("/cull").text)
    with workspace.open_store() as store:
        record_consent(store, key, Consent(ConsentState.WITHDRAWN), at=now, by="群友")
    answer = client.post("/cull/decide", data={"id": key, "seen": 0, "choice": "keep"})
    assert answer.status_code == 422
    assert "作者撤回了授权" in answer.text


def test_undo_and_redo_by_form_return_to_the_photo(client: TestClient, workspace: Workspace) -> None:
    key = at_of(client.get("/cull").text)
    client.post("/cull/decide", data={"id": key, "seen": 0, "choice": "drop"})
    answer = client.post("/cull/undo", data={})
    assert answer.headers["location"] == f"/cull?at={key}"
    assert "0 / 12" in client.get("/cull").text
    client.post("/cull/undo", data={"again": "1"})
    with workspace.open_store(reading=True) as store:
        assert store.decisions.about([key])[key].choice is Choice.DROP


def test_the_address_holds_the_whole_view(client: TestClient) -> None:
    page = client.get("/cull?group=g1&sort=oldest&template=share-film").text
    assert on_strip(page)
    assert all(int(key[1:]) % 2 == 0 for key in on_strip(page))  # the even ones came from g1
    assert "group=g1&amp;sort=oldest&amp;at=" in page
    assert "/cull/decide?group=g1&amp;sort=oldest&amp;template=share-film" in unescape(page).replace(
        "&", "&amp;"
    )


def test_a_photo_behind_the_first_page_begins_the_strip_itself(
    client: TestClient, workspace: Workspace
) -> None:
    with workspace.open_store(reading=True) as store:
        strip = strip_of(store, CullAsked(group="g2", at="i04", sort="newest"), store.culling.gathered())
    assert strip.items[0].id == "i04"
    assert not strip.begun
    assert "从头看" in client.get("/cull?group=g2&at=i04&sort=newest").text


def test_a_photo_that_is_not_there_is_said_so(client: TestClient) -> None:
    assert client.get("/cull?at=nobody").status_code == 404
    assert client.get("/cull/frame/nobody").status_code == 404
    assert client.get("/cull/poster/nobody.jpg").status_code == 404


def test_an_empty_batch_says_that_there_is_nothing_to_cull(client: TestClient) -> None:
    page = client.get("/cull?consent=refused").text
    assert "这里没有要选的照片" in page


def test_names_and_words_of_members_are_text_and_never_markup(
    client: TestClient, workspace: Workspace
) -> None:
    with workspace.open_store() as store:
        store.library.put_members([Member("m00", '<img src=x onerror="alert(1)">', "g1")])
    page = client.get("/cull?at=i00").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


# -- stacks ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("stacked")
def test_copies_of_a_photo_are_folded_until_they_are_asked_for(client: TestClient) -> None:
    folded, open_ = client.get("/cull").text, client.get("/cull?stack=open").text
    assert COPY not in on_strip(folded)
    assert COPY in on_strip(open_)
    assert "0 / 11" in folded
    assert "0 / 12" in open_


def test_keeping_the_best_of_a_stack_drops_the_rest_in_one_undo(
    stacked: Workspace, client: TestClient
) -> None:
    page = client.get(f"/cull?at={ROOT}").text
    assert "留此弃 1" in page
    assert f'name="rest" value="0 {COPY}"' in page
    client.post("/cull/decide", data={"id": ROOT, "seen": 0, "choice": "best", "rest": f"0 {COPY}"})
    with stacked.open_store(reading=True) as store:
        said = store.decisions.about([ROOT, COPY])
    assert (said[ROOT].choice, said[COPY].choice) == (Choice.KEEP, Choice.DROP)
    client.post("/cull/undo", data={})
    with stacked.open_store(reading=True) as store:
        assert {each.choice for each in store.decisions.about([ROOT, COPY]).values()} == {Choice.UNDECIDED}


# -- posters --------------------------------------------------------------------------------------
def test_a_poster_is_drawn_once_and_known_by_its_spec(client: TestClient) -> None:
    first = client.get("/cull/poster/i00.jpg")
    assert first.status_code == 200, first.text
    assert first.content[:2] == b"\xff\xd8"
    again = client.get("/cull/poster/i00.jpg", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    other = client.get("/cull/poster/i00.jpg?comment=好看", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_comment_too_long_for_the_poster_is_answered_with_the_sentence(client: TestClient) -> None:
    answer = client.get(f"/cull/poster/i00.jpg?comment={'长' * 61}")
    assert answer.status_code == 422
    assert "编辑的话" in answer.text


# -- the store's part -----------------------------------------------------------------------------
def test_progress_counts_each_choice_once(workspace: Workspace, now: datetime) -> None:
    say_of(workspace, "i00", Choice.KEEP, now)
    say_of(workspace, "i01", Choice.DROP, now)
    later = Decide(Seen("i02", 0), Choice.UNDECIDED, reason=LATER)
    decide(workspace.open_store, [later], actor="周正", at=now)
    with workspace.open_store(reading=True) as store:
        progress = store.culling.progress(RailFilter(), folded=False)
        only = store.culling.progress(RailFilter(group="g1"), folded=False)
    assert (progress.kept, progress.dropped, progress.later, progress.total) == (1, 1, 1, 12)
    assert progress.decided == 3
    assert (only.kept, only.dropped, only.later, only.total) == (1, 0, 1, 6)


def test_batches_are_the_runs_that_brought_something(workspace: Workspace, now: datetime) -> None:
    with workspace.open_store() as store:
        store.runs.begin_run("empty", {}, now)
        assert [(each.run, each.count) for each in store.culling.gathered()] == [("r1", 12)]


def test_how_a_photo_stands_follows_from_all_scores(workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        totals = {
            key: outcome.total
            for key, outcome in store.curation.outcomes().items()
            if hasattr(outcome, "total")
        }
        best, worst = max(totals, key=totals.__getitem__), min(totals, key=totals.__getitem__)
        scored = store.culling.scored()
        high, low = store.culling.standing(best, scored), store.culling.standing(worst, scored)
    assert high.above == pytest.approx(11 / 12)
    assert low.above == 0
    assert high.line == pytest.approx(min(totals.values()))


@pytest.mark.parametrize(
    ("totals", "total", "above"),
    [([], 0.5, 0), ([0.1, 0.5, 0.5, 0.9], 0.5, 0.25), ([0.1, 0.2], 0.3, 1), ([0.1, 0.2], None, 0)],
)
def test_a_score_is_above_the_lower_ones_alone(
    totals: list[float], total: float | None, above: float
) -> None:
    assert Scored(array("d", totals), None, 0).above(total) == above


def test_a_submission_nobody_knows_is_named(workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        assert store.intake.submission("i00").id == "i00"
        with pytest.raises(UnknownId, match="'i99'"):
            store.intake.submission("i99")


def test_the_next_use_is_the_earliest_day_from_today(workspace: Workspace) -> None:
    first = date(2026, 11, 23)
    with workspace.open_store(reading=True) as store:
        placed = [place for place in store.plan.placements(first, first + timedelta(3)) if place.share]
        uses = store.culling.next_uses([place.share for place in placed if place.share], first)
        none = store.culling.next_uses(
            [place.share for place in placed if place.share], first + timedelta(30)
        )
    for key, use in uses.items():
        days = [place.day for place in placed if key in (place.share, place.opener)]
        assert use.day == min(days)
        assert use.slot in (Slot.AFTERNOON, Slot.MORNING)
    assert uses
    assert not none


def test_picked_counts_what_was_kept_and_not_dropped_by_hand(workspace: Workspace, now: datetime) -> None:
    since = now - timedelta(days=30)
    with workspace.open_store(reading=True) as store:
        assert store.culling.picked_of("m00", since) == 1
        assert store.culling.picked_of("m00", now) == 0
    say_of(workspace, "i00", Choice.DROP, now)
    with workspace.open_store(reading=True) as store:
        assert store.culling.picked_of("m00", since) == 0


# -- the API --------------------------------------------------------------------------------------
def test_each_decision_of_a_batch_ends_for_itself(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    say_of(workspace, "i01", Choice.DROP, now)
    with workspace.open_store() as store:
        record_consent(store, "i02", Consent(ConsentState.WITHDRAWN), at=now, by="群友")
    body = sent(
        client,
        {"id": "i00", "seen": 0, "choice": "keep", "rating": 5, "comment": "真好"},
        {"id": "i01", "seen": 0, "choice": "keep"},
        {"id": "i02", "seen": 0, "choice": "keep"},
        {"id": "nobody", "seen": 0, "choice": "keep"},
    )
    ends = body["outcomes"]
    names = ("choice", "rating", "comment", "version", "who")
    assert [ends["i00"]["item"][name] for name in names] == ["keep", 5, "真好", 1, "local"]
    assert (ends["i01"]["status"], ends["i01"]["changed_by"]) == ("conflict", "周正")
    assert ends["i01"]["item"]["choice"] == "drop"
    assert (ends["i02"]["status"], "作者撤回了授权" in ends["i02"]["message"]) == ("refused", True)
    assert ends["nobody"]["status"] == "refused"
    assert body["entry"]


def test_a_batch_in_which_nothing_changed_has_no_entry(client: TestClient) -> None:
    assert sent(client, {"id": "i00", "seen": 0})["entry"] is None


def test_sentences_come_in_the_language_of_the_reader(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/submissions/decide",
        json={"items": [{"id": "nobody", "seen": 0}]},
        headers={"Accept-Language": "en"},
    )
    assert answer.json()["outcomes"]["nobody"]["message"] == "There is no nobody"


@pytest.mark.parametrize(
    "item",
    [
        {"id": "i00"},
        {"id": "i00", "seen": "0"},
        {"id": "i00", "seen": 0, "choice": "maybe"},
        {"id": "i00", "seen": 0, "rating": 6},
        {"id": "i00", "seen": 0, "rating": True},
        {"id": "i00", "seen": 0, "sort": "x"},
        {"id": "", "seen": 0},
    ],
)
def test_what_is_no_decision_is_refused_before_anything_is_written(
    client: TestClient, item: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/submissions/decide", json={"items": [item]})
    assert answer.status_code == 422
    assert answer.json()["code"] == "wrong_input"


def test_the_rail_goes_on_where_a_page_ended(client: TestClient) -> None:
    first = client.get("/api/v1/submissions?most=5&sort=score").json()
    second = client.get(f"/api/v1/submissions?most=5&sort=score&after={first['next']}").json()
    third = client.get(f"/api/v1/submissions?most=5&sort=score&after={second['next']}").json()
    ids = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert len(ids) == len(set(ids)) == 12
    assert third["next"] is None
    totals = [item["score"]["total"] for page in (first, second, third) for item in page["items"]]
    assert totals == sorted(totals, reverse=True)


def test_a_life_tells_score_consent_and_uses(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        shown = next(post.submission for post in store.queue.posts() if post.submission)
    life = client.get(f"/api/v1/submissions/{shown}").json()
    assert life["submission"]["id"] == shown
    assert life["consents"][0]["state"] == "granted"
    assert life["consents"][0]["scope"] == ConsentScope.ALL
    assert life["uses"]
    assert sum(
        part["value"] * part["weight"] for part in life["submission"]["score"]["parts"]
    ) == pytest.approx(life["submission"]["score"]["total"])


def test_a_viewer_looks_and_does_not_decide(client_as: Any) -> None:
    viewer = client_as(Role.VIEWER)
    page = viewer.get("/cull")
    assert page.status_code == 200
    assert re.search(r'value="keep"\s+disabled', page.text)
    assert viewer.post("/cull/decide", data={"id": "i00", "seen": 0, "choice": "keep"}).status_code == 403
    refused = viewer.post(
        "/api/v1/submissions/decide", json={"items": [{"id": "i00", "seen": 0, "choice": "keep"}]}
    )
    assert refused.status_code == 403


def test_a_drop_answers_how_many_posts_came_back(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        photo = next(post.photo for post in store.queue.posts() if post.photo)
    life = client.get(f"/api/v1/submissions/{photo}").json()
    answer = sent(client, {"id": photo, "seen": 0, "choice": "drop", "approved": 0})
    assert answer["returned"] == life["ahead"]["posts"] > 0
    assert answer["approved"] == life["ahead"]["approved"] == 0
    assert client.get(f"/api/v1/submissions/{photo}").json()["ahead"] == {"posts": 0, "approved": 0}


def test_an_undo_in_the_room_leaves_what_was_done_elsewhere(client: TestClient, workspace: Workspace) -> None:
    post = client.get("/api/v1/posts").json()["items"][0]
    seen = {name: post[name] for name in ("id", "version", "text_sha256", "poster_sha256")}
    client.post("/api/v1/posts/approve", json={"items": [seen]})
    page = client.post("/cull/undo").text
    assert "最近一次不只在这里：批准：" in page
    assert client.get(f"/api/v1/posts/{post['id']}").json()["state"] == "approved"
