"""A database from before messages were data keeps what its sentences said, in both languages."""

from collections.abc import Callable

import pytest

from content.messages import render
from content.model import Message, NotRendered, Unreadable
from content.store import Database
from content.store.schema import HEAD

REFUSED = "小雨.json: field media: Field required"
FAILED, LONG = "a" * 64, 'The text of box "hook" has 30 characters, it\'s \\ too long.'
GONE = "b" * 64
FILLED = f"""
INSERT INTO groups (id, name, kind, size, zone, slots, blackouts, shares_members_with, tags, holiday_slots)
    VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{{}}', '[]', '[]', '[]', '{{}}');
INSERT INTO quarantine
    (inbox, path, reason, why, stamp, folder, copy_sha256, member_id, since, run_id, solved_at)
    VALUES ('ugc_inbox', 'g1/小雨.json', 'bad_sidecar', '{REFUSED}', '1:1', 'g1', NULL, NULL,
        '2026-11-20 12:00:00', 'r1', NULL),
    ('ugc_inbox', 'g1/2.json', 'bad_sidecar', '{REFUSED}', '1:1', 'g1', NULL, NULL,
        '2026-11-20 12:00:00', 'r1', NULL);
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, like_count,
    gathered_at, run_id, consent_state, choice)
    VALUES ('s1', 's1', 'g1', NULL, '', '2026-11-20 12:00:00', NULL, 0, 0, '2026-11-20 12:00:00', 'r1',
    'unknown', '');
INSERT INTO scores (submission_id, version, total, parts, weights, unreadable, scored_at)
    VALUES ('s1', 1, NULL, '[]', '', 'OSError: truncated', '2026-11-20 12:00:00');
INSERT INTO posters (key, spec, failed) VALUES ('{FAILED}', '{{}}', '{LONG.replace("'", "''")}'),
    ('{GONE}', '{{}}', 'Its author refused, so this picture is not shown.'), ('{"c" * 64}', '{{}}', NULL)
"""  # noqa: S608 - our own names


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0010", FILLED)


def test_sentences_become_messages_that_say_the_same(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        refused, _ = store.inbox_index.quarantined()
        assert [render(refused.why, language) for language in ("zh", "en")] == [REFUSED, REFUSED]
        legacy = {"zh": "OSError: truncated", "en": "OSError: truncated"}
        assert store.curation.outcomes() == {"s1": Unreadable(Message("legacy.text", **legacy))}
        assert store.queue.failed_posters() == [NotRendered(FAILED, Message("legacy.text", zh=LONG, en=LONG))]


def test_a_refusal_from_before_is_still_found_by_the_name_in_it(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()(reading=True) as store:
        assert len(store.traces.quarantined_of("m1", [], ["小雨"], [])) == 2
