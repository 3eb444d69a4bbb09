"""Everything that is recorded, made from one workspace: file name -> text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.app import build
from content.model import ConsentState, Dropped, Kept, Post
from content.workspace import open_workspace
from tests.recorded import commands, desk_api, exports
from tests.recorded.command import sishi
from tests.recorded.workspace import hang_plain_cards, make_workspace, run_night, speak, standing_clock

PSEUDONYM = re.compile(r"erased-[0-9a-f]{8}")
LANGUAGES = ("zh", "en")
EXPORTED = "xuhui-3"
DIGITS = 4  # of a fraction: processors may differ in the last ones
FRACTION = re.compile(rf"\b\d+\.\d{{{DIGITS + 1},}}(e-\d+)?\b")


def record(folder: Path) -> Mapping[str, str]:
    """Make the workspace in an empty folder, ask everything of it, and mark what varies from run to run."""
    root = folder / "chunri"
    with standing_clock(root):
        make_workspace(root)
        run_night(root, "night-1")
        hang_plain_cards(root)
        names = {**things_to_name(root), "rules": str(a_pin_that_cannot_be(root))}
        answers = dict(_all(root, names))
    return {name: _marked(text, folder) for name, text in answers.items()}


def _all(root: Path, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "cli/options.txt", options()
    yield "desk/changes.json", desk_api.changes(root, names)
    yield "cli/changes.txt", "\n".join(_text(line, names) for line in commands.CHANGES)
    run_night(root, "night-2")
    hang_plain_cards(root)
    names = {**names, "gap": a_gap(root)}
    for name, command in commands.JSON.items():
        yield f"cli/{name}.json", sishi(f"{command.format_map(names)} --json").out
    yield "cli/plan-rules.json", sishi("plan rules").out
    for language in LANGUAGES:
        speak(root, language)
        yield f"cli/texts.{language}.txt", "\n".join(_text(line, names) for line in commands.TEXTS)
        yield from desk_api.answers(root, language, names)
        yield from exports.queue(root, language)
    yield "cli/refused.txt", "\n".join(_text(line, names) for line in commands.REFUSED)
    yield from exports.tables(root)
    yield from erasures(root)


def erasures(root: Path) -> Iterator[tuple[str, str]]:
    """What erasing members answers, with one archive in the inbox that cannot be looked into."""
    (root / "ugc_inbox/old.zip").write_bytes(b"PK\x03\x04 cut off")
    authors = authors_of_kept(root)
    for name, command in commands.ERASURES.items():
        outcome = sishi(command.format(*authors))
        yield name, outcome.out if name.endswith(".json") else outcome.as_text()


def authors_of_kept(root: Path) -> list[str]:
    """Members with a photo on the shortlist, by id."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        kept = [key for key, verdict in store.curation.verdicts().items() if isinstance(verdict, Kept)]
        authors = {submission.member for submission in store.intake.submissions(sorted(kept))}
    workspace.database.close()
    return sorted(filter(None, authors))


def _text(command: str, names: Mapping[str, str]) -> str:
    return sishi(command.format_map(names)).as_text()


def things_to_name(root: Path) -> dict[str, str]:
    """Ids that commands name: chosen from what the night made, so that each command has something to say."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        verdicts, posts = store.curation.verdicts(), store.queue.posts()
        submissions = {submission.id: submission for submission in store.intake.submissions(sorted(verdicts))}
    workspace.database.close()
    exported = {post.submission for post in posts if post.group == EXPORTED}
    shown = sorted({post.submission for post in posts if post.submission} - exported)
    kept = [key for key in sorted(verdicts) if isinstance(verdicts[key], Kept)]
    unasked = (s.id for s in submissions.values() if s.member and s.consent.state is ConsentState.UNKNOWN)
    inbox = root / "ugc_inbox"
    return {
        "kept": kept[0],
        "dropped": min(key for key, verdict in verdicts.items() if isinstance(verdict, Dropped)),
        "withdrawn": shown[0],
        "decided": shown[2],
        "submission": shown[0],
        "member": submissions[shown[4]].member or "",
        "asked": min(unasked),
        "at_home": " ".join(kept[2:-3]),
        "story": a_story_elsewhere(posts),
        "inbox": str(inbox / "xuhui-3"),
        "photo": str(inbox / "cat-people/back-view.jpg"),
        "copy": str(inbox / "cat-people/it-moved.jpg"),
        "broken": str(inbox / "xihu-2/no-signal.jpg"),
    }


def a_story_elsewhere(posts: Sequence[Post]) -> str:
    """One that the group whose approved posts are exported is not told."""
    told = {post.story for post in posts if post.group == EXPORTED}
    return next(post.story for post in posts if post.story not in told)


def a_pin_that_cannot_be(root: Path) -> Path:
    """Rules that pin a story which is retired: the day has a gap that says so, whatever else is planned."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        story = a_story_elsewhere(store.queue.posts())
    workspace.database.close()
    pin = {"group": "london-1", "day": "2026-11-24", "story": story}
    file = root / "rules.json"
    file.write_text(json.dumps({"pins": [pin]}), encoding="utf-8")
    return file


def a_gap(root: Path) -> str:
    """The first gap, by the name that `sishi explain` takes."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        gaps = store.plan.gaps()
    workspace.database.close()
    slot = f"-{gaps[0].slot}" if gaps[0].slot else ""
    return f"{gaps[0].group}-{gaps[0].day}{slot}"


def options() -> str:
    """Every command with the names of what it takes."""
    return "".join(f"{line}\n" for line in sorted(_commands(build(), ("sishi",))))


def _commands(parent: Any, words: tuple[str, ...]) -> Iterator[str]:
    for name, command in parent.resolved_commands().items():
        if name.startswith("-"):
            continue
        if any(not inner.startswith("-") for inner in command.resolved_commands()):
            yield from _commands(command, (*words, name))
        else:
            taken = [" ".join(argument.names) for argument in command.assemble_argument_collection()]
            yield " ".join([*words, name, *(f"[{names}]" for names in taken if names != "*")])


def _marked(text: str, folder: Path) -> str:
    text = PSEUDONYM.sub("erased-CODE", text.replace(str(folder), "FOLDER"))
    return FRACTION.sub(lambda found: f"{float(found[0]):.{DIGITS}f}", text)
