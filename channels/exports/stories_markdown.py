"""Stories as Markdown files, in the form that channels.stories_markdown describes and reads."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from channels.exports.files import safe_name, unlike, write_bytes
from channels.exports.rows import YAML_WIDTH, as_entries
from channels.stories_markdown import SUFFIXES
from channels.story_cells import LETTERS
from content.errors import WrongInput
from content.model import Message, Slot, Story

TOLD = (
    "title",
    "hook",
    "quiz",
    "options",
    "answer",
    "answer_why",
    "clue",
    "solution",
    "solution_title",
    "steps",
)
_MARK = re.compile(r"\\|#|>|- \[|\d+\. |---")


def write_markdown(path: Path, stories: Sequence[Story]) -> None:
    """One story to a .md file, or all to a folder, a file each named by its id."""
    if not stories:
        raise WrongInput(Message("export.nothing_to_write", file=path.name))
    if path.suffix.lower() not in SUFFIXES:
        taken: set[str] = set()
        for story in stories:
            name = unlike(safe_name(story.id), taken)
            taken.add(name)
            write_bytes(path / f"{name}.md", as_markdown(story).encode())
    elif len(stories) == 1:
        write_bytes(path, as_markdown(stories[0]).encode())
    else:
        raise WrongInput(Message("export.one_story_a_file", file=path.name, n=len(stories)))


def as_markdown(story: Story) -> str:
    """The story as a file that `read_markdown` reads back the same."""
    entry = as_entries([story])[0]
    front = {name: value for name, value in entry.items() if name not in TOLD}
    matter = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=YAML_WIDTH)
    quiz = story.quiz
    sections = {
        Slot.MORNING: [_escaped(story.hook)],
        Slot.NOON: [_escaped(quiz.question), "\n".join(_options(story)), _each("> ", quiz.why)],
        Slot.AFTERNOON: [_escaped(story.clue)],
        Slot.EVENING: [
            _each("### ", story.solution_title),
            _escaped(story.solution),
            "\n".join(f"{number}. {step}" for number, step in enumerate(entry.get("steps", []), start=1)),
        ],
    }
    blocks = [f"---\n{matter}---", _each("# ", story.title)]
    for slot, parts in sections.items():
        blocks += [f"## {slot.sign}", *filter(None, parts)]
    return "\n\n".join(blocks) + "\n"


def _options(story: Story) -> Iterator[str]:
    for letter, option in zip(LETTERS, story.quiz.options, strict=False):
        text = option.replace("\n", "\n  ")
        yield f"- [{'x' if letter == story.quiz.answer else ' '}] {text}"


def _each(mark: str, text: str) -> str:
    return "\n".join(mark + line for line in text.split("\n")) if text else ""


def _escaped(text: str) -> str:
    return "\n".join(f"\\{line}" if _MARK.match(line) else line for line in text.split("\n"))
