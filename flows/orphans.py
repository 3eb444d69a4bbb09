"""Runs that ended without a word: killed with everything around them, so that nobody could say so."""

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

from content.errors import Busy
from content.workspace import Workspace

ALIVE = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
WHY = "The process of this run ended without a word. The next run does what it left undone."


def close_orphans(workspace: Workspace) -> int:
    """Mark this workspace's dead runs as Crashed, which frees their place; return how many there were.

    A living run holds the workspace, so whoever can hold it knows that there is none.
    """
    try:
        with workspace.only_run(), get_client(sync_client=True) as client:
            orphans = [run for run in _believed_alive(client) if _is_of(run, workspace)]
            for run in orphans:
                client.set_flow_run_state(run.id, Crashed(message=WHY), force=True)
    except Busy:
        return 0
    return len(orphans)


def _believed_alive(client: SyncPrefectClient) -> list[FlowRun]:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=ALIVE))
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(state=state))


def _is_of(run: FlowRun, workspace: Workspace) -> bool:
    order = run.parameters.get("order")
    return isinstance(order, dict) and order.get("workspace") == str(workspace.root)
