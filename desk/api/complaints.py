"""Complaints as JSON: what members are unhappy with, newest first."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from content.model import Verb
from desk.auth import Person, may, office_of
from services.complaints import DAYS, Complaint, complaints

router = APIRouter(prefix="/api/v1/complaints", tags=["submissions"])
Name = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Days = Annotated[int, Query(ge=1, le=3650)]


class ComplaintOut(BaseModel):
    """`product` and `member` are ids, null where not known; `feeling` is 0 sad to .5 neutral."""

    id: str
    posted_at: str
    group: str
    product: str | None
    product_name: str
    member: str | None
    nickname: str
    text: str
    evidence: str
    feeling: float


@router.get("")
def every(
    request: Request, days: Days = DAYS, product: Name = "", group: Name = "", person: Person = may(Verb.VIEW)
) -> list[ComplaintOut]:
    """The complaints of the last `days`, those of one product or group where it is named."""
    unhappy = complaints(office_of(request), days=days, product=product, group=group)
    return [_complaint_out(complaint) for complaint in unhappy]


def _complaint_out(complaint: Complaint) -> ComplaintOut:
    submission = complaint.submission
    return ComplaintOut(
        id=submission.id,
        posted_at=submission.posted_at.isoformat(),
        group=submission.group,
        product=submission.product,
        product_name=complaint.product,
        member=submission.member,
        nickname=complaint.nickname,
        text=submission.text,
        evidence=complaint.evidence,
        feeling=round(complaint.feeling, 5),
    )
