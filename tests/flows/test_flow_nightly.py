"""The night as Prefect runs it, with stages that only say they were called."""

import errno
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow, Task
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Failed

from content.errors import BadSettings, Busy, NotReady, StoreError, WrongInput
from content.gather import Gathered
from content.messages import render
from content.model import Message
from content.night import Drawn
from content.workspace import Workspace
from flows import artifacts, tasks
from flows import stages as stage_flows
from flows.artifacts import RunProgress
from flows.chunks import can_pass_again
from flows.nightly import nightly
from flows.params import NightlyParams

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.xdist_group("prefect")]

NIGHT = [
    "begin",
    "folders",
    "gather",
    "gather",
    "feedback",
    "unscored",
    "score",
    "train",
    "shortlist",
    "lay_out",
    "groups_to_compose",
    "compose_groups",
    "posters",
    "draw",
    "report",
    "end",
]


@pytest.fixture
def order(workspace: Workspace) -> NightlyParams:
    return NightlyParams(workspace=str(workspace.root), day=date(2026, 11, 23))


def state_of(order: NightlyParams, flow: Flow[..., Any] = nightly) -> State[Any]:
    state: State[Any] = flow(order, return_state=True)
    return state


def not_drawn(poster: str, why: str = "") -> Message:
    return Message("run_report.poster_failed", poster=poster, why=why)


def sentences(report: dict[str, Any]) -> list[str]:
    """What failed, as it is read."""
    return [render(Message.from_json(stored), "en") for stored in report["failed"]]


def test_a_night_calls_every_stage_in_its_order(order: NightlyParams, stages: Any) -> None:
    report = nightly(order)
    assert stages.names() == NIGHT
    assert stages.called("gather") == [["0/g1"], ["0/g2"]]
    expected = {
        "gathered": 6,
        "duplicates": 2,
        "quarantined": 0,
        "scored": 2,
        "shortlisted": 2,
        "dropped_by_reason": {"blurred": 1},
        "tellings": 7,
        "posts": 28,
        "posters_rendered": 2,
        "posters_reused": 0,
        "digest": "d",
        "failed": [],
    }
    assert expected.items() <= report.items()
    assert list(report["seconds_by_stage"]) == [
        "gather",
        "feedback",
        "score",
        "train",
        "shortlist",
        "lay_out",
        "tell",
        "posters",
        "report",
    ]
    json.dumps(report)


def test_the_order_takes_what_is_left_open_from_sishi_toml(workspace: Workspace, stages: Any) -> None:
    (workspace.root / "sishi.toml").write_text("[plan]\ndays = 3\n", encoding="utf-8")
    nightly(NightlyParams(workspace=str(workspace.root), day=date(2026, 11, 23), groups=("g1",), seed=5))
    order = stages.orders[0]
    assert (order.first_day, order.days, order.groups, order.seed) == (date(2026, 11, 23), 3, ("g1",), 5)


def test_a_run_is_called_after_its_first_day_and_the_store_knows_it_by_prefects_id(
    order: NightlyParams, stages: Any
) -> None:
    state = state_of(order)
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(state.state_details.flow_run_id)  # type: ignore[arg-type]  # it ran
    assert run.name == "nightly 2026-11-23"
    assert stages.orders[0].run == str(run.id)


def test_items_in_quarantine_do_not_fail_a_night(order: NightlyParams, stages: Any) -> None:
    stages.answers["gather"] = Gathered(new=1, quarantined=2)
    state = state_of(order)
    assert state.is_completed()
    assert "quarantined 4" in str(state.message)


def test_a_poster_that_cannot_be_drawn_fails_the_night_by_name_and_the_rest_is_done(
    order: NightlyParams, stages: Any
) -> None:
    stages.answers["draw"] = Drawn(1, 0, (not_drawn("p2", "the text does not fit"),))
    state = state_of(order)
    assert state.is_failed()
    assert str(state.message).startswith("1 failed; the rest is done: 1 poster.")
    assert stages.names() == NIGHT
    report = state.result(raise_on_failure=False)
    assert report["posters_rendered"] == 1
    assert sentences(report) == ["poster p2: the text does not fit"]


def test_a_chunk_that_breaks_is_named_and_the_others_go_on(order: NightlyParams, stages: Any) -> None:
    stages.answers["gather"] = lambda folders: ValueError("a bug") if folders == ["0/g1"] else Gathered(new=3)
    state = state_of(order)
    assert state.is_failed()
    assert "1 gather (ValueError)" in str(state.message)
    report = state.result(raise_on_failure=False)
    assert report["gathered"] == 3
    assert sentences(report) == ["gather of 0/g1: ValueError: a bug"]
    assert stages.called("gather") == [["0/g1"], ["0/g2"]]


def test_many_failures_are_counted_by_what_failed(order: NightlyParams, stages: Any) -> None:
    stages.answers["draw"] = Drawn(0, 0, tuple(not_drawn(f"p{n}") for n in range(50)))
    stages.answers["compose_groups"] = ValueError("a bug")
    message = str(state_of(order).message)
    assert message.startswith("51 failed; the rest is done: 1 tell (ValueError), 50 poster.")


@pytest.mark.parametrize("error", [WrongInput("There is no group 'g9'."), BadSettings("zone: no")])
def test_wrong_input_ends_the_night_with_its_own_sentence(
    order: NightlyParams, stages: Any, error: Exception
) -> None:
    stages.answers["gather"] = error
    state = state_of(order)
    assert (state.is_failed(), state.message) == (True, str(error))
    assert type(state.result(raise_on_failure=False)) is type(error)
    assert stages.called("gather") == [["0/g1"]]
    assert "unscored" not in stages.names()


def test_a_folder_without_sishi_toml_is_one_sentence(tmp_path: Path, stages: Any) -> None:
    state = state_of(NightlyParams(workspace=str(tmp_path), day=date(2026, 11, 23)))
    assert state.is_failed()
    assert "sishi init" in str(state.message)
    assert stages.calls == []


def test_a_full_disk_ends_the_night_with_one_sentence(order: NightlyParams, stages: Any) -> None:
    stages.answers["draw"] = OSError(errno.ENOSPC, "No space left on device", "/brand/var/posters/x.part")
    state = state_of(order)
    assert str(state.message).startswith("OSError ENOSPC: No space left on device.")
    refusal = state.result(raise_on_failure=False)
    assert isinstance(refusal, NotReady)
    assert str(refusal) == "/brand/var/posters/x.part: No space left on device. Mend it and run again."


def test_a_second_night_in_the_same_workspace_is_refused(
    order: NightlyParams, workspace: Workspace, stages: Any
) -> None:
    with workspace.only_run():
        state = state_of(order)
    assert isinstance(state.result(raise_on_failure=False), Busy)
    assert "Another run is under way" in str(state.message)
    assert stages.calls == []


def test_a_held_database_is_tried_again_until_it_is_free(
    order: NightlyParams, stages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [_held(), _held(), Gathered(new=3), Gathered(new=1)]
    stages.answers["gather"] = lambda _folders: answers.pop(0)
    monkeypatch.setattr(tasks, "gather", tasks.gather.with_options(retry_delay_seconds=0))
    assert nightly(order)["gathered"] == 4


def test_what_cannot_pass_is_tried_once(
    order: NightlyParams, stages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages.answers["score"] = ValueError("a bug")
    monkeypatch.setattr(tasks, "score", tasks.score.with_options(retry_delay_seconds=0))
    state_of(order)
    assert len(stages.called("score")) == 1


def test_without_posters_none_are_drawn(order: NightlyParams, stages: Any) -> None:
    report = nightly(order.model_copy(update={"posters": False}))
    assert (report["posters_rendered"], report["posters_reused"]) == (0, 0)
    assert not {"posters", "draw"} & set(stages.names())


def test_a_run_leaves_its_progress_and_its_numbers_and_no_picture(order: NightlyParams, stages: Any) -> None:
    run_id = state_of(order).state_details.flow_run_id
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(sort=None)
    ours = {artifact.key: str(artifact.data) for artifact in found if artifact.flow_run_id == run_id}
    assert set(ours) == {"night-progress", "night-summary"}
    assert ours["night-progress"] == "100"
    assert "gathered" in ours["night-summary"]


@pytest.mark.usefixtures("stages")
def test_a_picture_that_cannot_be_shown_fails_nothing(
    order: NightlyParams, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConnectionError("the server is gone")

    monkeypatch.setattr(artifacts, "create_table_artifact", broken)
    assert state_of(order).is_completed()


@pytest.mark.parametrize(
    "flow, calls",
    [
        (stage_flows.gather, NIGHT[1:4]),
        (stage_flows.feedback, NIGHT[4:5]),
        (stage_flows.curate, NIGHT[5:9]),
        (stage_flows.lay_out, NIGHT[9:12]),
        (stage_flows.replan, NIGHT[9:15]),
        (stage_flows.render, NIGHT[12:14]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_stage_runs_as_a_flow_of_its_own(
    order: NightlyParams, stages: Any, flow: Flow[..., Any], calls: list[str]
) -> None:
    assert state_of(order, flow).is_completed()
    assert stages.names() == ["begin", *calls, "end"]


def test_every_task_keeps_to_the_rules() -> None:
    ours = [thing for thing in vars(tasks).values() if isinstance(thing, Task)]
    assert len(ours) == len({*NIGHT, "back_up"})
    for task in ours:
        assert (task.retries, task.persist_result, task.log_prints) == (3, False, False)
        assert task.retry_condition_fn is can_pass_again
        assert task.cache_policy is not None
        assert not task.cache_policy.compute_key(None, {}, {})  # type: ignore[arg-type]  # none is ever made


def test_progress_is_shown_at_most_every_two_seconds_and_never_backwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[float] = []
    monkeypatch.setattr(artifacts, "_for_the_eye", lambda write: write())
    monkeypatch.setattr(RunProgress, "_write", lambda _self, percent: shown.append(percent))
    ticks = iter(x * 0.5 for x in range(1000))
    progress = RunProgress(clock=lambda: next(ticks))
    for percent in [*range(40), 10]:
        progress.show(percent)
    progress.show(100, now=True)
    assert shown == sorted(shown)
    assert shown[-1] == 100
    assert 5 <= len(shown) <= 15


def test_a_state_without_an_error_is_not_tried_again() -> None:
    assert not can_pass_again(None, None, Failed(message="of itself"))


def _held() -> StoreError:
    cause = Exception("database is locked")
    cause.sqlite_errorcode = 5  # type: ignore[attr-defined]  # as sqlite3's errors have
    error = StoreError("The database is held.")
    error.__cause__ = cause
    return error


def test_a_night_makes_the_backup_that_the_settings_ask_for(
    order: NightlyParams, stages: Any, workspace: Workspace, tmp_path: Path
) -> None:
    ask_for_backup(workspace, tmp_path / "vault")
    assert state_of(order).is_completed()
    assert len(list((tmp_path / "vault/backups").iterdir())) == 1


def test_a_backup_that_cannot_be_made_fails_the_night_by_name_and_its_report_stands(
    order: NightlyParams, stages: Any, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    ask_for_backup(workspace, tmp_path / "file/vault")
    state = state_of(order)
    assert "1 backup (NotReady)" in str(state.message)
    (failure,) = sentences(state.result(raise_on_failure=False))
    assert failure.startswith("no backup was made: The vault ")
    assert stages.names()[-2:] == ["end", "end"]


def ask_for_backup(workspace: Workspace, place: Path) -> None:
    settings = workspace.root / "sishi.toml"
    settings.write_text(
        f'{settings.read_text(encoding="utf-8")}\n[backup]\nto = "{place}"\n', encoding="utf-8"
    )
