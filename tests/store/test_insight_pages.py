"""What pages of insight count, on both databases."""

from datetime import UTC, date, datetime, timedelta

from content.model import Group, PostResponse, ResponseDay, Slot
from content.store import OpenStore
from content.store.insight_pages import PLAIN, SELLS

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)
WEEKS = [(MONDAY, SUNDAY)]


def response(day: date, slot: Slot, observed: int, promo: float = 0.0) -> PostResponse:
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return PostResponse(
        *("g1", day, slot, "choice", "s1"),
        sent_at=at,
        members=20,
        observed=observed,
        expected=2.0,
        answered=observed,
        promo=promo,
    )


def test_quizzes_stories_and_evenings_are_summed_up_by_week(open_store: OpenStore) -> None:
    sent = [response(MONDAY, Slot.NOON, 4), response(SUNDAY, Slot.NOON, 6)]
    sent += [response(MONDAY, Slot.EVENING, 3, promo=0.8), response(SUNDAY, Slot.EVENING, 5)]
    with open_store() as store:
        store.library.put_groups([Group("g1", "一群", size=20)])
        store.outcomes.put_responses("g1", MONDAY, sent, [ResponseDay("g1", MONDAY, "m1", 2)])
    with open_store(reading=True) as store:
        (quiz,) = store.insight_pages.quizzes(WEEKS)
        stories = store.insight_pages.story_cells(WEEKS, ["g1"])
        evenings = {cell.form: cell.observed for cell in store.insight_pages.promo_cells(WEEKS)}
        assert store.insight_pages.hours(MONDAY, SUNDAY) == {}
        assert store.insight_pages.photo_posts(MONDAY, SUNDAY) == {}
        assert store.insight_pages.wrote(["m1"], MONDAY, SUNDAY) == set()
    assert (quiz.posts, quiz.answers, quiz.members, quiz.product) == (2, 10.0, 40.0, 200.0)
    assert {(cell.group, cell.form, cell.posts) for cell in stories} == {
        ("g1 noon", "s1", 2),
        ("g1 evening", "s1", 2),
    }
    assert evenings == {SELLS: 3, PLAIN: 5}
