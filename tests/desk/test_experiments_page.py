"""The pages of experiments: a question, how long it takes, the draw, and who may fix or stop it."""

from datetime import timedelta

import pytest

from content.model import PostState, Role, Slot
from content.night import NightOrder
from content.store.lists import AuditFilter
from services.composing import compose_groups
from services.explain import WhyPost, WhySilent, explain
from services.nightly import lay_out
from tests.desk.kept_experiment import keep_experiment

ASKED = {"name": "Four or two", "question": "slots", "slots": ["morning", "evening"], "weeks": "26"}


@pytest.fixture
def fixed(workspace, now):
    """An experiment of two groups that began eight days ago."""
    return keep_experiment(workspace, "<b>Four</b> or two", now.date() - timedelta(days=8)).id


def test_a_question_says_how_long_it_takes_before_it_is_fixed(client, workspace):
    page = client.get("/experiments", params=ASKED)
    assert page.status_code == 200
    assert "定下来，抽签" in page.text
    assert "以前的数不够" in page.text  # nobody has talked in this village yet
    with workspace.open_store(reading=True) as store:
        assert store.experiments.experiments() == []
    answer = client.post("/experiments", data=ASKED)
    assert answer.status_code == 303
    [made] = _all(workspace)
    assert answer.headers["location"] == f"/experiments/{made.id}"
    assert (made.periods, made.slots) == (26, (Slot.MORNING, Slot.EVENING))
    text = client.get(f"/experiments/{made.id}").text
    assert "Four or two" in text
    assert text.count('class="bars4"') >= 26


def test_a_question_that_cannot_be_answered_is_said_beside_the_form(client):
    page = client.get("/experiments", params=ASKED | {"question": "forms", "form_a": "a", "form_b": "a"})
    assert 'role="alert"' in page.text
    assert "定下来，抽签" not in page.text


def test_what_runs_has_no_verdict_and_is_stopped_with_a_reason(client, workspace, fixed):
    page = client.get(f"/experiments/{fixed}").text
    assert "还不下结论" in page
    assert "收尾以后才算" in page
    assert "<b>Four</b>" not in page
    for table in ("turns", "differences", "guards"):
        assert client.get(f"/experiments/{fixed}/{table}.csv").status_code == 200
    assert client.get(f"/experiments/{fixed}/draws.csv").status_code == 404
    client.post(f"/experiments/{fixed}/stop", data={"why": " "})
    assert _all(workspace)[0].stopped_on is None
    client.post(f"/experiments/{fixed}/stop", data={"why": "sale days"})
    assert _all(workspace)[0].reason == "sale days"
    stopped = client.get(f"/experiments/{fixed}").text
    assert "sale days" in stopped
    assert "/stop" not in stopped
    with workspace.open_store(reading=True) as store:
        assert any(
            entry.what == f"experiment {fixed}" for entry in store.lists.audit_page(AuditFilter()).items
        )


def test_who_may_not_set_up_reads_and_has_no_form(client_as, fixed):
    editor = client_as(Role.EDITOR)
    assert f"/experiments/{fixed}/stop" not in editor.get(f"/experiments/{fixed}").text
    assert 'id="new"' not in editor.get("/experiments").text
    assert editor.post(f"/experiments/{fixed}/stop", data={"why": "x"}).status_code == 403
    assert editor.post("/experiments", data=ASKED).status_code == 403


def test_the_week_shows_a_slot_that_an_experiment_silences_as_silent(client, workspace, fixed):
    with workspace.open_store(reading=True) as store:
        rule = store.experiments.cell_rules(*_span(store, fixed))[0]
    year, week, _ = rule.day.isocalendar()
    page = client.get(f"/week/{rule.group}/{year}-W{week:02d}").text
    assert "shut" in page


def _span(store, number):
    known = store.experiments.experiment(number)
    return known.first_day, known.last_day


def _all(workspace):
    with workspace.open_store(reading=True) as store:
        return store.experiments.experiments()


def test_a_night_plans_and_writes_by_the_draw(office, workspace):
    """What was written for a slot that is silent now is taken back; nothing else goes."""
    with workspace.open_store(reading=True) as store:
        before = {(post.group, post.day, post.slot): post for post in store.queue.posts()}
    first = min(day for _, day, _ in before)
    known = keep_experiment(workspace, "four or two", first, seed=13)  # both groups begin with two posts
    order = NightOrder(str(workspace.root), first, 7)
    lay_out(office, order)
    compose_groups(office, order, sorted({group for group, _, _ in before}))
    with workspace.open_store(reading=True) as store:
        rules = store.experiments.cell_rules(first, known.last_day)
        silent = {(rule.group, rule.day, rule.slot) for rule in rules}
        standing = {
            (post.group, post.day, post.slot)
            for post in store.queue.posts()
            if post.state is not PostState.CANCELLED
        }
    taken = {key for key, post in before.items() if key in silent and not post.stands}
    assert taken
    assert not taken & standing
    assert {key for key in before if key not in silent} <= standing
    why = explain(office, "-".join(map(str, min(taken))))
    assert isinstance(why, WhyPost | WhySilent)
