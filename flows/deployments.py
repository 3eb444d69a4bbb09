"""What is scheduled when: the night by the clock of the workspace's zone; stages and sweeps by hand."""

from typing import Any

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from content.workspace import Workspace
from flows import stages
from flows.nightly import nightly
from flows.publish import publish
from flows.weekly import weekly

# One at a time; a second is refused, not queued. A place is lost when its run shows no life for 60 s.
ALONE = ConcurrencyLimitConfig(
    limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW, grace_period_seconds=60
)


WEEKLY = "0 9 * * 1"  # Mondays at nine by the team's clock


def deployments(workspace: Workspace) -> list[RunnerDeployment]:
    """`nightly` on the schedule of sishi.toml, each stage without one; named after the workspace's folder."""
    settings = workspace.settings
    schedule = Cron(settings.prefect.cron, timezone=settings.zone, slug="nightly")
    common = _common(workspace)
    scheduled = RunnerDeployment.from_flow(nightly, schedule=schedule, **common)
    by_hand = [stages.gather, stages.feedback, stages.curate, stages.lay_out, stages.replan, stages.render]
    publishing = RunnerDeployment.from_flow(publish, **{**common, "concurrency_limit": None})
    on_mondays = RunnerDeployment.from_flow(
        weekly, schedule=Cron(WEEKLY, timezone=settings.zone, slug="weekly"), **common
    )
    return [
        scheduled,
        on_mondays,
        *(RunnerDeployment.from_flow(stage, **common) for stage in by_hand),
        publishing,
    ]


def _common(workspace: Workspace) -> dict[str, Any]:
    return {
        "name": workspace.root.name or "sishi",
        "parameters": {"order": {"workspace": str(workspace.root)}},
        "concurrency_limit": ALONE,
        "entrypoint_type": EntrypointType.MODULE_PATH,  # a file's would put flows/ first on sys.path
        "tags": ["sishi"],
    }
