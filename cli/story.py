"""`sishi story lint`: what is wrong with stories before anybody reads them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from channels.imports import read
from channels.story_table import STORIES
from cli.common import AsJson, WorkDir, print_json, put, say
from cli.language import language as language_of_now
from cli.table_import import say_notes
from content.compose.copy_templates import Voice, load_copy
from content.errors import NoWorkspace, WrongInput
from content.messages import LANGUAGES, in_each, render
from content.model import Message, Story
from content.shipped import shipped
from content.stories.finding import StoryFinding, StoryRule
from content.stories.lint import House
from content.stories.lint import lint as lint_story
from content.text.book import read_words

if TYPE_CHECKING:
    from content.workspace import Workspace

ALL_WELL, FOUND = 0, 1
HERE = WorkDir()


def lint(file: Path | None = None, *, language: str = "", place: WorkDir = HERE, json: AsJson = False) -> int:
    """Check the stories of a file or folder, else the workspace's. Exit code 1 with findings.

    A file needs no workspace; in one, its copy templates, voices and words count.

    Example: `sishi story lint stories.xlsx`
    """
    workspace = _workspace(place, needed=file is None)
    stories = _read(file) if file else _stories(place)
    house = _house(workspace)
    findings = [finding for story in stories for finding in lint_story(story, house)]
    if json:
        print_json([_entry(finding) for finding in findings])
    else:
        spoken = spoken_in(language)
        for finding in findings:
            put(_line(finding, spoken))
    say(_summary(len(stories), findings))
    return FOUND if findings else ALL_WELL


def warnings(place: WorkDir, stories: Sequence[Story]) -> list[Message | str]:
    """What to say beside an import: each word a brand must not say, and how much else there is."""
    house = _house(place.open())
    findings = [finding for story in stories for finding in lint_story(story, house)]
    claims = [_line(finding, language_of_now()) for finding in findings if finding.rule is StoryRule.CLAIM]
    others = len(findings) - len(claims)
    more = [Message("cli_story.more_findings", n=others)] if others else []
    told_to_nobody = {finding.story for finding in findings}
    if not told_to_nobody or not place.open().settings.plan.clean_stories:
        return [*claims, *more]
    return [*claims, *more, Message("cli_story.not_planned", n=len(told_to_nobody))]


def spoken_in(language: str) -> str:
    """The language that was asked for, else that of the command line."""
    spoken = language or language_of_now()
    if spoken not in LANGUAGES:
        raise WrongInput(Message("cli_story.unknown_language", language=spoken, languages=LANGUAGES))
    return spoken


def _workspace(place: WorkDir, *, needed: bool) -> "Workspace | None":
    try:
        return place.open()
    except NoWorkspace:
        if needed:
            raise
        return None


def _read(file: Path) -> list[Story]:
    reading = read(STORIES, file)
    say_notes(reading)
    return reading.items


def _stories(place: WorkDir) -> list[Story]:
    with place.open().open_store(reading=True) as store:
        return store.library.stories()


def _house(workspace: "Workspace | None") -> House:
    if workspace is None:
        return House(load_copy([shipped("templates/copy")]), Voice("", "", ""), read_words().claims)
    copy = load_copy(workspace.templates("copy"))
    return House(copy, workspace.brand.voice, read_words(workspace.root).claims)


def _entry(finding: StoryFinding) -> dict[str, str | None]:
    what, remedy = in_each(finding.what), in_each(finding.fix)
    place = {"story": finding.story, "rule": finding.rule, "slot": finding.slot}
    return place | what | {f"mend_{language}": text for language, text in remedy.items()}


def _line(finding: StoryFinding, language: str) -> str:
    clauses = (render(finding.what, language), render(finding.fix, language))
    sentence = ("; " if language == "en" else "；").join(clauses)
    return "\t".join((finding.story, finding.slot or "-", finding.rule, sentence))


def _summary(stories: int, findings: Sequence[StoryFinding]) -> Message:
    rules = tuple(f"{rule} {count}" for rule, count in Counter(f.rule for f in findings).most_common())
    code = "cli_story.linted" if rules else "cli_story.clean"
    return Message(code, stories=stories, findings=len(findings), rules=rules)
