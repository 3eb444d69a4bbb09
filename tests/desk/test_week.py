"""The week board as HTML: what it shows, and that forms alone are enough to read, approve and return."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.testclient import TestClient

from content.days import Days
from content.days.papers import Papers
from content.errors import WrongInput
from content.model import Gap, GapStep, Group, Message, PostState, Role, Slot
from content.model.planning import FormRule, WeekRules
from content.model.week import Template as WeekTemplate
from content.posters.template import Template
from content.store.views import DayHead, Week
from content.workspace import Workspace
from desk.board import board_of, monday_of, week_of
from desk.context import DeskContext
from desk.datetimes import span_words
from desk.editing import editables, typed

ClientAs: TypeAlias = Callable[..., TestClient]
PAGE = "/week/g1/2026-W48"
POST = "g1-2026-11-24-noon"
VERBS = (
    "approve",
    "return",
    "withdraw",
    "reopen",
    "lock",
    "unlock",
    "amend",
    "swap",
    "exchange",
    "undo",
    "redo",
)
MINE = ("_week_parts", "_week_board", "_week_inspector", "_week_tray", "week", "weeks", "_weeks_rows")


def seen(client: TestClient, verb: str, post: str = POST) -> str:
    """What the form of a verb says to have seen, as it stands on the page."""
    page = client.get(PAGE, params={"sel": post}).text
    form = re.search(
        rf'action="/act/{verb}"[^>]*>\s*<input type="hidden" name="seen" value="({post} [^"]+)"', page
    )
    assert form is not None
    return form[1]


def state(office: DeskContext, post: str = POST) -> PostState:
    with office.open_store(reading=True) as store:
        return store.queue.post(post).state


def said(client: TestClient, answer: Response) -> str:
    """The page a form leads back to."""
    assert answer.status_code == 303
    page: str = client.get(answer.headers["location"]).text
    return page


# -- what is shown -------------------------------------------------------------------------------


def test_a_week_shows_a_cell_for_each_slot_of_its_days(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert len(re.findall(r'role="gridcell"', page)) == 28
    assert page.count("data-pending") == 12
    assert len(re.findall(r'role="gridcell"', client.get("/week/g2/2026-W48").text)) == 14


def test_the_first_post_that_waits_is_selected_and_another_by_the_address(client: TestClient) -> None:
    def selected(page: str) -> list[str]:
        return re.findall(r'data-cell="([^"]+)"[^>]*aria-selected="true"', page)

    assert selected(client.get(PAGE).text) == ["g1-2026-11-23-morning"]
    assert selected(client.get(PAGE, params={"sel": POST}).text) == [POST]


def test_chips_count_and_filter(client: TestClient) -> None:
    client.post("/act/return", data={"seen": seen(client, "return"), "why": "太硬"})
    page = client.get(PAGE, params={"status": "chg"}).text
    assert re.search(r"需改 <b>1</b>", page)
    assert page.count(" dim") == 27


@pytest.mark.parametrize("tab", ["chat", "versions", "notes", "trace", "no-such"])
def test_every_tab_opens_for_posts_and_for_empty_cells(client: TestClient, tab: str) -> None:
    for cell in (POST, "g1-2026-11-28-noon", "g1-2026-11-24-afternoon"):
        assert client.get(PAGE, params={"sel": cell, "tab": tab}).status_code == 200


def test_a_part_is_only_what_is_asked_for(client: TestClient) -> None:
    part = {"X-Part": "1"}
    board = client.get(PAGE, headers=part).text
    inspector = client.get(PAGE, params={"part": "inspector", "sel": POST}, headers=part).text
    tray = client.get(PAGE, params={"part": "tray", "sel": POST}, headers=part).text
    assert "<html" not in board + inspector + tray
    assert ("data-cell" in board, "data-editor" in inspector, "data-swap-to" in tray) == (True, True, True)


def test_the_editor_shows_the_words_of_the_poster_and_of_the_message(client: TestClient) -> None:
    page = client.get(PAGE, params={"sel": POST}).text
    assert 'data-field="question"' in page
    assert "85 ℃\n92 ℃\n100 ℃</textarea>" in page
    assert 'data-field="sign"' not in page  # the slot decides it


def test_who_may_not_edit_reads_the_words_and_has_no_forms(client_as: ClientAs) -> None:
    page = client_as(Role.VIEWER).get(PAGE, params={"sel": POST}).text
    assert "readonly" in page
    for verb in ("approve", "return", "postpone", "lock"):
        assert f'action="/act/{verb}"' not in page


def test_hostile_words_are_only_words(client: TestClient) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    client.post("/act/amend", data={"seen": seen(client, "amend"), "text": evil})
    client.post("/act/return", data={"seen": seen(client, "return"), "why": evil})
    for tab in ("chat", "versions", "notes", "trace"):
        page = client.get(PAGE, params={"sel": POST, "tab": tab, "status": evil}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_nothing_is_inline(client: TestClient) -> None:
    for path in (PAGE, "/weeks/2026-W48"):
        page = client.get(path).text
        assert " style=" not in page
        assert not re.search(r"\son[a-z]+=", page)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize(
    "path", ["/week/no-such/2026-W48", "/week/g1/2026-W60", "/week/g1/48", "/weeks/2026-W00"]
)
def test_what_is_no_week_is_an_answer_and_no_crash(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (404, 422)


def test_weeks_without_a_number_lead_to_the_one_with_posts(client: TestClient) -> None:
    assert client.get("/weeks").headers["location"] == "/weeks/2026-W48"


def test_the_week_of_all_groups_has_a_row_each_with_a_pip_for_every_cell(client: TestClient) -> None:
    page = client.get("/weeks/2026-W48").text
    assert page.count('<th scope="row">') == 2
    assert page.count('class="gl g-in_review"') == 18
    assert page.count('class="gl g-none"') == 4 * 7 + 2 * 7 - 18  # not told
    assert page.count('class="gl g-without"') == 2 * 7  # slots that the second group lacks
    assert 'href="/week/g1/2026-W48"' in page


def test_the_rows_of_many_groups_come_page_by_page(client: TestClient, office: DeskContext) -> None:
    with office.open_store() as store:
        store.library.put_groups([Group(f"h{n:03}", f"群 {n}") for n in range(120)])
    found, after = [], ""
    while True:
        part = client.get("/weeks/2026-W48", params={"after": after}, headers={"X-Part": "1"}).text
        found += re.findall(r'href="/week/([^/]+)/', part)
        more = re.search(r"after=([^\"&]+)", part)
        if more is None:
            break
        after = more[1]
    assert len(found) == len(set(found)) == 122


# -- forms alone ---------------------------------------------------------------------------------


def test_a_form_approves_what_its_page_showed(client: TestClient, office: DeskContext) -> None:
    answer = client.post("/act/approve", data={"seen": seen(client, "approve"), "next": PAGE})
    assert "已完成 1 条" in said(client, answer)
    assert state(office) is PostState.APPROVED


def test_what_a_form_answered_is_said_once(client: TestClient) -> None:
    said(client, client.post("/act/approve", data={"seen": seen(client, "approve"), "next": PAGE}))
    assert "已完成" not in client.get(PAGE).text.split('id="words"')[0]


def test_a_form_of_an_old_page_says_who_was_faster(client: TestClient, office: DeskContext) -> None:
    old = seen(client, "approve")
    client.post("/act/amend", data={"seen": seen(client, "amend"), "text": "换个问法"})
    assert "改过" in said(client, client.post("/act/approve", data={"seen": old, "next": PAGE}))
    assert state(office) is PostState.IN_REVIEW


def test_a_form_returns_with_a_reason_and_undoes_it(client: TestClient, office: DeskContext) -> None:
    client.post("/act/return", data={"seen": seen(client, "return"), "why": "太硬"})
    assert state(office) is PostState.RETURNED
    client.post("/act/undo", data={"next": PAGE})
    assert state(office) is PostState.IN_REVIEW
    client.post("/act/redo", data={"next": PAGE})
    assert state(office) is PostState.RETURNED


def test_a_form_changes_words_of_poster_and_message(client: TestClient, office: DeskContext) -> None:
    said_now = {"field": ["question", "options"], "value": ["水要多热？", "冷\r\n温\r\n热"]}
    client.post("/act/amend", data={"seen": seen(client, "amend"), "text": "一行\r\n两行", **said_now})
    with office.open_store(reading=True) as store:
        post = store.queue.post(POST)
        (spec,) = store.queue.specs([post.poster])
    assert (post.text, post.state) == ("一行\n两行", PostState.IN_REVIEW)
    assert (spec.fields["question"], spec.fields["options"]) == ("水要多热？", ["冷", "温", "热"])


def test_a_form_sends_a_post_at_another_time_of_the_groups_clock(
    client: TestClient, office: DeskContext
) -> None:
    client.post("/act/postpone", data={"seen": seen(client, "postpone"), "at": "2026-11-24T13:30"})
    with office.open_store(reading=True) as store:
        assert store.queue.post(POST).goes_out_at == datetime.fromisoformat("2026-11-24T05:30+00:00")


def test_a_form_moves_a_post_to_an_empty_day(client: TestClient, office: DeskContext) -> None:
    answer = client.post("/act/postpone", data={"seen": seen(client, "postpone"), "at": "2026-11-28T12:00"})
    assert answer.status_code == 303
    assert state(office, "g1-2026-11-28-noon") is PostState.IN_REVIEW
    assert state(office) is PostState.CANCELLED


def test_forms_lock_unlock_withdraw_and_reopen(client: TestClient, office: DeskContext) -> None:
    client.post("/act/lock", data={"seen": seen(client, "lock")})
    client.post("/act/unlock", data={"seen": seen(client, "unlock")})
    client.post("/act/withdraw", data={"seen": seen(client, "withdraw")})
    assert state(office) is PostState.CANCELLED
    client.post("/act/reopen", data={"seen": seen(client, "reopen")})
    assert state(office) is PostState.IN_REVIEW


def test_a_form_exchanges_two_posts(client: TestClient, office: DeskContext) -> None:
    other = "g1-2026-11-25-noon"
    with office.open_store(reading=True) as store:
        before = store.queue.post(POST).story, store.queue.post(other).story
    client.post("/act/exchange", data={"seen": [seen(client, "lock"), seen(client, "lock", other)]})
    with office.open_store(reading=True) as store:
        assert (store.queue.post(other).story, store.queue.post(POST).story) == before


def test_the_tray_opens_without_a_script_and_its_form_swaps(client: TestClient, office: DeskContext) -> None:
    share = "g1-2026-11-24-afternoon"
    page = client.get(PAGE, params={"sel": share, "tray": "1"}).text
    form = page.split("data-swap-to", 1)[1]
    values = dict(re.findall(r'name="(seen|story|submission)" value="([^"]*)"', form.split("</form>")[0]))
    client.post("/act/swap", data=values)
    with office.open_store(reading=True) as store:
        assert store.queue.post(share).submission == values["submission"]


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_no_form_leads_away_from_the_desk(client: TestClient, to: str) -> None:
    answer = client.post("/act/approve", data={"seen": seen(client, "approve"), "next": to})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("text", ["", "x", f"{POST} one", f"{POST} 1 2 3 4", f"{POST} 99999999999"])
def test_a_form_that_is_none_of_ours_is_wrong_input(client: TestClient, text: str) -> None:
    assert client.post("/act/lock", data={"seen": text}).status_code in (404, 422)


def test_who_only_looks_is_refused_by_every_form(client_as: ClientAs) -> None:
    viewer = client_as(Role.VIEWER)
    for verb in (*VERBS, "postpone"):
        data = {"seen": f"{POST} 1", "at": "2026-11-24T13:30"}
        assert viewer.post(f"/act/{verb}", data=data).status_code == 403


# -- what days are called ------------------------------------------------------------------------

OFF = """{"year": 2026, "days": [
  {"date": "2026-11-26", "name": "店庆", "isOffDay": true},
  {"date": "2026-11-29", "name": "店庆", "isOffDay": false}]}"""


THANKS = """
[[days]]
zh = "感恩节"
en = "Thanksgiving"
nth = "11-4-4"
"""


@pytest.fixture
def papers(office: DeskContext) -> Path:
    """A paper gives Thursday off, which is Thanksgiving too, and makes up for it on Sunday."""
    (office.root / "days.toml").write_text(THANKS, encoding="utf-8")
    file = office.root / "days" / "2026.json"
    file.parent.mkdir()
    file.write_text(OFF, encoding="utf-8")
    return file


def heads(page: str) -> list[str]:
    """What stands in the heads of the board, Monday to Sunday, without markup."""
    found = re.findall(r'<div class="dh[^>]*>(.*?)</div>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", head).split()) for head in found]


def test_the_heads_say_what_days_are_called_in_the_readers_language(client: TestClient, papers: Path) -> None:
    monday, *_, thursday, _, _, sunday = heads(client.get(PAGE).text)
    assert monday == "周一 23 今天 故事4"  # a day like any other has no name
    assert "休 店庆 · 感恩节" in thursday
    assert "班 店庆补班" in sunday
    thursday = heads(client.get(PAGE, params={"lang": "en"}).text)[3]
    assert "off 店庆 · Thanksgiving" in thursday


def test_the_phones_days_the_week_of_all_groups_and_the_preview_say_it_too(
    client: TestClient, papers: Path
) -> None:
    phone = client.get(PAGE, params={"sel": "g1-2026-11-26-noon"}).text
    assert re.search(r'<i class="dayoff">休</i>四', phone)
    assert re.search(r"<p>11 月 26 日 周四 · 店庆 · 感恩节 ·", phone)
    for path in ("/weeks/2026-W48", "/day/g1/2026-11-26/preview"):
        assert re.search(
            r'<span class="dn" title="店庆 · 感恩节"><i class="dayoff">休</i>', client.get(path).text
        )


def test_a_paper_that_is_imported_shows_at_once(client: TestClient, papers: Path) -> None:
    assert "休" in heads(client.get(PAGE).text)[3]
    papers.unlink()
    assert "休" not in heads(client.get(PAGE).text)[3]


def test_an_empty_cell_of_a_holiday_is_at_the_time_the_group_keeps_then() -> None:
    group = replace(GROUP, holiday_slots={Slot.MORNING: time(10)})
    heads = tuple(DayHead(MONDAY + timedelta(days=n), None, "", "") for n in range(2))
    days = Days(Papers(off={MONDAY: "元旦"}), ())
    board = board_of(Week(group, heads, {}, ()), {}, at("12:00"), days, {})
    said = [[cell.clock for cell in board.of_day(day)] for day in board.days]
    assert said == [["10:00", "12:00", "16:00", "20:00"], ["08:00", "12:00", "16:00", "20:00"]]


def test_a_slot_that_the_week_template_keeps_silent_awaits_nothing() -> None:
    heads = tuple(DayHead(MONDAY + timedelta(days=n), None, "", "") for n in range(2))
    template: WeekTemplate = {
        (GROUP.kind, 0, Slot.NOON): frozenset(),
        (GROUP.kind, 1, Slot.NOON): frozenset({"riddle"}),
    }
    board = board_of(Week(GROUP, heads, {}, ()), {}, at("12:00"), UNNAMED, template)
    kinds = [[cell.kind for cell in board.of_day(day)] for day in board.days]
    assert kinds == [["none", "shut", "none", "none"], ["none"] * 4]


def test_a_silent_slot_is_said_on_the_board_and_is_no_empty_one_of_the_week(
    client: TestClient, workspace: Workspace
) -> None:
    page, row = "/week/g1/2026-W50?lang=zh", "/weeks/2026-W50"

    def without() -> int:
        return client.get(row).text.count("gl g-without")

    before = without()
    assert "这时段不发" not in client.get(page).text
    with workspace.open_store() as store:
        kind = store.library.group("g1").kind
        awaited = [
            group for group in store.library.groups() if group.kind is kind and Slot.EVENING in group.slots
        ]
        store.planning_rules.set_week_rules(WeekRules(forms=(FormRule(kind, 2, Slot.EVENING, frozenset()),)))
    assert client.get(page).text.count("这时段不发") == 1
    assert without() - before == len(awaited) > 0


# -- the board without a browser -----------------------------------------------------------------

MONDAY = date(2026, 11, 23)
GROUP = Group("g1", "一群")
UNNAMED = Days(Papers(), ())


def week(gaps: tuple[Gap, ...] = ()) -> Week:
    return Week(GROUP, tuple(DayHead(MONDAY + timedelta(days=n), None, "", "") for n in range(7)), {}, gaps)


def at(clock: str, day: int = 25) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{clock}:00+08:00")


@pytest.mark.parametrize(
    "clock, slot, where",
    [
        ("07:59", Slot.MORNING, "above"),
        ("08:00", Slot.MORNING, "below"),
        ("14:20", Slot.NOON, "below"),
        ("23:59", Slot.EVENING, "below"),
    ],
)
def test_the_line_of_now_lies_between_what_went_out_and_what_will(clock: str, slot: Slot, where: str) -> None:
    line = board_of(week(), {}, at(clock), UNNAMED, {}).now_line
    assert line == (date(2026, 11, 25), slot, where, clock)


def test_another_week_has_no_line_of_now() -> None:
    assert board_of(week(), {}, at("12:00", day=30), UNNAMED, {}).now_line is None


def test_a_gap_of_a_whole_day_is_one_of_each_of_its_slots() -> None:
    gap = Gap(
        "g1", MONDAY, None, (GapStep("stories", 0),), Message("gap.stories", n=0), Message("gap.give_slots")
    )
    board = board_of(week((gap,)), {}, at("12:00"), UNNAMED, {})
    assert [cell.kind for cell in board.of_day(MONDAY)] == ["gap"] * 4
    assert board.counts["gap"] == 4


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_the_week_that_is_named_after_it(day: date) -> None:
    assert timedelta() <= day - monday_of(week_of(day)) < timedelta(days=7)


@given(st.text(max_size=12).filter(lambda text: not re.fullmatch(r"\s*\d+-W\d+\s*", text)))
def test_what_is_no_week_is_said_to_be_none(text: str) -> None:
    with pytest.raises(WrongInput, match="is no week"):
        monday_of(text)


def test_a_week_over_the_end_of_a_month_names_both() -> None:
    assert span_words(date(2026, 11, 30), "zh") == "11 月 30 日 – 12 月 6 日"
    assert span_words(MONDAY, "zh") == "11 月 23 – 29 日"
    assert span_words(date(2026, 11, 30), "en") == "30 Nov – 6 Dec"


def test_the_words_of_a_form_are_the_words_of_the_poster(office: DeskContext) -> None:
    templates: dict[str, Template] = office.templates()
    with office.open_store(reading=True) as store:
        specs = store.queue.specs({post.poster for post in store.queue.posts()})
    for spec in specs:
        shown = editables(spec, templates)
        said_back = typed(templates[spec.template], [e.name for e in shown], [e.said for e in shown])
        for name, value in said_back.items():
            assert value in (spec.fields.get(name, value), "", [])


# -- words ---------------------------------------------------------------------------------------


def test_the_board_speaks_english(client: TestClient) -> None:
    page = client.get(PAGE, params={"lang": "en"}).text
    assert "Approve pending" in page
    assert "待审" not in page
