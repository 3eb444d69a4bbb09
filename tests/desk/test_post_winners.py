"""An evening with a place for names shows whoever approves it both of its texts, and members one of them."""

from dataclasses import replace

from starlette.testclient import TestClient

from content.text.winners import form
from desk.context import DeskContext

POST = "g1-2026-11-23-evening"


def test_the_page_of_a_post_shows_both_sentences_and_other_pages_what_is_read(
    client: TestClient, office: DeskContext
) -> None:
    plain = client.get(f"/post/{POST}", headers={"Accept-Language": "en"}).text
    assert "When nobody is to be named" not in plain
    with office.open_store() as store:
        was = store.queue.lock_posts([POST])[POST]
        now = replace(was, text=f"{was.text}\n{form('答对的有 {names}', '选对了吗')}")
        store.queue.change(was, now, kind="edit", actor="lin", why=None, at=office.clock())
    page = client.get(f"/post/{POST}", headers={"Accept-Language": "en"}).text
    assert "答对的有 @…" in page
    assert "\n选对了吗</blockquote>" in page
    assert "⟦" not in page.partition('id="versions"')[0]
    day = client.get("/day/g1/2026-11-23/preview").text
    assert "选对了吗" in day
    assert "⟦" not in day
    week = client.get(f"/week/g1/2026-W48?sel={POST}&tab=day").text
    assert "选对了吗" in week
    assert "⟦" not in week.partition("<textarea")[0]
