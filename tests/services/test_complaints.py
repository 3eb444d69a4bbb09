"""Complaints reach the team, with their product, whatever became of the photo."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from content.model import Group, Member, Product, Submission
from services.complaints import Complaint, complaints
from services.context import Context

SAID = {
    "i1": ("lamp", "g1", "用了两天就不亮了，太失望", 1),
    "i2": ("lamp", "g1", "很好看，喜欢", 2),
    "i3": (None, "g2", "难吃，等了两个小时", 3),
    "i4": ("mug", "g2", "杯子漏水，客服不理人", 40),
}


@pytest.fixture
def told(context: Context, now: datetime) -> Context:
    with context.open_store() as store:
        store.library.put_groups([Group("g1", "一群"), Group("g2", "二群")])
        store.library.put_products([Product("lamp", "台灯"), Product("mug", "杯子")])
        store.library.put_members([Member("m1", "小林", "g1")])
        for key, (product, group, text, days) in SAID.items():
            posted = now - timedelta(days=days)
            made = Submission(key, group, "m1", text, posted, (), product)
            store.intake.add_submission(made, key, at=now, run="r1")
    return context


def ids(found: list[Complaint]) -> list[str]:
    return [complaint.submission.id for complaint in found]


def test_the_newest_complaint_comes_first_with_its_product_and_what_was_heard(told: Context) -> None:
    first, second = complaints(told)
    assert (first.submission.id, first.product, first.nickname, first.evidence) == (
        "i1",
        "台灯",
        "小林",
        "失望",
    )
    assert (second.submission.id, second.product) == ("i3", "")
    assert first.feeling < 0.4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"product": "lamp"}, ["i1"]),
        ({"product": "mug"}, []),
        ({"product": "mug", "days": 60}, ["i4"]),
        ({"group": "g2", "days": 60}, ["i3", "i4"]),
        ({"group": "g1", "days": 1}, ["i1"]),
    ],
)
def test_they_are_asked_for_by_product_group_and_days(
    told: Context, asked: dict[str, Any], found: list[str]
) -> None:
    assert ids(complaints(told, **asked)) == found
