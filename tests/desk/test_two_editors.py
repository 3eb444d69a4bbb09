"""Two editors at one queue at once: nothing is lost, nothing goes unsaid, every step can be taken back."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from content.model import Role
from content.workspace import Workspace

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks/two_editors.py"
ACTIONS = 120


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("two_editors", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["two_editors"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def editors(script: ModuleType, workspace: Workspace, client_as: Callable[..., TestClient]) -> list:  # type: ignore[type-arg]
    with workspace.open_store(reading=True) as store:
        ids = [post.id for post in store.queue.posts()][:6]  # few, so that they meet
    return [
        script.Editor(name, client_as(Role.APPROVER, name), Random(seed), ids)
        for seed, name in enumerate(("小林", "小周"))
    ]


def test_two_editors_lose_nothing_and_are_told_everything(
    script: ModuleType,
    editors: list,  # type: ignore[type-arg]
) -> None:
    script.race(editors, ACTIONS)
    ask = editors[0].browser
    assert not script.problems(editors, lambda url: ask.get(url).json())
    ends = {(deed.verb, deed.end["status"]) for editor in editors for deed in editor.deeds}
    assert {("amend", "done"), ("amend", "conflict"), ("approve", "done"), ("undo", "done")} <= ends


def test_the_checks_see_a_lost_update(
    script: ModuleType,
    editors: list,  # type: ignore[type-arg]
) -> None:
    """Or the test above could not fail."""
    one, other = editors
    post = one.ids[0]
    one.look(post)
    one.amend(post)
    deed = one.deeds[-1]
    blind = script.Deed(
        "amend", post, {**deed.seen, "revision": deed.seen["revision"] - 1}, "other words", deed.end
    )
    other.deeds.append(blind)
    found = script.problems(editors, lambda url: one.browser.get(url).json())
    assert len(found) == 2
    assert "the audit does not know" in found[0]
    assert "are lost" in found[1]


def test_what_an_editor_did_can_be_taken_back_to_the_beginning(
    script: ModuleType,
    editors: list,  # type: ignore[type-arg]
) -> None:
    one, _ = editors
    before = {post: one.browser.get(f"/api/v1/posts/{post}").json() for post in one.ids}
    for _ in range(40):
        one.act()
    for _ in range(80):
        if not one.browser.post("/api/v1/undo").json()["outcomes"]:
            break
    for post, was in before.items():
        now = one.browser.get(f"/api/v1/posts/{post}").json()
        kept = ("text", "poster", "state", "locked_by", "version", "goes_out_at", "approved_by")
        assert {name: now[name] for name in kept} == {name: was[name] for name in kept}
    assert not script.problems([one], lambda url: one.browser.get(url).json())
