"""The ladder is climbed one rung at a time, there is always a way on, and every rung says what to do."""

import pytest

from content.koc.ladder import TASKS
from content.messages import in_each, render
from content.model import CLIMBS, MemberType, Rung


def test_every_rung_has_its_moves_its_tasks_and_its_name() -> None:
    assert set(CLIMBS) == set(TASKS) == set(Rung)
    assert all(CLIMBS[rung] for rung in Rung)
    assert len({render(rung.label, "zh") for rung in Rung}) == len(Rung)
    assert len({render(kind.label, "zh") for kind in MemberType}) == len(MemberType)


@pytest.mark.parametrize("rung", [rung for rung in Rung if rung is not Rung.NONE])
def test_every_task_is_said_in_both_languages(rung: Rung) -> None:
    assert all(all(in_each(task).values()) for task in TASKS[rung])
    assert TASKS[rung]


def test_nobody_skips_a_rung_on_the_way_up() -> None:
    up = [Rung.NONE, Rung.CANDIDATE, Rung.CONTACTED, Rung.VIP, Rung.CO_HOST]
    for n, rung in enumerate(up):
        assert {to for to in CLIMBS[rung] if to in up[n + 1 :]} <= set(up[n + 1 : n + 2])


def test_whoever_declined_may_be_asked_again_and_from_the_start() -> None:
    assert CLIMBS[Rung.DECLINED] == {Rung.CANDIDATE}
