"""What posts are written with, and the writing of some groups' posts."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from content.compose.copy_templates import load_copy
from content.compose.post import Telling
from content.compose.stage import tell
from content.model import Message
from content.night import NightOrder, Told
from content.posters.engines import version_of
from content.posters.spec import unfillable
from content.posters.template import load_templates
from content.text.book import read_words
from content.workspace import Workspace, open_workspace
from services.context import Context

FILES = ("brand.toml", "sishi.toml", "words.toml")


def read_telling(workspace: Workspace, set_aside: list[Message]) -> Telling:
    """Voice, copy, style and templates as they are on disk; `set_aside` gets a Message for each template
    that cannot be used."""
    templates = load_templates(*workspace.templates("posters"), aside=set_aside)
    for name in [name for name, template in templates.items() if unfillable(template)]:
        fields = tuple(unfillable(templates.pop(name)))
        set_aside.append(Message("template.night_cannot_fill", template=name, fields=fields))
    return Telling(
        voice=workspace.brand.voice,
        style=workspace.style,
        copy=load_copy(workspace.templates("copy"), names_winners=workspace.settings.publish.winners > 0),
        templates=templates,
        engine_name=version_of(workspace.settings.posters.engine),
        holidays=workspace.days.holidays,
        words=read_words(workspace.root).person,
        days=workspace.days,
    )


def current_telling(context: Context) -> Telling:
    """The same for a process that lives long: read again when a file of it changed."""
    workspace, root = context.workspace, context.root
    folders = (*workspace.templates("posters"), *workspace.templates("copy"), root / "days")
    changed = [at for folder in folders for at in _changed(folder)]
    changed += [(root / name).stat().st_mtime_ns for name in FILES if (root / name).is_file()]
    return _kept_telling(root, max(changed), len(changed))


def compose_groups(context: Context, order: NightOrder, groups: Sequence[str]) -> Told:
    """Write the posts of these groups for the order's days; `failed` names the templates that were set aside.
    Doing it again writes nothing new."""
    set_aside: list[Message] = []
    composed = compose_with(read_telling(context.workspace, set_aside), context, order, groups)
    return replace(composed, failed=tuple(set_aside))


def compose_with(telling: Telling, context: Context, order: NightOrder, groups: Sequence[str]) -> Told:
    """The same with what was read before."""
    return tell(
        context.open_store,
        telling,
        groups,
        order.first_day,
        order.last_day,
        now=context.clock(),
        run=order.run,
    )


def _changed(folder: Path) -> Iterator[int]:
    """When each file below was changed, in ns; for every page, so it is done in a third of pathlib's time."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _changed(Path(entry.path))
            else:
                yield entry.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _kept_telling(root: Path, newest: int, files: int) -> Telling:  # noqa: ARG001 - what the cache goes by
    return read_telling(open_workspace(root), [])
