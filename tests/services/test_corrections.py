"""What a person sets by hand, what an author said of consent, and products that are found in words again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content import review
from content.errors import WrongInput
from content.model import ConsentState, Group, Media, Member, Product, Submission
from content.review import Correct
from services.context import Context
from services.corrections import ConsentHeard, set_fields
from services.products import recognise_again

WHEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def context(context: Context) -> Context:
    """Two submissions of one group: one names no product yet known, one comes alone."""
    submissions = [
        Submission("s1", "g1", "m1", "新买的奶油灯真好看", WHEN, (Media("a" * 64, ".jpg", 900, 900, 1),)),
        Submission("s2", "g1", None, "", WHEN, (Media("b" * 64, ".jpg", 900, 900, 1),)),
    ]
    with context.open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
        store.library.put_members([Member("m1", "小鹿", "g1")])
        store.runs.begin_run("r1", {}, WHEN)
        store.intake.add_submissions([(one, one.id) for one in submissions], at=WHEN, run="r1")
    return context


def submission(context: Context, key: str) -> Submission:
    with context.open_store(reading=True) as store:
        return store.intake.submission(key)


def put_lamp(context: Context, *aliases: str) -> None:
    with context.open_store() as store:
        store.library.put_products([Product("lamp", "台灯", aliases)])
    recognise_again(context.workspace, at=context.clock())


def test_a_product_is_found_in_words_once_it_is_known_by_that_name(context: Context) -> None:
    put_lamp(context)
    assert submission(context, "s1").product is None
    put_lamp(context, "奶油灯")
    now = submission(context, "s1")
    assert (now.product, now.product_from) == ("lamp", "words")
    put_lamp(context)
    assert submission(context, "s1").product is None


def test_the_product_a_person_set_is_never_looked_for_again(context: Context) -> None:
    put_lamp(context, "奶油灯")
    set_fields(context, [Correct("s1", product="")], actor="小周")
    put_lamp(context, "奶油灯", "小灯")
    assert submission(context, "s1").product is None


def test_a_found_product_goes_with_its_words_and_an_undo_brings_both_back(context: Context) -> None:
    put_lamp(context, "奶油灯")
    done = set_fields(context, [Correct("s1", text="")], actor="小周").done["s1"]
    assert (done.text, done.product) == ("", None)
    review.undo(context.open_store, "小周", at=context.clock())
    now = submission(context, "s1")
    assert (now.text, now.product, now.product_from) == ("新买的奶油灯真好看", "lamp", "words")


def test_a_product_set_by_hand_and_undone_counts_as_found_in_words_again(context: Context) -> None:
    put_lamp(context, "奶油灯")
    set_fields(context, [Correct("s1", product="")], actor="小周")
    review.undo(context.open_store, "小周", at=context.clock())
    assert submission(context, "s1").product_from == "words"


def test_an_author_and_a_consent_are_set_together(context: Context) -> None:
    heard = ConsentHeard(ConsentState.GRANTED, "截图 11-20")
    done = set_fields(context, [Correct("s2", author="小鹿")], actor="小周", heard=heard).done["s2"]
    assert done.member == "m1"
    assert (done.consent.state, done.consent.evidence) == (ConsentState.GRANTED, "截图 11-20")


def test_a_grant_without_evidence_is_wrong_and_sets_nothing(context: Context) -> None:
    with pytest.raises(WrongInput):
        set_fields(
            context, [Correct("s2", author="m1")], actor="小周", heard=ConsentHeard(ConsentState.GRANTED, " ")
        )
    assert submission(context, "s2").member is None


def test_a_move_of_consent_that_is_forbidden_refuses_that_submission_alone(context: Context) -> None:
    withdrawn, no = ConsentHeard(ConsentState.WITHDRAWN), ConsentHeard(ConsentState.REFUSED)
    set_fields(context, [Correct("s1")], actor="小周", heard=withdrawn)
    batch = set_fields(context, [Correct("s1"), Correct("s2")], actor="小周", heard=no)
    assert set(batch.done) == {"s2"}
    assert set(batch.refused) == {"s1"}


def test_words_that_a_source_brings_anew_keep_what_was_set(context: Context) -> None:
    set_fields(context, [Correct("s2", author="m1", text="我的灯")], actor="小周")
    with context.open_store() as store:
        store.intake.renew_submission("s2", replace(store.intake.submission("s2"), text="别的话"))
    assert submission(context, "s2").text == "我的灯"


def test_it_is_looked_for_once_for_the_same_names(context: Context) -> None:
    put_lamp(context, "奶油灯")
    with context.open_store() as store:
        store.intake.renew_submission("s1", replace(store.intake.submission("s1"), product=None))
    assert recognise_again(context.workspace, at=context.clock()) == 0
    with context.open_store() as store:
        store.library.put_products([Product("mug", "马克杯")])
    assert recognise_again(context.workspace, at=context.clock()) == 1
