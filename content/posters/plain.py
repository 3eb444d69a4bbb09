"""Whether a photo shows a thing before a plain ground, by its maps."""

from content.model import PhotoFacts
from content.model.photo_facts import GRID

CALMEST = "01"  # busyness of the outer cells of a photo with a plain ground
SPREAD = 2  # of 9 levels of light between them


def is_plain(facts: PhotoFacts) -> bool:
    """Whether the maps show one calm ground all around; unknown is not plain."""
    busy, light = facts.busy, facts.light
    if len(busy) != GRID * GRID or len(light) != GRID * GRID:
        return False
    rim = [at for at in range(GRID * GRID) if at % GRID in (0, GRID - 1) or at // GRID in (0, GRID - 1)]
    levels = [int(light[at]) for at in rim]
    return all(busy[at] in CALMEST for at in rim) and max(levels) - min(levels) <= SPREAD
