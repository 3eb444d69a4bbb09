"""What may be said of a form: the weakest claim that the data allow, and how long until there is one.
Pure."""

from dataclasses import dataclass
from math import ceil

from content.model import Estimate, FormVerdict

SURE = 0.95
LEAST_POSTS = 8
LEAST_WEEKS = 2  # full ones
SAME_WITHIN = 1.15  # a factor of usual
HALF_A_YEAR = 26  # weeks; beyond, pages say "not within half a year"
LONGEST = 999  # weeks; nobody plans beyond


@dataclass(frozen=True, slots=True)
class FormEvidence:
    """Of one form in its slot. `weeks` have its posts; `full_weeks` the group's; `best` and `worst` are the
    probabilities among the forms of the slot with posts enough. `ratio` None: nothing to compare with."""

    posts: int
    weeks: int
    full_weeks: int
    ratio: Estimate | None
    best: float = 0.0
    worst: float = 0.0


def verdict_of(evidence: FormEvidence) -> FormVerdict:
    """Ranked is nothing of fewer posts than 8, and nothing before two full weeks."""
    ratio = evidence.ratio
    if evidence.posts < LEAST_POSTS:
        return FormVerdict.TOO_FEW
    if ratio is None or evidence.full_weeks < LEAST_WEEKS:
        return FormVerdict.OPEN
    if evidence.best >= SURE:
        return FormVerdict.WORKS
    if evidence.worst >= SURE:
        return FormVerdict.USE_LESS
    if ratio.low > 1:
        return FormVerdict.ABOVE
    if ratio.high < 1:
        return FormVerdict.BELOW
    fits = ratio.low >= 1 / SAME_WITHIN and ratio.high <= SAME_WITHIN
    return FormVerdict.SAME if fits else FormVerdict.OPEN


def weeks_needed(evidence: FormEvidence, verdict: FormVerdict) -> int | None:
    """More weeks at the present pace until something can be said; None where it can, or never will be."""
    if verdict not in (FormVerdict.OPEN, FormVerdict.TOO_FEW):
        return None
    missing = max(0, LEAST_WEEKS - evidence.full_weeks)
    if verdict is FormVerdict.TOO_FEW:
        pace = evidence.posts / max(evidence.weeks, 1)
        return max(1, missing, ceil((LEAST_POSTS - evidence.posts) / pace))
    if missing:
        return missing
    return _until_clear(evidence.ratio, max(evidence.weeks, 1)) if evidence.ratio else None


def _until_clear(ratio: Estimate, weeks: int) -> int:
    """An interval is as wide as 1 / sqrt(weeks): until it excludes 1, or fits, whichever is sooner."""
    half = (ratio.high - ratio.low) / 2  # 1.645 standard deviations
    fitting = min(SAME_WITHIN - ratio.value, ratio.value - 1 / SAME_WITHIN)
    gap = max(abs(ratio.value - 1), fitting)
    if gap * (LONGEST / weeks) ** 0.5 < half:
        return LONGEST
    return max(1, ceil(weeks * (half / gap) ** 2) - weeks)
