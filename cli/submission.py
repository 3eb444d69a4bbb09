"""What members sent, as a list for scripts."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, print_json, print_table
from content.store.withdrawals import last_day

if TYPE_CHECKING:
    from content.model import Submission
    from content.workspace import Workspace

HERE = WorkDir()
Missing = Annotated[
    list[Literal["author", "product"]] | None,
    Parameter(name="--missing", negative=""),
]


def list_submissions(*, place: WorkDir = HERE, missing: Missing = None, json: AsJson = False) -> None:
    """List everything that members sent, by id, also what may no longer be shown.

    Examples: `sishi submission list --json` and `sishi submission list --missing author`
    """
    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        names = {member.id: member.nickname for member in store.library.members()}
        submissions = store.intake.submissions()
    fields = [{"author": "member", "product": "product"}[name] for name in missing or ()]
    entries = [
        _entry(workspace, submission, names)
        for submission in submissions
        if not fields or any(getattr(submission, field) is None for field in fields)
    ]
    if json:
        print_json(entries)
        return
    columns = ("id", "group", "member", "product", "posted_at", "likes", "replies", "consent", "text")
    rows = [[entry["nickname"] if name == "member" else entry[name] for name in columns] for entry in entries]
    print_table(columns, rows)


def _entry(workspace: "Workspace", submission: "Submission", names: dict[str, str]) -> dict[str, Any]:
    member = submission.member
    working = workspace.media.working
    return {
        "id": submission.id,
        "group": submission.group,
        "member": member,
        "nickname": names.get(member) if member is not None else None,
        "product": submission.product,
        "text": submission.text,
        "posted_at": submission.posted_at.isoformat(),
        "media": [
            {
                "sha256": medium.sha256,
                "path": working(medium.sha256).relative_to(workspace.root).as_posix(),
                "width": medium.width,
                "height": medium.height,
            }
            for medium in submission.media
        ],
        "likes": len(submission.likes) + submission.like_count,
        "replies": submission.replies,
        "consent": submission.consent.on(last_day(datetime.now(UTC))).state.value,
    }
