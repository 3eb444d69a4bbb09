"""A full disk, a full database, a folder that is not ours, two at once: one sentence, and nothing is lost."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from content.errors import Busy, NotReady, StoreError, WrongInput
from content.night import NightOrder
from content.workspace import open_workspace
from services import nightly
from tests import a_night
from tests.a_night import context_at

DAY = date(2026, 11, 23)


@pytest.fixture
def order(village: Path) -> NightOrder:
    return NightOrder(str(village), DAY, 1, run="r1")


def gather_all(order: NightOrder) -> int:
    context = context_at(Path(order.workspace))
    nightly.begin(context, order)
    return a_night.gather_all(context, order).new


def test_a_full_disk_while_photos_are_taken_in_puts_none_in_quarantine(
    order: NightOrder, village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(NotReady, match="No space left on device"):
            gather_all(order)
    with open_workspace(village).open_store(reading=True) as store:
        assert store.inbox_index.quarantined() == []
        assert store.intake.count_submissions() == 0
    assert gather_all(order) == 12, "with space again everything is taken"


def test_a_full_database_is_said_and_the_next_run_completes(order: NightOrder, village: Path) -> None:
    database = open_workspace(village).database
    open_store = database.ready()

    def fill() -> None:
        with open_store() as store:
            store._session.connection().exec_driver_sql("PRAGMA max_page_count = 60")
            for n in range(3000):
                store.runs.begin_run(f"run {n}", {"padding": "x" * 900}, store.runs.newest()[0].began_at)

    nightly.begin(context_at(village), order)
    with pytest.raises(StoreError, match=r"disk is full\. Free some space and run again; nothing was lost"):
        fill()
    with open_store(reading=True) as store:
        assert len(store.runs.newest()) == 1
    database.close()
    assert gather_all(order) == 12


def test_a_workspace_that_cannot_be_written_to_is_said(village: Path) -> None:
    """A file in its folder's place: as unwritable for root as for anybody."""
    shutil.rmtree(village / "var")
    (village / "var").touch()
    with (
        pytest.raises(NotReady, match=r"var.* cannot be written: .*check its owner"),
        open_workspace(village).only_run(),
    ):
        pytest.fail("it was let in")
    with pytest.raises(StoreError, match="cannot be used"):
        nightly.begin(context_at(village), NightOrder(str(village), DAY, 1, run="r1"))


def test_two_runs_at_once_are_one(village: Path) -> None:
    first, second = open_workspace(village), open_workspace(village)
    with (
        first.only_run(),
        pytest.raises(Busy, match=f"process {os.getpid()}"),
        second.only_run(),
    ):
        pytest.fail("two runs were let in")


def test_a_dead_run_holds_nothing(village: Path) -> None:
    (village / "var").mkdir(exist_ok=True)
    (village / "var/run.lock").write_text("99999")
    with open_workspace(village).only_run():
        assert (village / "var/run.lock").read_text() == str(os.getpid())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"groups": ("nobody",)}, "There is no group 'nobody'"),
        ({"inboxes": ("/nowhere/at/all",)}, "The inbox /nowhere/at/all is not there"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_refused(
    village: Path, change: dict[str, tuple[str, ...]], sentence: str
) -> None:
    order = NightOrder(str(village), DAY, 1, run="r1", **change)
    with pytest.raises((WrongInput, NotReady), match=sentence):
        gather_all(order)


def test_a_workspace_without_groups_says_what_to_import(tmp_path: Path) -> None:
    (tmp_path / "sishi.toml").touch()
    (tmp_path / "ugc_inbox").mkdir()
    with pytest.raises(WrongInput, match="sishi group import"):
        nightly.begin(context_at(tmp_path), NightOrder(str(tmp_path), DAY, 1, run="r1"))


def test_a_night_with_no_photos_and_no_stories_explains_every_gap(
    tmp_path: Path, furnish: Callable[..., None]
) -> None:
    (tmp_path / "sishi.toml").touch()
    (tmp_path / "ugc_inbox").mkdir()
    furnish(open_workspace(tmp_path).open_store)
    order = NightOrder(str(tmp_path), DAY, 2, run="r1")
    context = context_at(tmp_path)
    nightly.begin(context, order)
    assert nightly.lay_out(context, order).placements > 0
    nightly.compose_groups(context, order, nightly.groups_to_compose(context, order))
    gaps = nightly.report(context, order)["gaps"]
    assert all(gap["zh"] and gap["en"] for gap in gaps)
    assert {gap["slot"] for gap in gaps} == {None, "afternoon"}, "one story cannot be told twice in two days"
