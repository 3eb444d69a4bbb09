"""Quotas: how many may be chosen of one member, product, group and day, and the reason of those beyond."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.model import Dropped, Reason
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.reasons import dropped


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` of those that `of` calls the same; `name` is what a person calls it."""

    reason: Reason
    most: int
    of: Callable[[Candidate], str]
    name: Callable[[Candidate], str]


def quotas(rules: ShortlistRules) -> list[Quota]:
    """Those with a limit, in the order in which they are named as the reason."""
    every = [
        Quota(
            Reason.MEMBER_QUOTA,
            rules.per_member,
            _member,
            lambda candidate: candidate.author or _member(candidate),
        ),
        Quota(
            Reason.PRODUCT_QUOTA,
            rules.per_product,
            _product,
            lambda candidate: candidate.product or _product(candidate),
        ),
        Quota(Reason.GROUP_QUOTA, rules.per_group, _group, _group),
        Quota(Reason.DAY_QUOTA, rules.per_day, _day, _day),
    ]
    return [quota for quota in every if quota.most > 0]


def left_out(
    candidate: Candidate, taken: Sequence[tuple[Quota, Counter[str]]], rules: ShortlistRules
) -> Dropped:
    """Why nobody chose it: the first quota that is full, else its score."""
    for quota, counts in taken:
        if (count := counts[quota.of(candidate)]) >= quota.most:
            name = quota.name(candidate)
            return dropped(quota.reason, score=candidate.total, name=name, count=count)
    return dropped(Reason.BELOW_THE_LINE, score=candidate.total, size=rules.size)


def _member(candidate: Candidate) -> str:
    return candidate.submission.member or ""


def _product(candidate: Candidate) -> str:
    return candidate.submission.product or ""


def _group(candidate: Candidate) -> str:
    return candidate.submission.group


def _day(candidate: Candidate) -> str:
    return candidate.submission.posted_at.date().isoformat()
