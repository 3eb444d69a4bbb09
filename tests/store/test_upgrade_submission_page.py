"""A database from before the members' page comes over: no links, and what was there can be taken back."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from content.model import PageSubmission, SubmissionLink
from content.store import Database
from content.store.schema import HEAD

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILLED = """
INSERT INTO groups (id, name, kind, size, zone, slots, blackouts, shares_members_with, tags, holiday_slots)
    VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', '[]', '[]', '[]', '{}');
INSERT INTO members (id, nickname, group_id) VALUES ('m1', '阿雅', 'g1')
"""


def test_links_can_be_made_and_what_comes_by_them_is_kept_once(older: Callable[[str, str], Database]) -> None:
    database = older("0031", FILLED)
    assert database.upgrade() == HEAD
    link = SubmissionLink(
        "ab12cd34", "0" * 64, "g1", NOW, "小林", "#杯子", "今天装了什么？", date(2026, 12, 6)
    )
    sent = PageSubmission("r" * 32, link.id, "page-1", NOW, "zh", "1", "all", 12, "4F7K", NOW)
    with database.ready()() as store:
        assert store.submission_links.links() == []
        store.submission_links.add_link(link)
        assert store.submission_links.add_taken(sent)
        assert not store.submission_links.add_taken(sent)
        store.submission_links.end_taken(sent.ref, withdrawn_at=NOW, erased_at=None, stopped=2)
        store.submission_links.end_taken(sent.ref, withdrawn_at=NOW.replace(day=23), erased_at=NOW, stopped=0)
    with database.ready()() as store:
        assert store.submission_links.link(link.id) == link
        (kept,) = store.submission_links.all_taken()
        assert (kept.withdrawn_at, kept.erased_at, kept.stopped) == (NOW, NOW, 2)
        assert store.submission_links.taken(sent.ref) == kept
        assert store.submission_links.revoke(link.id, NOW)
        assert not store.submission_links.revoke(link.id, NOW)
