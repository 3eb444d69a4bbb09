"""The month of all groups: what is drawn, planned or missing, campaigns, and what a day leads to."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from content.model import Group, PostState, Role, own_words
from content.model.planning import Arc
from content.store.months import ROWS
from content.workspace import Workspace
from desk.pages.month import letter_of
from tests.desk.conftest import ClientAs

FIRST = date(2026, 11, 23)


@pytest.fixture
def month(client: TestClient) -> str:
    return client.get("/month?from=2026-11-25").text


def test_five_whole_weeks_begin_on_a_monday(month: str) -> None:
    assert month.count('class="mr"') == 2
    assert f'data-month="{FIRST}"' in month
    last = FIRST + timedelta(days=34)
    assert f'data-sel="{last}"' in month
    assert f'data-sel="{last + timedelta(days=1)}"' not in month


def test_a_drawn_day_is_the_mornings_poster_and_says_how_far_it_is(
    client: TestClient, workspace: Workspace, now: object
) -> None:
    with workspace.open_store() as store:
        posts = [post for post in store.queue.posts(groups=["g1"]) if post.day == FIRST]
        morning = next(post for post in posts if post.slot == "morning")
        store.queue.move(morning.id, PostState.RETURNED, actor="x", why=own_words("字"), at=now)  # type: ignore[arg-type]
        (row,) = store.months.month(FIRST, group="g1").items
        assert (row.days[0].poster, row.days[0].mark) == (morning.poster, "returned")
        assert (row.days[1].mark, row.days[30].mark) == ("pending", "")
    assert f"/media/poster/{morning.poster}/96.jpg" in client.get(f"/month?from={FIRST}").text


def test_the_promo_of_a_day_is_that_of_the_seven_that_end_with_it(workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        (row,) = store.months.month(FIRST, group="g1").items
    by_day = {day.day: day.promo for day in row.days}
    for day in row.days:
        window = [by_day.get(day.day - timedelta(days=n), 0.0) for n in range(7)]
        assert day.load == pytest.approx(sum(window), abs=0.01)


def test_campaigns_are_bars_and_a_day_says_which_of_its_days_it_is(
    client: TestClient, workspace: Workspace
) -> None:
    with workspace.open_store() as store:
        rules = store.planning_rules.week_rules()
        product = store.library.products()[0]
        arc = Arc("winter", product.id, FIRST - timedelta(days=2))
        store.planning_rules.set_week_rules(type(rules)(rules.forms, rules.elements, (arc,), (), ()))
    page = client.get(f"/month?from={FIRST}").text
    assert '<td colspan="3"><span class="seed">' in page
    assert '<td colspan="6"><span class="conv">' in page
    day = client.get(f"/month/day?from={FIRST}&of=g1&sel={FIRST + timedelta(days=3)}").text
    assert "转化第 1 天" in day
    assert 'href="/week/g1/2026-W48"' in day


def test_groups_beyond_a_page_come_by_key(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        store.library.put_groups([Group(f"n{n:03d}", f"群{n}") for n in range(ROWS)])
    page = client.get(f"/month?from={FIRST}").text
    assert page.count('class="mr"') == ROWS
    address = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert address
    rest = client.get(unescape(address[1]), headers={"X-Part": "1"}).text
    assert rest.count('class="mr"') == 2
    assert "<html" not in rest


def test_gaps_alone_and_one_group_alone(client: TestClient) -> None:
    assert client.get(f"/month?from={FIRST}&show=gaps").status_code == 200
    one = client.get(f"/month?from={FIRST}&group=g2").text
    assert one.count('class="mr"') == 1
    assert 'class="pcal"' in one


@pytest.mark.parametrize("query", ["from=tomorrow", "from=0001-01-01", "sel=x", "show=all"])
def test_what_is_no_day_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/month?{query}").status_code == 422


def test_a_viewer_may_look(client_as: ClientAs) -> None:
    assert client_as(Role.VIEWER).get("/month").status_code == 200


def test_a_product_is_one_character() -> None:
    assert [letter_of(name) for name in ("斑点花瓶", "mug", " 手冲壶 ", "")] == ["瓶", "M", "壶", ""]
