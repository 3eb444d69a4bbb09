"""What the desk says of numbers, names and next steps: one meaning each, the parts make the whole."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from content.model import Choice, Consent, ConsentState, Message, Seen, own_words
from content.review import Decide, decide
from content.rights.consents import record_consent
from content.store.culling import LATER
from content.store.rail import RailFilter
from content.workspace import Workspace
from desk.context import DeskContext
from desk.names import Names
from desk.templating import phrased

BADGE = re.compile(r'href="/cull".*?<i>(\d+)</i>', re.DOTALL)
OPEN = re.compile(r"<b data-count>(\d+) / (\d+)</b>")


def undecided(client: TestClient) -> tuple[int, int]:
    """How many photos wait: by the rail of Today, and by the culling room itself."""
    badge = BADGE.search(client.get("/").text)
    progress = OPEN.search(client.get("/cull?lang=zh").text)
    assert progress is not None
    decided, total = map(int, progress.groups())
    return int(badge[1]) if badge else 0, total - decided


def test_the_rail_and_the_culling_room_count_the_same_photos(
    client: TestClient, office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    before, there = undecided(client)
    assert before == there > 3
    with workspace.open_store(reading=True) as store:
        kept, dropped, aside = [item.id for item in store.rail.page(RailFilter(), most=3).items]
    wanted = [
        Decide(Seen(kept, 0), Choice.KEEP),
        Decide(Seen(dropped, 0), Choice.DROP),
        Decide(Seen(aside, 0), Choice.UNDECIDED, reason=LATER),
    ]
    decide(office.open_store, wanted, actor="林", at=now)
    office.counts.forget()
    assert undecided(client) == (before - 3, there - 3)


@pytest.mark.parametrize("group", ["g1", "g2"])
def test_the_counts_above_the_board_sum_to_all_its_cells(client: TestClient, group: str) -> None:
    chips = re.findall(
        r'class="chip[^>]*>(?:<[^>]*></span>)?[^<]*<b>(\d+)</b>', client.get(f"/week/{group}/2026-W48").text
    )
    whole, *parts = map(int, chips)
    assert sum(parts) == whole


def test_the_exports_of_a_board_are_there(client: TestClient) -> None:
    page = client.get("/week/g1/2026-W48").text
    links = re.findall(r'href="(/export/[^"]+)"', page)
    assert len(links) > 3
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        nothing_approved = link.startswith("/export/zip")
        assert answer.status_code == (404 if nothing_approved else 200)
        assert not nothing_approved or "批" in answer.text


def test_a_figure_beside_a_bar_is_the_length_of_the_bar(client: TestClient) -> None:
    page = client.get("/week/g1/2026-W48?sel=g1-2026-11-24-afternoon&tab=trace").text
    bars = re.findall(r'<meter min="0" max="1" value="([\d.]+)">.*?<em>([\d.]+)</em>', page)
    assert len(bars) > 3
    for value, figure in bars:
        assert f"{float(value):.2f}" == figure


def test_slots_have_english_names_in_english(client: TestClient) -> None:
    for path in ("/queue", "/groups", "/cull", "/templates", "/post/g1-2026-11-24-noon"):
        page = client.get(f"{path}?lang=en").text
        signs = re.findall(r">\s*([早午暮晚])\s*<", page)
        assert signs == [], path


def test_who_holds_this_machine_is_called_so_in_sentences_of_the_program(office: DeskContext) -> None:
    sentence = Message("audit.photo_dropped", actor="local", photo="i01")
    assert Names(office, "zh").said(sentence) == "本机 挑图时去掉了照片 i01"
    assert Names(office, "en").said(sentence).startswith("This machine")
    assert Names(office, "en").said(own_words("local shops look better")) == "local shops look better"


def test_what_an_undo_was_for_is_told_in_the_language_of_the_reader(office: DeskContext) -> None:
    undone = Message("audit.of_action", verb="approve", entry=17)
    assert Names(office, "zh").said(undone) == "批准 #17"
    assert Names(office, "en").said(undone) == "Approve #17"
    assert Names(office, "zh").said(own_words("approve #17")) == "approve #17"


def test_a_group_elsewhere_names_its_time_zone_in_words(client: TestClient, office: DeskContext) -> None:
    with office.open_store() as store:
        store.library.put_groups([replace(store.library.group("g1"), zone="Europe/London")])
    assert ">英国时间<" in client.get("/groups?lang=zh").text
    assert ">United Kingdom Time<" in client.get("/groups?lang=en").text


def test_a_photo_that_may_not_be_shown_is_not_asked_for_in_the_film_strip(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        item = store.rail.page(RailFilter(), most=1).items[0]
        record_consent(store, item.id, Consent(ConsentState.WITHDRAWN), at=now, by="群友")
    strip = re.search(rf'data-id="{item.id}".*?</li>', client.get("/cull").text, re.DOTALL)
    assert strip is not None
    assert "<img" not in strip[0]


def test_the_weeks_on_paper_have_the_titles_of_their_posts(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        title = store.boards.card("g1-2026-11-24-noon").story_title
    assert f'<b class="wt">{title}</b>' in client.get("/export/print?group=g1&lang=zh").text


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/audit?who=nobody", 'href="/audit"'),
        ("/queue?q=nothing-is-called-so", 'href="/queue"'),
        ("/export/print?q=nothing-is-called-so", 'href="/queue"'),
        ("/koc?q=nobody", 'href="/koc"'),
        ("/cull?group=g1&choice=keep", "/cull?batch=all"),
    ],
)
def test_an_empty_page_offers_the_next_step(client: TestClient, path: str, step: str) -> None:
    page = client.get(path).text
    _, _, empty = page.partition('empty"')
    assert step in empty[:900]


def test_a_title_breaks_between_phrases_and_is_escaped() -> None:
    assert "<wbr>" in phrased("同一壶咖啡，他那杯为什么总是凉得比较慢呢")
    assert "<b>" not in phrased("<b>黑咖啡</b>")
