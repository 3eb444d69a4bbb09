"""`sishi story lint`: what is wrong with stories before anybody reads them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from channels.imports import read_stories
from cli.common import AsJson, Place, print_json, say
from content.errors import NoWorkspace, WrongInput
from content.messages import render
from content.model import Story
from content.shipped import shipped
from content.stories.finding import Finding, Rule
from content.stories.lint import House
from content.stories.lint import lint as lint_story
from content.text.book import read_words
from content.words import Voice, load_copy

if TYPE_CHECKING:
    from content.workspace import Workspace

ALL_WELL, FOUND = 0, 1
HERE = Place()
Language = Annotated[str, Parameter(help="zh or en; else that of the workspace.")]


def lint(
    file: Path | None = None, *, language: Language = "", place: Place = HERE, json: AsJson = False
) -> int:
    """Check the stories of a file or folder, else the workspace's. Exit code 1 with findings.

    A file needs no workspace; in one, its copy templates, voices and words count.

    Example: `sishi story lint stories.xlsx`
    """
    workspace = _workspace(place, needed=file is None)
    stories = read_stories(file) if file else _stories(place)
    house = _house(workspace)
    found = [finding for story in stories for finding in lint_story(story, house)]
    if json:
        print_json([asdict(finding) for finding in found])
    else:
        spoken = spoken_in(language, workspace)
        print("".join(f"{_line(finding, spoken)}\n" for finding in found), end="")
    say(_summary(len(stories), found))
    return FOUND if found else ALL_WELL


def warnings(place: Place, stories: Sequence[Story]) -> list[str]:
    """What to say beside an import: each word a brand must not say, and how much else there is."""
    workspace = place.open()
    house, spoken = _house(workspace), workspace.settings.language
    found = [finding for story in stories for finding in lint_story(story, house)]
    claims = [_line(finding, spoken) for finding in found if finding.rule is Rule.CLAIM]
    others = len(found) - len(claims)
    more = f"还有 {others} 处可以改 · {others} more findings: sishi story lint"
    return [*claims, more] if others else claims


def spoken_in(language: str, workspace: "Workspace | None") -> str:
    """The language that was asked for, else the workspace's."""
    spoken = language or (workspace.settings.language if workspace else "zh")
    if spoken not in ("zh", "en"):
        raise WrongInput(f"{spoken!r} is no language of ours; there are zh and en.")
    return spoken


def _workspace(place: Place, *, needed: bool) -> "Workspace | None":
    try:
        return place.open()
    except NoWorkspace:
        if needed:
            raise
        return None


def _stories(place: Place) -> list[Story]:
    with place.open().open_store(reading=True) as store:
        return store.stories()


def _house(workspace: "Workspace | None") -> House:
    if workspace is None:
        return House(load_copy([shipped("templates/copy")]), Voice("", "", ""), read_words().claims)
    copy = load_copy(workspace.templates("copy"))
    return House(copy, workspace.brand.voice, read_words(workspace.root).claims)


def _line(finding: Finding, language: str) -> str:
    said = (render(finding.what, language), render(finding.mend, language))
    sentence = ("; " if language == "en" else "；").join(said)
    return "\t".join((finding.story, finding.slot or "-", finding.rule, sentence))


def _summary(stories: int, found: Sequence[Finding]) -> str:
    counted = ", ".join(f"{rule} {count}" for rule, count in Counter(f.rule for f in found).most_common())
    return f"{stories} stories, {len(found)} findings" + (f": {counted}." if counted else ".")
