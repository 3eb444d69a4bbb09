"""What members sent: as a list for scripts, and set by hand."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, Yes, print_json, print_table, say, who_is_here
from content.errors import WrongInput
from content.messages import in_each
from content.model import Message
from content.store.withdrawals import last_day

if TYPE_CHECKING:
    from content.model import Batch, Submission
    from content.workspace import Workspace

HERE = WorkDir()
ALL_SET, SOME_REFUSED = 0, 1
Missing = Annotated[
    list[Literal["author", "product"]] | None,
    Parameter(name="--missing", negative=""),
]


@Parameter(name="*")
@dataclass(frozen=True)
class Fields:
    """What to set; None is left as it is."""

    author: str | None = None
    product: str | None = None
    text: str | None = None
    group: str | None = None
    new_author: Yes = False

    @property
    def is_named(self) -> bool:
        return any(value is not None for value in (self.author, self.product, self.text, self.group))

    def named(self) -> dict[str, Any]:
        return asdict(self)


NOTHING = Fields()


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


def set_fields(
    *ids: str,
    fields: Fields = NOTHING,
    place: WorkDir = HERE,
    consent: Literal["granted", "refused", "withdrawn"] | None = None,
    evidence: str = "",
    why: str = "",
    by: str | None = None,
    json: AsJson = False,
) -> int:
    """Set the author, product, words, group or consent of submissions by hand; "" empties a field.

    Examples: `sishi submission set i00012 --author m012` and `sishi submission set i00012 --product lamp`
    """
    from content.model import ConsentState
    from content.review import Correct
    from services.corrections import ConsentHeard
    from services.corrections import set_fields as set_by_hand

    if not ids or not (fields.is_named or consent):
        raise WrongInput(Message("submission.name_ids" if not ids else "submission.name_fields"))
    with place.context() as context:
        batch = set_by_hand(
            context,
            [Correct(key, **fields.named()) for key in dict.fromkeys(ids)],
            actor=who_is_here(by),
            why=why,
            heard=ConsentHeard(ConsentState(consent), evidence) if consent else None,
        )
        with context.open_store(reading=True) as store:
            names = {member.id: member.nickname for member in store.library.members()}
        if json:
            print_json(_batch_entry(context.workspace, batch, names))
    for key, refused in batch.refused.items():
        say(Message("submission.refused", submission=key, why=refused.why))
    say(Message("submission.set", n=len(batch.done), total=len(batch.outcomes)))
    return SOME_REFUSED if batch.refused else ALL_SET


def _batch_entry(workspace: "Workspace", batch: "Batch[Submission]", names: dict[str, str]) -> dict[str, Any]:
    done = {
        key: {"status": "done", "submission": _entry(workspace, submission, names)}
        for key, submission in batch.done.items()
    }
    refused = {key: {"status": "refused"} | in_each(end.why) for key, end in batch.refused.items()}
    return {"outcomes": {key: (done | refused)[key] for key in batch.outcomes}, "entry": batch.entry}


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
