"""A database from before words were looked for keeps what it has, and has them looked for."""

from collections.abc import Callable

import pytest

from content.shortlist.find_repeated_text import hear
from content.store import Database
from content.store.schema import HEAD
from content.text.alike import VERSION

SAID = "周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添"
FILLED = """
INSERT INTO groups (id, name, kind, size, zone, slots, blackouts, shares_members_with, tags, holiday_slots)
    VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', '[]', '[]', '[]', '{}');
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, like_count,
    gathered_at, run_id, consent_state, choice)
    SELECT id, id, 'g1', NULL, '%s', '2026-11-20 12:00:00+00:00', NULL, 2, 0, '2026-11-20 12:00:00+00:00',
    'r1', 'unknown', '' FROM (SELECT 'i1' AS id UNION SELECT 'i2') AS two
""".replace("%s", SAID)


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0007", FILLED)


def test_nothing_is_known_of_any_words_until_the_next_night_hears_them(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    open_store = filled.ready()
    with open_store(reading=True) as store:
        assert store.wordings.repeats() == store.shop.shop_pictures() == {}
        assert store.wordings.unheard(VERSION, 9) == [("i1", SAID), ("i2", SAID)]
    hear(open_store)
    with open_store(reading=True) as store:
        assert store.wordings.repeats() == {"i1": "i1", "i2": "i1"}
