"""The API keeps what it says of itself: schemathesis asks all there is to ask, and finds nothing."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from desk.api import routers
from desk.app import PROBLEMS
from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
pytestmark = [pytest.mark.xdist_group("openapi"), pytest.mark.slow]
BOUNDED = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REFUSALS = {
    "checks": {
        "negative_data_rejection": {"expected-statuses": list(range(400, 430))},
        "missing_required_header": {"expected-statuses": [401, 403, 422, 428]},
    }
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
POST = "g1-2026-11-23-noon"
THERE = {"posts": POST, "sends": POST, "submissions": "i00", "groups": "g1", "runs": "r1"}


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
    app: FastAPI, office: DeskContext, path: str, method: str
) -> None:
    SCHEMA.app = app
    operation = SCHEMA[path][method]
    ask(office, operation, "positive")
    if operation.body or list(operation.iter_parameters()):  # where nothing is said, nothing can be wrong
        ask(office, operation, "negative")


@pytest.mark.parametrize("path", DESCRIBED["paths"])
def test_an_address_refuses_every_other_method_and_says_which_it_has(client: TestClient, path: str) -> None:
    declared = sorted(method.upper() for method in DESCRIBED["paths"][path])
    place = re.sub(r"\{[^}]*\}", "x", path)
    elsewhere = {"content": b"x", "headers": {"Sec-Fetch-Site": "cross-site"}}
    for method in METHODS:
        if method not in declared:
            for more in ({}, {"json": {}}, elsewhere):
                answer = client.request(method, place, **more)  # type: ignore[arg-type] # what one may send
                assert (answer.status_code, answer.headers["allow"]) == (405, ", ".join(declared)), method


def with_parameter(name: str) -> list[tuple[str, str, Any]]:
    """(path, method, parameter) of every operation that takes it."""
    return [
        (path, method, parameter)
        for path, methods in DESCRIBED["paths"].items()
        for method, said in methods.items()
        for parameter in said.get("parameters", ())
        if parameter["name"] == name
    ]


CURSORS = [(path, said) for path, _, said in with_parameter("after") if path != "/api/v1/groups"]  # an id


@pytest.mark.parametrize(("path", "said"), CURSORS)
def test_a_cursors_schema_says_what_is_accepted(client: TestClient, path: str, said: Any) -> None:
    (pattern,) = [each["pattern"] for each in said["schema"]["anyOf"] if "pattern" in each]
    assert not re.search(pattern, "0")
    refused = client.get(path, params={"after": "0"})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["after"])  # by the schema

    @BOUNDED
    @given(st.from_regex(pattern, fullmatch=True).filter(str.isascii))
    def accepted(after: str) -> None:
        assert client.get(path, params={"after": after.strip()}).status_code in (200, 409), after

    accepted()


def test_a_place_of_another_order_is_a_conflict(client: TestClient) -> None:
    place = client.get("/api/v1/submissions?most=2").json()["next"]
    assert client.get(f"/api/v1/submissions?most=2&after={place}").status_code == 200
    answer = client.get(f"/api/v1/submissions?most=2&sort=score&after={place}")
    assert (answer.status_code, answer.json()["code"]) == (409, "other_order")


def test_a_version_that_is_missing_is_declared_wherever_it_can_be() -> None:
    conditional = {(path, method) for path, method, _ in with_parameter("If-Match")}
    declaring = {
        (path, method)
        for path, methods in DESCRIBED["paths"].items()
        for method, said in methods.items()
        if "428" in said["responses"]
    }
    assert conditional == declaring == {("/api/v1/posts/{post_id}", "patch")}


def test_the_desk_describes_itself_so(app: FastAPI) -> None:
    described_paths = app.openapi()["paths"]
    assert {path: set(said) for path, said in described_paths.items()} == {
        path: set(said) for path, said in DESCRIBED["paths"].items()
    }


def ask(office: DeskContext, operation: Any, mode: str) -> None:
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
    """Ids of the village instead of made-up ones, and of two kinds of cursors the one of the order."""
    room = case.operation.path.split("/")[3]
    for name in set(case.path_parameters or ()) - {"number"}:
        case.path_parameters[name] = THERE.get(room, case.path_parameters[name])
    if case.query and room == "submissions" and case.query.get("after"):
        kind = "n" if case.query.get("sort") == "score" else "t"
        case.query["after"] = kind + str(case.query["after"])[1:]
