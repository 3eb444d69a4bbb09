"""The documents cannot lie: what the program has, they name; what they name, the program has."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import content
from cli.app import build
from content import errors

ROOT = Path(__file__).resolve().parents[2]
app = build()
READMES = ["README.md", "README.en.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def stages() -> list[str]:
    """Modules of content that hold a stage: a stage.py, or a function of the module's own name."""
    folder = ROOT / "content"
    found = [path.parent.name for path in folder.glob("*/stage.py")]
    for path in folder.glob("*.py"):
        names = {
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        found += [path.stem] if path.stem in names else []
    return sorted(found)


@pytest.mark.parametrize("stage", stages())
def test_the_map_at_the_door_names_every_stage(stage: str) -> None:
    assert f"    {stage} " in (content.__doc__ or "")


def modules_of(house: str) -> list[str]:
    """The modules and rooms that stand in a house, by name."""
    inside = [path.stem for path in (ROOT / house).glob("[!_]*.py")]
    return sorted([*inside, *(path.parent.name for path in (ROOT / house).glob("*/__init__.py"))])


@pytest.mark.parametrize("house", ["channels", "cli", "content", "desk", "flows", "services"])
def test_the_map_of_a_house_names_every_module(house: str) -> None:
    door = ast.parse(read(f"{house}/__init__.py"))
    named = set(re.findall(r"\w+", ast.get_docstring(door) or ""))
    assert set(modules_of(house)) - named == set()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"])
def test_a_page_for_newcomers_names_only_files_that_are_there(page: str) -> None:
    for named in re.findall(r"`([a-z.]+(?:/[a-z_.]+)*(?:/|\.(?:py|md|toml|j2|yml|lock)))`", read(page)):
        if named == "var/":
            continue  # of a workspace
        assert any(ROOT.glob(f"**/{named}" if "/" not in named else named)), f"{page}: {named}"


def test_there_are_the_stages_of_the_house() -> None:
    assert {"gather", "score", "shortlist", "planner", "compose", "posters"} <= set(stages())


def test_the_tree_of_errors_is_the_docstring() -> None:
    named = set(re.findall(r"[─ ]([A-Z]\w+)  ", errors.__doc__ or "")) | {"SishiError"}
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert named == classes


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    written = subprocess.run(
        [sys.executable, "tools/settings_doc.py"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert read("docs/settings.md") == written, "run: python tools/settings_doc.py > docs/settings.md"
    assert "None" not in written, "every setting needs a description"


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_only_commands_that_exist(readme: str) -> None:
    for line in re.findall(r"sishi ([a-z]+(?: [a-z]+)?)", read(readme)):
        command: Any = app
        for word in line.split():
            known = {n for n in command.resolved_commands() if not n.startswith("-")}
            if not known:
                break
            assert word in known, f"{readme}: sishi {line}"
            command = command.resolved_commands()[word]


@pytest.mark.parametrize("readme", READMES)
def test_every_top_level_command_is_in_the_readme(readme: str) -> None:
    for name in app.resolved_commands():
        if not name.startswith("-"):
            assert f"sishi {name}" in read(readme), f"{readme}: sishi {name}"


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_opens_with_a_sentence_a_picture_and_two_commands(readme: str) -> None:
    opening = read(readme)[:1600]
    assert re.search(r"!\[[^]]+\]\(docs/pictures/[\w.-]+\)", opening)
    assert "make run" in opening
    assert "make test" in opening


@pytest.mark.parametrize(
    "page",
    sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*.md"))
    + sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
def test_links_between_documents_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), f"{page} -> {target}"


@pytest.mark.parametrize(
    "target", ["run", "test", "help", "fonts", "record", "docs", "figures", "lock", "clean"]
)
def test_make_help_lists_every_target_a_person_calls(target: str) -> None:
    assert re.search(rf"^{target}:.*## ", read("Makefile"), re.M)


def test_decisions_are_short() -> None:
    for path in (ROOT / "docs/decisions").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 60, path.name
