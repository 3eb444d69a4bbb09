"""What the plan asks of the shortlist: how many places it needs, and which products it lacks photos of."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from content.store import Store

PHOTOS_A_DAY = 1.25  # of a group: every story shows one, one in four a second
CHOICE = 3  # photos for every one that is shown at least: authors rest, and products must match


def places(groups: int, days: int, photo_groups: int) -> int:
    """Submissions that `groups` groups need for `days` days, where `photo_groups` at most see one photo."""
    shown_to = max(1, min(photo_groups, groups))
    return round(CHOICE * PHOTOS_A_DAY * groups * days / shown_to)


def lacking(store: Store, day: date) -> Mapping[str, float]:
    """product -> 0..1, how much the plan that stands lacks photos of it from `day` on: 1 for what most places
    miss. Products that no place misses are left out."""
    products = {story.id: story.product for story in store.library.stories()}
    stories = {(p.group, p.day): p.story for p in store.plan.placements(day)}
    missing: Counter[str] = Counter()
    for gap in store.plan.gaps(day):
        story = stories.get((gap.group, gap.day))
        if gap.slot is not None and story in products:
            missing[products[story]] += 1
    most = max(missing.values(), default=1)
    return {product: count / most for product, count in sorted(missing.items())}
