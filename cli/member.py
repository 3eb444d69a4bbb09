"""One member's own: everything we hold, to hand over; and its erasure."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.common import WorkDir, Yes, put, say, say_who_is_called_alike, who_is_here
from content.errors import WrongInput
from content.model import Message

HERE = WorkDir()
Out = Annotated[Path | None, Parameter(name=["--out", "-o"])]


def export(what: str, *, place: WorkDir = HERE, out: Out = None) -> None:
    """Write all members to a table that `import` reads; with --out, all that is held of one.

    That is a folder or a .zip with member.json, the photos as they came, and the posters that show them.

    Examples: `sishi member export members.csv` and `sishi member export m012 --out m012.zip`
    """
    if out is None:
        from cli.library import export_members

        export_members(Path(what), place=place)
        return
    from content.rights.dossier import write_dossier

    workspace = place.open()
    count = write_dossier(workspace.open_store, workspace, what, out)
    say(Message("cli_member.files", n=count, file=str(out)))


def erase(
    member: str,
    *,
    yes: Yes = False,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Erase a member: words, photos, working copies and posters. The audit stays, under a pseudonym.

    What is not sent yet is withdrawn first. Files in the inboxes, and exports made before, are yours: their
    paths are printed.

    Example: `sishi member erase m012 --yes`
    """
    from content.rights.erase import erase as erase_member

    workspace = place.open()
    if not yes:
        with workspace.open_store(reading=True) as store:
            found = store.erasure.footprint(member)
        counts = {kind: len(getattr(found, kind)) for kind in ("submissions", "media", "posts")}
        raise WrongInput(Message("cli_member.erase", member=member, **counts))
    with workspace.open_store(reading=True) as store:
        alike = store.erasure.called_alike(member)
    with workspace.only_run():
        done = erase_member(
            workspace.open_store,
            workspace,
            member,
            f"erased-{secrets.token_hex(4)}",
            at=datetime.now(UTC),
            by=who_is_here(by),
        )
    put(*done.by_hand)
    say_who_is_called_alike(alike, "erase")
    left = len(done.by_hand)
    say(Message("cli_member.erased", pseudonym=done.pseudonym, files=done.files, left=left))
