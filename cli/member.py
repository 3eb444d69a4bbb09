"""One member's own: everything we hold, to hand over; and its erasure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from cli.common import (
    AsJson,
    WorkDir,
    Yes,
    print_json,
    print_table,
    put,
    say,
    say_who_is_called_alike,
    who_is_here,
)
from content.errors import WrongInput
from content.messages import in_each
from content.model import Message, NamingConsent

if TYPE_CHECKING:
    from services.erase import Erased

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
    from services.dossier import export_member

    count = export_member(place.open(), what, out)
    say(Message("cli_member.files", n=count, file=str(out)))


def erase(
    member: str,
    *,
    yes: Yes = False,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Erase a member: words, photos, working copies and posters. The audit stays, under a pseudonym.

    What is not sent yet is withdrawn first. Files in the inboxes, and exports made before, are yours: their
    paths are printed. What could not be looked into is listed apart, on stderr, for you to look at.

    Examples: `sishi member erase m012 --yes` and `sishi member erase m012 --yes --json`
    """
    from services.erase import erase_member

    workspace = place.open()
    if not yes:
        with workspace.open_store(reading=True) as store:
            footprint = store.erasure.footprint(member)
        counts = {kind: len(getattr(footprint, kind)) for kind in ("submissions", "media", "posts")}
        raise WrongInput(Message("cli_member.erase", member=member, **counts))
    done = erase_member(workspace, member, at=datetime.now(UTC), by=who_is_here(by))
    if json:
        print_json(_as_json(done))
    elif done.by_hand:
        put(*done.by_hand)
    say_who_is_called_alike(done.namesakes, "erase")
    say(Message("cli_member.erased", pseudonym=done.pseudonym, files=done.files, left=len(done.by_hand)))
    if done.unsearched:
        say(Message("cli_member.unsearched", n=len(done.unsearched)))
        for item in done.unsearched:
            say(Message("cli_member.unsearched_file", path=item.path, why=item.why))


def naming(
    *members: str,
    answer: Literal["yes", "no"] | None = None,
    evidence: str = "",
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Write down whether members may be named among those who answered rightly; without members, list it.

    After a no, the posts in which they were named are printed: take those down by hand.

    Examples: `sishi member naming m012 m013 --answer yes --evidence "note in the group, 1 December"` and
    `sishi member naming m012 --answer no`
    """
    from services.naming import NamingAnswer, list_naming, record_naming

    with place.context() as context:
        if not members:
            _list_naming(list_naming(context), json=json)
            return
        if answer is None:
            raise WrongInput(Message("naming.no_answer"))
        word = NamingAnswer(members, answer == "yes", evidence)
        posts = record_naming(context, word, actor=who_is_here(by))
    if json:
        print_json({"members": list(members), "allowed": answer == "yes", "named_in": posts})
        return
    say(Message("cli_member.naming", n=len(members)))
    if posts:
        say(Message("cli_member.named_in", n=len(posts)))
        put(*posts)


def _list_naming(answers: Sequence[tuple[NamingConsent, str]], *, json: bool) -> None:
    if json:
        print_json(
            [
                {
                    "member": word.member,
                    "nickname": nickname,
                    "allowed": word.allowed,
                    "evidence": word.evidence,
                    "at": word.at.isoformat(),
                    "by": word.by,
                }
                for word, nickname in answers
            ]
        )
        return
    rows = [
        (word.member, nickname, Message(f"naming.{'yes' if word.allowed else 'no'}"), word.evidence, word.by)
        for word, nickname in answers
    ]
    print_table(("member", "nickname", "allowed", "evidence", "by"), rows)


def _as_json(done: "Erased") -> dict[str, object]:
    return {
        "pseudonym": done.pseudonym,
        "submissions": done.submissions,
        "files": done.files,
        "by_hand": list(done.by_hand),
        "unsearched": [
            {"path": item.path, "reason": item.reason, **in_each(item.why)} for item in done.unsearched
        ],
    }
