"""Whether the files of a workspace are as they were written; and making damaged ones again."""

from dataclasses import dataclass

from content.gather import heal
from content.media import torn
from content.posters.stage import WAITING, is_as_drawn
from content.workspace import Workspace
from services.context import Context


@dataclass(frozen=True, slots=True)
class FileCheck:
    """How many pictures and posters are in use, and how many files of each kind are damaged or gone."""

    pictures: int
    posters: int
    damaged_originals: int
    damaged_working_copies: int
    damaged_posters: int


def check_files(workspace: Workspace) -> FileCheck:
    """Read every picture and poster in use and hold it against its hash: 10,000 photos take half a minute."""
    with workspace.open_store(reading=True) as store:
        pictures = store.intake.media_in_use()
        drawn = store.queue.rendered({post.poster for post in store.queue.posts(states=WAITING)})
    states = [torn(workspace.media, picture, deep=True) for picture in pictures]
    return FileCheck(
        pictures=len(pictures),
        posters=len(drawn),
        damaged_originals=sum(original for original, _ in states),
        damaged_working_copies=sum(working for _, working in states),
        damaged_posters=sum(
            not is_as_drawn(workspace.root / poster.path, poster) for poster in drawn.values()
        ),
    )


def repair_files(context: Context) -> int:
    """Make damaged working copies again, and have damaged originals looked for in the inbox by the next run;
    how many photos were damaged. Every byte is read. Busy where a run is under way."""
    with context.workspace.only_run():
        return heal(context.open_store, context.workspace.media, context.workers, deep=True)
