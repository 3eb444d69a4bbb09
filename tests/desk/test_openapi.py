"""The API keeps what its description promises, whatever is sent: schemathesis asks, and finds nothing."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from content.workers import Workers
from content.workspace import Workspace, open_workspace
from desk.app import create_app
from desk.doors import doors
from desk.office import Office
from desk.people import COOKIE, local_cookie

EXAMPLES = 15  # of each operation and mode: right requests, wrong ones
NOW = datetime.fromisoformat("2026-11-22T18:00+00:00")
DESCRIBED = sorted(
    (door.path, door.method)
    for door in doors(create_app(Office(cast(Workspace, None), cast(Workers, None))))
    if door.path.startswith("/api/")
)
# as schemathesis has it, but for two: a change without If-Match is right in form and refused all the same
# (428), and a wrong one may be refused for its size before anybody looks at its form (413)
FINE = ["2xx", "3xx", "401", "403", "404", "409", "428"]
REFUSED = ["400", "401", "403", "404", "406", "413", "415", "422", "428"]
EXPECTED = {
    "positive_data_acceptance": {"expected-statuses": FINE},
    "negative_data_rejection": {"expected-statuses": REFUSED},
}
Described = tuple[FastAPI, BaseSchema, dict[str, str]]


@pytest.fixture(scope="module")
def described(built_hung_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """The desk, what it says of its API, and what a request of its own pages carries."""
    root = Path(shutil.copytree(built_hung_village, tmp_path_factory.mktemp("api") / "village"))
    workspace = open_workspace(root)
    workers = Workers(1)
    office = Office(workspace, workers, entry="secret", clock=lambda: NOW)
    app = create_app(office)
    headers = {
        "Host": "127.0.0.1",
        "Cookie": f"{COOKIE}={local_cookie(office)}",
        "Sec-Fetch-Site": "same-origin",
    }
    config = SchemathesisConfig.from_dict({"checks": EXPECTED})
    yield app, schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers, config=config), headers
    workers.__exit__(None, None, None)
    workspace.database.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("path, method", DESCRIBED, ids=lambda said: said)
def test_an_operation_answers_as_described(
    described: Described, path: str, method: str, mode: GenerationMode
) -> None:
    _, schema, headers = described
    operation = schema[path][method]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        # a cursor is a text the desk made: which are right no description says, but the list it came from
        cursor = "after" in (case.query or {})
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance] if cursor else [])

    try:
        ask()
    except Unsatisfiable:  # it takes nothing that could be wrong
        assert mode is GenerationMode.NEGATIVE
        assert not list(operation.iter_parameters())


def test_every_address_of_the_api_is_described(described: Described) -> None:
    app, schema, _ = described
    assert {(door.path, door.method) for door in doors(app) if door.path.startswith("/api/")} == {
        (operation.ok().path, operation.ok().method.upper()) for operation in schema.get_all_operations()
    }


def test_the_description_is_for_those_who_are_signed_in(described: Described) -> None:
    app, _, headers = described
    stranger = TestClient(app, base_url="http://127.0.0.1")
    assert stranger.get("/openapi.json").status_code == 401
    assert stranger.get("/openapi.json", headers=headers).json()["info"]["title"] == "Sishi desk"
    for path in ("/docs", "/redoc"):
        assert stranger.get(path, headers=headers).status_code == 404


def test_every_operation_says_how_it_refuses(described: Described) -> None:
    app, _, _ = described
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            assert {"401", "403", "422"} <= set(operation["responses"]), (method, path)
