"""How many places a plan needs, and which products it lacks photos of."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from content.model import Gap, GapStep, Message, Placement, Slot
from content.shortlist.demand import lacking, places
from content.store import OpenStore

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 23)


def test_places_grow_with_groups_and_days_and_fall_with_groups_a_photo_may_reach() -> None:
    assert places(12, 7, 8) < places(24, 7, 8) < places(24, 14, 8) < places(24, 14, 4)
    assert places(2, 7, 8) == places(2, 7, 2)  # two groups share a photo, not eight
    assert places(0, 7, 8) == 0


def test_what_most_places_miss_is_lacked_most(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    with open_store() as store:
        group = store.library.groups()[0].id
        story = store.library.stories()[0]
        assert lacking(store, DAY) == {}
        store.plan.set_placements([Placement(group, DAY, story.id)], at=NOW, run="r")
        missing = Gap(group, DAY, Slot.AFTERNOON, (GapStep("photos", 0),), Message("gap.none"))
        store.plan.set_gaps([missing], groups={group}, first=DAY, last=DAY, run="r")
        assert lacking(store, DAY) == {story.product: 1.0}
        assert lacking(store, date(2026, 11, 24)) == {}
