"""A database that was full before consents had followers comes over, and what still hangs out is listed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from content.model import Consent, ConsentState
from content.rights.consents import hear_consent, record_consent
from content.store import Database
from content.store.schema import HEAD

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO products VALUES ('mug', '马克杯');
INSERT INTO members VALUES ('m1', '阿雅', 'g1');
INSERT INTO stories VALUES ('s1', '一杯', 'mug', 'choice', '[]', '[]', 0, 'h', 'q', '[]', 'A', 'w', 'c', 's',
    '', '[]', '', FALSE, NULL, NULL);
INSERT INTO submissions
    (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at, run_id,
    consent_state, choice)
    VALUES ('i1', 'c1', 'g1', 'm1', '话', '2026-11-20 12:00:00', 'mug', 0, '2026-11-20 12:00:00', 'r1',
    'withdrawn', '');
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('i1', 'granted', 'all', '["poster"]', NULL, NULL, '', '2026-11-20 12:00:00', 'gather', FALSE);
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('i1', 'withdrawn', 'own', '["poster"]', NULL, NULL, 'm9', '2026-11-21 12:00:00', 'gather', TRUE);
INSERT INTO posters VALUES ('k1', '{}', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO posts (id, group_id, day, slot, goes_out_at, state, story_id, submission_id, member_id, text,
    poster_key, version, changed_at, run_id, photo_id, revision, locked_by, hand, note, changed_by)
    VALUES ('sent', 'g1', '2026-11-21', 'afternoon', '2026-11-21 08:00:00', 'sent', 's1', 'i1', 'm1', '话',
    'k1', 1, '2026-11-21 08:00:00', 'r1', 'i1', 1, '', '', '', 'sishi');
INSERT INTO posts (id, group_id, day, slot, goes_out_at, state, story_id, submission_id, member_id, text,
    poster_key, version, changed_at, run_id, photo_id, revision, locked_by, hand, note, changed_by)
    VALUES ('waiting', 'g1', '2026-11-23', 'noon', '2026-11-23 04:00:00', 'in_review', 's1', NULL, NULL, '话',
    'k1', 1, '2026-11-21 08:00:00', 'r1', 'i1', 1, '', '', '', 'sishi')
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0002", FILLED)


def test_what_was_withdrawn_and_still_hangs_out_is_listed(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()() as store:
        (removal,) = store.consent_requests.removals()
        assert (removal.post, removal.submission) == ("sent", "i1")
        assert removal.since == datetime(2026, 11, 21, 12, tzinfo=UTC)
        store.consent_requests.take_down("sent", at=datetime(2026, 11, 24, tzinfo=UTC), by="小林")
        assert store.consent_requests.removals() == []


def test_consents_of_before_are_worked_with_as_the_new_ones(filled: Database) -> None:
    filled.upgrade()
    at = datetime(2026, 11, 22, tzinfo=UTC)
    with filled.ready()() as store:
        assert store.rights.consent("i1").state is ConsentState.WITHDRAWN
        assert not hear_consent(store, "i1", Consent(ConsentState.GRANTED), at=at)
        assert record_consent(store, "i1", Consent(ConsentState.GRANTED, evidence="note"), at=at, by="小林")
        assert store.consent_requests.requests() == []
        assert store.erasure.tombstones().hashes == frozenset()
