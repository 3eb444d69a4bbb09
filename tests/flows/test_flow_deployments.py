"""What is deployed: by `sishi up` from sishi.toml, by `prefect deploy` from prefect.yaml."""

import asyncio
import json
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect import Flow
from prefect.server.schemas.schedules import CronSchedule

from content.workspace import Workspace, open_workspace
from flows.deployments import deployments
from flows.params import NightlyParams
from flows.publish import PublishParams

PROJECT = Path(__file__).resolve().parents[2]
STAGES = ("gather", "feedback", "curate", "lay_out", "replan", "render")
FLOWS = ["nightly.nightly", "weekly.weekly", *(f"stages.{name}" for name in STAGES), "publish.publish"]


@pytest.fixture(scope="module")
def deployed() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))
    return said


def test_the_night_runs_by_the_clock_of_the_workspaces_zone(workspace: Workspace) -> None:
    (workspace.root / "sishi.toml").write_text(
        'zone = "Europe/London"\n[prefect]\ncron = "30 1 * * *"\n', encoding="utf-8"
    )
    nightly, weekly, *by_hand = deployments(open_workspace(workspace.root))
    assert nightly.schedules is not None
    schedule: Any = nightly.schedules[0].schedule
    assert (schedule.cron, schedule.timezone) == ("30 1 * * *", "Europe/London")
    assert weekly.schedules is not None
    mondays: Any = weekly.schedules[0].schedule
    assert (mondays.cron, mondays.timezone) == ("0 9 * * 1", "Europe/London")
    assert not any(deployment.schedules for deployment in by_hand)


def test_one_runs_at_a_time_and_a_second_is_refused(workspace: Workspace) -> None:
    *nights, publishing = deployments(workspace)
    assert publishing.concurrency_limit is None  # sweeps may overlap: a claim has one winner
    for deployment in nights:
        assert deployment.concurrency_limit == 1
        assert deployment.concurrency_options is not None
        assert deployment.concurrency_options.collision_strategy.value == "CANCEL_NEW"
        assert deployment.concurrency_options.grace_period_seconds == 60


def test_entrypoints_are_modules_that_hold_flows(workspace: Workspace) -> None:
    entrypoints = [str(deployment.entrypoint) for deployment in deployments(workspace)]
    assert entrypoints == [f"flows.{name}" for name in FLOWS]
    assert all(isinstance(_load(entrypoint), Flow) for entrypoint in entrypoints)


def test_parameters_are_an_order_and_nothing_more(workspace: Workspace) -> None:
    for deployment in deployments(workspace):
        sent = json.loads(json.dumps(deployment.parameters))
        assert sent == {"order": {"workspace": str(workspace.root)}}
        params = PublishParams if "publish" in str(deployment.entrypoint) else NightlyParams
        params.model_validate(sent["order"])


def test_prefect_yaml_says_the_same(deployed: dict[str, Any]) -> None:
    assert [part["entrypoint"] for part in deployed["deployments"]] == [f"flows.{name}" for name in FLOWS]
    *nights, publishing = deployed["deployments"]
    assert "concurrency_limit" not in publishing
    assert [schedule["interval"] for schedule in publishing["schedules"]] == [600]
    PublishParams.model_validate(publishing["parameters"]["order"])
    for part in nights:
        assert part["concurrency_limit"] == {
            "limit": 1,
            "collision_strategy": "CANCEL_NEW",
            "grace_period_seconds": 60,
        }
        NightlyParams.model_validate(part["parameters"]["order"])
    assert all(schedule["timezone"] for schedule in deployed["deployments"][0]["schedules"])


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "Europe/Berlin"])
def test_prefect_knows_when_the_next_nights_are(zone: str) -> None:
    """With `whenever` 0.10 Prefect 3.9 raises here, the server logs it, and no night ever runs."""
    schedule = CronSchedule(cron="30 2 * * *", timezone=zone)
    noon = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo(zone))
    nights = asyncio.run(schedule.get_dates(n=2, start=noon))
    assert nights == [datetime(2026, 11, day, 2, 30, tzinfo=ZoneInfo(zone)) for day in (21, 22)]


def _load(entrypoint: str) -> object:
    module, _, name = entrypoint.rpartition(".")
    return getattr(import_module(module), name)
