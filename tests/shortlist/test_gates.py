from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content.messages import render
from content.model import Consent, ConsentScope, ConsentState, Message, Reason, Unreadable
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.gates import gate, hard_gate
from content.text.book import WordList

Candidates = Callable[..., Candidate]
RULES = ShortlistRules()


def test_a_good_photo_with_leave_passes(candidate: Candidates, day: date) -> None:
    assert gate(candidate(), RULES, day) is None


@pytest.mark.parametrize(
    "told, reason, evidence",
    [
        ({"media": {"width": 319, "height": 900}}, Reason.TOO_SMALL, "319"),
        ({"values": {"p95": 31.0}}, Reason.TOO_DARK, "31"),
        ({"values": {"foc_best": 0.11}}, Reason.BLURRED, "0.110"),
        ({"values": {"qr": 1.0}}, Reason.HAS_QR_CODE, "二维码"),
        ({"text": "想要的加V信 wx_208866"}, Reason.HAS_CONTACT, "wx_208866"),
        ({"member": None}, Reason.NO_MEMBER, "作者"),
        ({"product": None}, Reason.NO_PRODUCT, "产品"),
        ({"days_ago": 61}, Reason.TOO_OLD, "61"),
    ],
)
def test_each_fault_has_its_reason_and_evidence(
    candidate: Candidates, day: date, told: dict[str, Any], reason: Reason, evidence: str
) -> None:
    verdict = gate(candidate(**told), RULES, day)
    assert verdict is not None
    assert verdict.reason is reason
    assert evidence in render(verdict.why, "zh")
    assert verdict.score == 0.5


@pytest.mark.parametrize(
    "told",
    [
        {"media": {"width": 320, "height": 320}},
        {"values": {"p95": 60.0}},
        {"values": {"foc_best": 0.235}},
        {"days_ago": 60},
    ],
)
def test_what_just_reaches_the_mark_passes(candidate: Candidates, day: date, told: dict[str, Any]) -> None:
    assert gate(candidate(**told), RULES, day) is None


def test_without_a_photo_there_is_nothing_to_score(candidate: Candidates, day: date) -> None:
    bare = candidate()
    bare = replace(bare, submission=replace(bare.submission, media=()), features=(), score=None)
    verdict = gate(bare, RULES, day)
    assert verdict is not None
    assert (verdict.reason, verdict.score) == (Reason.NO_PHOTO, None)


@pytest.mark.parametrize(
    "score", [Unreadable(Message("value.other", text="OSError: image file is truncated.")), None]
)
def test_what_could_not_be_read_says_why(candidate: Candidates, day: date, score: Unreadable | None) -> None:
    verdict = gate(replace(candidate(), score=score), RULES, day)
    assert verdict is not None
    assert verdict.reason is Reason.UNREADABLE
    assert ("truncated" if score else "measured") in render(verdict.why, "en")
    assert ".." not in render(verdict.why, "en")


@pytest.mark.parametrize(
    "state, reason",
    [
        (ConsentState.UNKNOWN, Reason.CONSENT_UNKNOWN),
        (ConsentState.ASKED, Reason.CONSENT_ASKED),
        (ConsentState.REFUSED, Reason.CONSENT_REFUSED),
        (ConsentState.WITHDRAWN, Reason.CONSENT_WITHDRAWN),
        (ConsentState.EXPIRED, Reason.CONSENT_EXPIRED),
    ],
)
def test_only_granted_consent_passes(
    candidate: Candidates, day: date, state: ConsentState, reason: Reason
) -> None:
    verdict = gate(candidate(consent=Consent(state)), RULES, day)
    assert verdict is not None
    assert verdict.reason is reason


def test_consent_holds_through_its_last_day(candidate: Candidates, day: date) -> None:
    granted = candidate(consent=Consent(ConsentState.GRANTED, until=day))
    assert gate(granted, RULES, day) is None
    verdict = gate(granted, RULES, day + timedelta(days=1))
    assert verdict is not None
    assert verdict.reason is Reason.CONSENT_EXPIRED
    assert day.isoformat() in render(verdict.why, "zh")


def test_consent_to_something_else_is_not_consent_to_posters(candidate: Candidates, day: date) -> None:
    verdict = gate(candidate(consent=Consent(ConsentState.GRANTED, uses=frozenset({"album"}))), RULES, day)
    assert verdict is not None
    assert verdict.reason is Reason.CONSENT_REFUSED
    assert "海报" in render(verdict.why, "zh")


def test_the_first_gate_names_the_reason(candidate: Candidates, day: date) -> None:
    faults: dict[str, Any] = {
        "member": None,
        "product": None,
        "consent": Consent(),
        "days_ago": 99,
        "media": {"width": 10},
        "values": {"p95": 0.0, "foc_best": 0.0, "qr": 1.0},
        "text": "电话 13800138000",
    }
    mended = [
        ("member", Reason.NO_MEMBER),
        ("product", Reason.NO_PRODUCT),
        ("consent", Reason.CONSENT_UNKNOWN),
        ("days_ago", Reason.TOO_OLD),
        ("media", Reason.TOO_SMALL),
        ("values", Reason.TOO_DARK),
        ("text", Reason.HAS_CONTACT),
    ]
    for fault, reason in mended:
        verdict = gate(candidate(**faults), RULES, day)
        assert verdict is not None
        assert verdict.reason is reason
        del faults[fault]
    assert gate(candidate(**faults), RULES, day) is None


def test_the_rules_can_be_made_stricter(candidate: Candidates, day: date) -> None:
    assert gate(candidate(), replace(RULES, min_side=1200), day) is not None
    assert gate(candidate(), replace(RULES, min_focus=0.31), day) is not None
    assert gate(candidate(), replace(RULES, min_light=201), day) is not None


@pytest.mark.parametrize(
    "told, reason, evidence",
    [
        ({"text": "招人，兼职刷单，日入三百"}, Reason.HAS_WORD, "兼职刷单（拉人骗钱）"),
        ({"text": "你们这些垃圾人都该滚出去"}, Reason.OFFENDS, "要人看过"),
        ({"values": {"faces": 1.0}}, Reason.SHOWS_PEOPLE, "有人"),
    ],
)
def test_what_a_person_must_see_waits_and_a_keep_settles_it(
    candidate: Candidates, day: date, told: dict[str, Any], reason: Reason, evidence: str
) -> None:
    verdict = gate(candidate(**told), RULES, day)
    assert verdict is not None
    assert verdict.reason is reason
    assert evidence in render(verdict.why, "zh")
    assert hard_gate(candidate(**told), RULES, day) is None


def test_not_knowing_whether_there_are_people_waits_only_if_that_is_asked(
    candidate: Candidates, day: date
) -> None:
    strict = replace(RULES, unknown_needs_person=True)
    verdict = gate(candidate(), strict, day)
    assert verdict is not None
    assert "不知道" in render(verdict.why, "zh")
    assert gate(candidate(values={"faces": 0.0}), strict, day) is None
    assert gate(candidate(), RULES, day) is None


def test_a_community_says_which_words_need_a_person(candidate: Candidates, day: date) -> None:
    own = replace(RULES, words=WordList({"隔壁小店": ("rivals", "同行")}))
    assert gate(candidate(text="比隔壁小店好"), own, day) is not None
    assert gate(candidate(text="招人，兼职刷单"), own, day) is None


def test_what_somebody_sent_who_has_left_is_not_shown_whatever_a_person_keeps(
    candidate: Candidates, day: date
) -> None:
    gone = replace(candidate(), left_on=day)
    for verdict in (gate(gone, RULES, day), hard_gate(gone, RULES, day)):
        assert verdict is not None
        assert verdict.reason is Reason.MEMBER_LEFT
        assert render(verdict.why, "zh") == f"作者已退群（{day}）"
    assert gate(replace(gone, left_on=day + timedelta(days=1)), RULES, day) is None


def test_a_copy_of_the_shops_own_picture_waits_for_a_person(candidate: Candidates, day: date) -> None:
    verdict = gate(replace(candidate(), shop="autumn/mug.jpg"), RULES, day)
    assert verdict is not None
    assert (verdict.reason, verdict.of) == (Reason.SHOP_PICTURE, None)
    assert "autumn/mug.jpg" in render(verdict.why, "zh")
    assert hard_gate(replace(candidate(), shop="autumn/mug.jpg"), RULES, day) is None


def test_what_every_group_has_seen_is_spent_also_where_a_person_keeps_it(
    candidate: Candidates, day: date
) -> None:
    shown = replace(candidate(), seen_in=frozenset({"g1", "g2"}), groups=2)
    for_all = Consent(ConsentState.GRANTED, ConsentScope.ALL)
    anywhere = replace(shown, submission=replace(shown.submission, consent=for_all))
    for each in (shown, anywhere):  # the first may be shown in its own group alone
        verdict = hard_gate(each, RULES, day)
        assert verdict is not None
        assert (verdict.reason, verdict.why.params["groups"]) == (Reason.SPENT, 2)
    assert gate(replace(anywhere, groups=3), RULES, day) is None
    assert gate(replace(shown, seen_in=frozenset({"g2"})), RULES, day) is None
    assert gate(replace(anywhere, groups=None), RULES, day) is None
