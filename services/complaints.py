"""Complaints: what members are unhappy with, for the team to answer. Nothing else becomes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from content.model import Submission
from content.score.quotes import TextCheck, Withheld, Withholding, check_text
from services.context import Context

DAYS = 28  # what a list goes back unless it is told otherwise


@dataclass(frozen=True, slots=True)
class Complaint:
    """A submission whose words complain: `product` and `nickname` are names ("" where not known), `evidence`
    is from the words, `feeling` 0 sad to .5 neutral."""

    submission: Submission
    product: str
    nickname: str
    evidence: str
    feeling: float


def complaints(context: Context, *, days: int = DAYS, product: str = "", group: str = "") -> list[Complaint]:
    """The complaints of the last `days`, newest first; "" asks for those of every product and group."""
    since = context.clock() - timedelta(days=days)
    with context.open_store(reading=True) as store:
        texts = store.wordings.said_since(since, product=product, group=group)
        heard = {key: (check, why) for key, text in texts for check, why in _complaining(text)}
        submissions = {submission.id: submission for submission in store.intake.submissions(list(heard))}
        products = {entry.id: entry.name for entry in store.library.products()}
        nicknames = {member.id: member.nickname for member in store.library.members()}
    return [
        Complaint(
            submission=(submission := submissions[key]),
            product=products.get(submission.product or "", submission.product or ""),
            nickname=nicknames.get(submission.member or "", ""),
            evidence=why.evidence,
            feeling=check.feeling,
        )
        for key, (check, why) in heard.items()
    ]


def _complaining(text: str) -> Iterator[tuple[TextCheck, Withheld]]:
    """The check of a text that complains, with why; nothing of another."""
    check = check_text(text)
    yield from ((check, why) for why in check.withheld if why.reason is Withholding.COMPLAINT)
