"""The API keeps what it says of itself: schemathesis asks all there is to ask, and finds nothing."""

from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from desk.api import routers
from desk.app import PROBLEMS
from desk.office import Office
from desk.people import COOKIE, local_cookie

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
pytestmark = [pytest.mark.xdist_group("openapi"), pytest.mark.slow]
BOUNDED = settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REFUSALS = {"checks": {"negative_data_rejection": {"expected-statuses": list(range(400, 430))}}}
THERE = {"posts": "g1-2026-11-23-noon", "submissions": "i00", "groups": "g1", "runs": "r1"}


def described() -> dict[str, Any]:
    """What the desk says of its API; the same without an office."""
    bare = FastAPI()
    for router in routers:
        bare.include_router(router, responses=PROBLEMS)  # type: ignore[arg-type] # as FastAPI documents it
    return bare.openapi()


DESCRIBED = described()
SCHEMA = schemathesis.openapi.from_dict(
    DESCRIBED, config=schemathesis.config.SchemathesisConfig.from_dict(REFUSALS)
)


@pytest.mark.parametrize(
    "path, method", [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]
)
def test_every_answer_is_one_that_the_description_promises(
    app: FastAPI, office: Office, path: str, method: str
) -> None:
    SCHEMA.app = app
    operation = SCHEMA[path][method]
    ask(office, operation, "positive")
    if operation.body or list(operation.iter_parameters()):  # where nothing is said, nothing can be wrong
        ask(office, operation, "negative")


def test_the_desk_describes_itself_so(app: FastAPI) -> None:
    described_paths = app.openapi()["paths"]
    assert {path: set(said) for path, said in described_paths.items()} == {
        path: set(said) for path, said in DESCRIBED["paths"].items()
    }


def ask(office: Office, operation: Any, mode: str) -> None:
    """Requests as the description allows them, or as it forbids them; AssertionError for a wrong answer."""

    @BOUNDED
    @given(operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def asked(case: Any) -> None:
        if mode == "positive":
            _about_what_there_is(case)
        case.call_and_validate(
            cookies={COOKIE: local_cookie(office)},
            headers={"Sec-Fetch-Site": "same-origin"},
            base_url="http://localhost",
        )

    asked()


def _about_what_there_is(case: Any) -> None:
    """Ids of the village instead of made-up ones; no cursor, since it is an answer's own."""
    room = case.operation.path.split("/")[3]
    for name in case.path_parameters or {}:
        case.path_parameters[name] = THERE.get(room, case.path_parameters[name])
    if case.query:
        case.query.pop("after", None)
