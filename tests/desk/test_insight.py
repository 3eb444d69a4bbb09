"""Insight on the desk: what is claimed and what is not, tables and files behind it, who may see what."""

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PIL import Image
from starlette.testclient import TestClient

from content.model import InsightState, Role
from desk.context import DeskContext
from tests.desk.made_insight import made_week


@pytest.fixture
def made(office: DeskContext, monkeypatch: pytest.MonkeyPatch) -> DeskContext:
    """The desk with a week that nobody lived, and that no night counted."""
    monkeypatch.setattr("desk.insights.counted_at", lambda *_: (None, None))
    monkeypatch.setattr(
        "desk.insights.week_insight", lambda _context, query, _known=None: made_week(kind=query.kind)
    )
    return office


def test_a_headline_says_what_is_known_and_what_is_not(client: TestClient, made: DeskContext) -> None:
    page = client.get("/insight?lang=zh").text
    assert "205 个人来得勤，8 周里最多，真涨假涨还说不准" in page
    assert "还看不出，还要 6 周" in page
    assert "样本不够 3/8" in page
    english = client.get("/insight?lang=en").text
    assert "the most in 8 weeks" in english
    assert "cannot tell; 6 more weeks" in english


def test_a_form_with_too_few_posts_has_an_axis_and_no_dot(client: TestClient, made: DeskContext) -> None:
    cell = client.get("/insight?lang=zh").text.split('v-few" role="cell"')[1].split("</svg>")[0]
    assert 'class="ax"' in cell
    assert 'class="pt"' not in cell


def test_every_chart_has_its_table_and_the_same_as_csv(client: TestClient, made: DeskContext) -> None:
    page = client.get("/insight?lang=zh").text
    assert page.count("<details") - 1 == page.count('class="csv"') == 5  # one opens what is not counted
    text = client.get("/insight/forms.csv?lang=en").content.decode("utf-8-sig")
    assert text.startswith("form,slot,to usual,")
    assert "guess the photo,noon,1.25," in text.replace("Noon", "noon")
    assert client.get("/insight/nothing.csv").status_code == 404
    with ZipFile(io.BytesIO(client.get("/insight/tables.zip").content)) as archive:
        assert "hours.csv" in archive.namelist()


def test_no_chart_brings_a_style_or_a_script(client: TestClient, made: DeskContext) -> None:
    for path in ("/insight", "/reports/2026-W47", "/groups", "/groups/g1"):
        page = client.get(path).text
        assert " style=" not in page, path
        assert "onclick" not in page, path


@pytest.mark.parametrize(
    "state, sentence",
    [(InsightState.NO_STAFF, "分不清谁是自己人"), (InsightState.TOO_SHORT, "满两整周才比较")],
)
def test_what_cannot_be_said_yet_is_not_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, state: InsightState, sentence: str
) -> None:
    monkeypatch.setattr("desk.insights.week_insight", lambda *_: made_week(state))
    monkeypatch.setattr("desk.insights.counted_at", lambda *_: (None, None))
    page = client.get("/insight?lang=zh").text
    assert sentence in page
    assert 'id="forms"' not in page


def test_without_a_ledger_the_page_says_why_and_how(client: TestClient) -> None:
    page = client.get("/insight?lang=zh").text
    assert "还没有互动流水" in page
    assert "sishi staff import" in page


def test_business_is_for_leads_and_asks_for_orders(
    client: TestClient, client_as: Callable[[Role], TestClient]
) -> None:
    assert "sishi orders import" in client.get("/insight/business").text
    editor = client_as(Role.EDITOR)
    assert editor.get("/insight/business").status_code == 403
    assert "/insight/business" not in editor.get("/insight").text


def test_groups_are_found_by_name_and_the_address_keeps_it(client: TestClient) -> None:
    page = client.get("/groups?q=二&sort=size&dense=1").text
    assert "二群" in page
    assert "一群" not in page
    assert client.get("/groups.csv").content.decode("utf-8-sig").count("\r\n") == 3


def test_the_report_is_a_page_a_picture_and_a_workbook(client: TestClient, made: DeskContext) -> None:
    picture = Image.open(io.BytesIO(client.get("/reports/2026-W47.jpg").content))
    assert picture.width == 750
    book = load_workbook(io.BytesIO(client.get("/reports/2026-W47.xlsx?lang=en").content))
    assert "Forms and slots" in book.sheetnames
    html = client.get("/reports/2026-W47.html").text
    assert "<script" not in html
    assert 'src="/' not in html
    assert "2026-W47.html" in client.get("/audit").text


def test_the_api_says_the_same_as_the_page(client: TestClient, made: DeskContext) -> None:
    answer = client.get("/api/v1/insight?lang=en").json()
    assert answer["state"] == "ready"
    assert {form["verdict"] for form in answer["forms"]} >= {"works", "use_less", "open", "too_few"}
    habit = answer["figures"][0]
    assert habit["change"]["low"] < 0 < habit["change"]["high"]
    assert client.get("/api/v1/insight/business").json()["orders"] is None
    assert [item["id"] for item in client.get("/api/v1/insight/groups").json()["items"]] == ["g1", "g2"]
