"""What a person says while culling is kept, undone, and heeded by shortlist and telling."""

from datetime import date
from typing import Any

import pytest

from content import review
from content.compose.stage import tell
from content.messages import render
from content.model import Choice, Consent, ConsentState, Placement, Seen, Slot
from content.rights.consents import record_consent

MONDAY = date(2026, 11, 23)


def decide(desk: Any, key: str, version: int = 0, actor: str = "小周", **said: Any) -> Any:
    asked = review.Decide(Seen(key, version), **said)
    return review.decide(desk.open_store, [asked], actor=actor, at=desk.now)


def test_a_decision_is_kept_with_who_made_it(desk: Any) -> None:
    done = decide(
        desk, "i1", choice=Choice.KEEP, rating=5, comment="光线\u200b真好", slot=Slot.AFTERNOON
    ).done
    assert (done["i1"].version, done["i1"].comment, done["i1"].slot) == (1, "光线真好", Slot.AFTERNOON)
    with desk.open_store(reading=True) as store:
        assert store.decisions.about() == {"i1": done["i1"]}
        (entry,) = store.submission_history.submission_life("i1").audit
    assert (entry.who, entry.kind, entry.was, entry.became) == ("小周", "decide", "undecided", "keep")


def test_who_decides_on_an_older_decision_is_shown_the_newer(desk: Any) -> None:
    decide(desk, "i1", choice=Choice.DROP, actor="老王")
    conflict = decide(desk, "i1", choice=Choice.KEEP).conflicts["i1"]
    assert (conflict.changed_by, conflict.item.choice) == ("老王", Choice.DROP)


def test_a_batch_of_decisions_is_undone_as_one(desk: Any) -> None:
    decide(desk, "i4", rating=3)
    asked = [
        review.Decide(Seen("i3", 0), choice=Choice.DROP),
        review.Decide(Seen("i4", 1), choice=Choice.DROP),
    ]
    assert len(review.decide(desk.open_store, asked, actor="小周", at=desk.now).done) == 2
    assert len(review.undo(desk.open_store, "小周", at=desk.now).done) == 2
    with desk.open_store(reading=True) as store:
        said = store.decisions.about()
    assert (said["i3"].choice, said["i4"].choice, said["i4"].rating) == (
        Choice.UNDECIDED,
        Choice.UNDECIDED,
        3,
    )
    assert len(review.redo(desk.open_store, "小周", at=desk.now).done) == 2


def test_an_undo_over_anothers_decision_is_refused(desk: Any) -> None:
    decide(desk, "i1", choice=Choice.DROP)
    decide(desk, "i1", 1, choice=Choice.KEEP, actor="老王")
    assert review.undo(desk.open_store, "小周", at=desk.now).conflicts["i1"].what == ("choice",)


@pytest.mark.parametrize(
    "said, sentence",
    [({"rating": 6}, "0 to 5"), ({"rating": -1}, "0 to 5"), ({"comment": "长" * 121}, "longer than 120")],
)
def test_what_cannot_be_is_refused(desk: Any, said: dict[str, Any], sentence: str) -> None:
    assert sentence in render(decide(desk, "i1", **said).refused["i1"].why, "en")


def test_what_its_author_withdrew_cannot_be_kept_but_dropped(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", Consent(ConsentState.WITHDRAWN), at=desk.now, by="recall")
    assert "withdrew" in render(decide(desk, "i1", choice=Choice.KEEP).refused["i1"].why, "en")
    assert decide(desk, "i1", choice=Choice.DROP).done
    assert decide(desk, "nobody", choice=Choice.DROP).refused


def test_a_comment_is_printed_on_the_posters_of_the_next_telling(desk: Any) -> None:
    decide(desk, "i3", comment="这张的光真好")
    with desk.open_store() as store:
        store.plan.set_placements([Placement("g1", MONDAY, "s1", share="i3")], at=desk.now, run="r2")
    tell(desk.open_store, desk.telling, ["g1"], MONDAY, MONDAY, now=desk.now, run="r2")
    with desk.open_store(reading=True) as store:
        (spec,) = store.queue.specs([store.queue.post("g1-2026-11-23-afternoon").poster])
    assert spec.fields["comment"] == "这张的光真好"


def test_a_focal_point_by_a_person_goes_before_the_measured_one(desk: Any) -> None:
    picture = f"{'i1':0>64}"
    assert review.focus(desk.open_store, picture, (0.25, 0.75), actor="小周", at=desk.now) is None
    with desk.open_store(reading=True) as store:
        assert store.curation.focal_points(["i1", "i2"]) == {picture: (0.25, 0.75)}
        assert store.submission_history.submission_life("i1").focal_point.who == "小周"
    asked = review.Swap(desk.seen("g1-2026-11-23-noon")[0], story="s4")
    swapped = review.swap(
        desk.open_store, [asked], telling=desk.telling, rules=desk.rules, actor="小周", at=desk.now
    )
    with desk.open_store(reading=True) as store:
        (spec,) = store.queue.specs([swapped.done["g1-2026-11-23-noon"].poster])
    assert spec.focus == {"photo": (0.25, 0.75)}
    review.undo(desk.open_store, "小周", at=desk.now)
    review.undo(desk.open_store, "小周", at=desk.now)
    with desk.open_store(reading=True) as store:
        assert store.curation.focal_points(["i1"]) == {}


def test_a_focal_point_outside_the_photo_and_an_unknown_photo_are_refused(desk: Any) -> None:
    outside = review.focus(desk.open_store, f"{'i1':0>64}", (0.5, 1.1), actor="小周", at=desk.now)
    unknown = review.focus(desk.open_store, "f" * 64, (0.5, 0.5), actor="小周", at=desk.now)
    assert outside is not None
    assert "within the photo" in render(outside.why, "en")
    assert unknown is not None
    assert "There is no" in render(unknown.why, "en")
