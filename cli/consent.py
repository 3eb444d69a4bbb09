"""Who allows which photo: list, ask, record, import; and what must be taken down by hand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, Yes, a_date, label, print_json, print_table, put, say, who_is_here
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.errors import WrongInput
from content.messages import in_both
from content.model import USES, Consent, ConsentScope, ConsentState, Message
from services.table_shelf import compared

if TYPE_CHECKING:
    from content.rights.kit import Question
    from content.store.consent_requests import ConsentLine, Removal
    from content.workspace import Workspace

HERE = WorkDir()
AS_IS = TableOptions()
Uses = Annotated[list[str] | None, Parameter(name="--use", negative="")]
Where = Annotated[Literal["own", "all"] | None, Parameter(name="--groups")]
Whose = Annotated[str | None, Parameter(name="--member")]
States = Annotated[list[ConsentState] | None, Parameter(name="--state", negative="")]


def list_consents(
    *,
    place: WorkDir = HERE,
    state: States = None,
    group: str = "",
    member: str = "",
    to_remove: Yes = False,
    json: AsJson = False,
) -> None:
    """List who allows what, as it reads today; with --to-remove, the posts that hang out against a no.

    Examples: `sishi consent list --state asked` and `sishi consent list --to-remove --json`
    """
    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        if to_remove:
            _show_removals(store.consent_requests.removals(), json=json)
            return
        lines = store.consent_requests.consents(
            _today(workspace), states=state or (), group=group, member=member
        )
        notes = {
            key: request.note
            for request in store.consent_requests.requests()
            for key in request.submissions
            if request.note
        }
    if json:
        print_json([_entry(line, notes) for line in lines])
        return
    rows = [
        (
            x.submission,
            x.nickname,
            x.group,
            label(x.consent.state),
            *_terms(x.consent),
            notes.get(x.submission, ""),
        )
        for x in lines
    ]
    print_table(("id", "member", "group", "consent", "groups", "uses", "until", "evidence", "note"), rows)


def ask(
    *submissions: str,
    place: WorkDir = HERE,
    use: Uses = None,
    groups: Where = None,
    until: str | None = None,
    language: Literal["zh", "en"] | None = None,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Write the words to send to the authors of these submissions, with the code that they answer.

    Example: `sishi consent ask i00012 i00013 --use poster --use feed --groups all`
    """
    from content.rights.kit import Kit, ask_members

    workspace = place.open()
    spoken = language or workspace.settings.language
    questions = ask_members(
        workspace.open_store,
        _named(submissions),
        _given(workspace, ConsentState.ASKED, use, groups, None, until),
        Kit(workspace.templates("copy"), spoken, workspace.brand.voice),
        actor=who_is_here(by),
        at=datetime.now(UTC),
    )
    if json:
        print_json([_question(question) for question in questions])
    else:
        put("\n\n".join(question.text for question in questions))


def grant(
    *submissions: str,
    evidence: str,
    place: WorkDir = HERE,
    use: Uses = None,
    groups: Where = None,
    since: str | None = None,
    until: str | None = None,
    member: Whose = None,
    by: str | None = None,
) -> None:
    """Record that an author agreed. The evidence says where.

    Example: `sishi consent grant i00012 --evidence "截图 2026-11-22 群里" --groups all --until 2027-06-30`
    """
    workspace = place.open()
    terms = _given(workspace, ConsentState.GRANTED, use, groups, since, until)
    _record(place, submissions, member, by, lambda _: replace(terms, evidence=evidence))


def refuse(
    *submissions: str, place: WorkDir = HERE, evidence: str = "", member: Whose = None, by: str | None = None
) -> None:
    """Record that an author said no. What shows the photo leaves the queue at once.

    Example: `sishi consent refuse i00012 --evidence msg-88`
    """
    from content.rights.withdraw import turned

    _record(place, submissions, member, by, turned(ConsentState.REFUSED, evidence))


def withdraw(
    *submissions: str, place: WorkDir = HERE, evidence: str = "", member: Whose = None, by: str | None = None
) -> None:
    """Record that an author takes the consent back. What shows the photo leaves the queue at once.

    Examples: `sishi consent withdraw i00012 --evidence msg-91` and `sishi consent withdraw --member m012`
    """
    from content.rights.withdraw import turned

    _record(place, submissions, member, by, turned(ConsentState.WITHDRAWN, evidence))


def import_consents(
    file: Path | None = None,
    *,
    options: TableOptions = AS_IS,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> int:
    """Record consents from a table: id (of the submission), state, evidence, groups, uses, since, until.

    With --template, write an empty table to fill in.

    Example: `sishi consent import consents.xlsx`
    """
    from channels.consent_table import CONSENTS
    from services.consent import take_consents

    request = ImportRequest(file, options, json)
    if wrote_template(CONSENTS, request):
        return TAKEN
    with place.context() as context:
        reading = read_reporting(CONSENTS, request)
        if reading is None:
            return REFUSED
        consents = dict(reading.items)
        known = _known_consents(context.workspace, consents)
        outcomes = compared(consents, known)
        changed = take_consents(context, consents, actor=who_is_here(by))
    report(request, reading, [outcomes[key] for key, _ in reading.items])
    _say_with_removals(
        context.workspace, Message("cli_consent.changed", changed=changed, total=len(consents))
    )
    return TAKEN


def _known_consents(workspace: "Workspace", ids: Iterable[str]) -> dict[str, Consent]:
    """submission -> what is recorded of it, where anybody was asked."""
    with workspace.open_store(reading=True) as store:
        lines = store.consent_requests.consents(date.min, ids=sorted(ids))
    return {line.submission: line.consent for line in lines if line.consent.state != ConsentState.UNKNOWN}


def removed(*posts: str, place: WorkDir = HERE, by: str | None = None) -> None:
    """Record that these posts were taken down by hand.

    Example: `sishi consent removed g001-2026-11-23-afternoon`
    """
    workspace = place.open()
    with workspace.open_store() as store:
        for post in posts:
            store.consent_requests.take_down(post, at=datetime.now(UTC), by=who_is_here(by))
    _say_with_removals(workspace, Message("cli_consent.taken_down", n=len(posts)))


def _record(
    place: WorkDir,
    submissions: Sequence[str],
    member: str | None,
    by: str | None,
    now_says: Callable[[Consent], Consent],
) -> None:
    from content.rights.withdraw import submissions_of
    from services.consent import record_consents

    with place.context() as context:
        with context.open_store(reading=True) as store:
            ids = submissions_of(store, member) if member else _named(submissions)
        changed = record_consents(context, ids, now_says, actor=who_is_here(by))
    _say_with_removals(context.workspace, Message("cli_consent.changed", changed=changed, total=len(ids)))


def _named(submissions: Sequence[str]) -> list[str]:
    if not submissions:
        raise WrongInput(Message("cli_consent.name_submissions"))
    return sorted(set(submissions))


def _given(
    workspace: "Workspace",
    state: ConsentState,
    uses: Sequence[str] | None,
    groups: str | None,
    since: str | None,
    until: str | None,
) -> Consent:
    """What is asked for or granted: as said, else as the settings have it."""
    defaults, today = workspace.settings.rights, _today(workspace)
    wanted = uses or defaults.uses
    if unknown := sorted(set(wanted) - set(USES)):
        raise WrongInput(Message("cli_consent.unknown_use", use=unknown[0], uses=tuple(USES)))
    last = a_date(until) or today + timedelta(days=defaults.days)
    if last < today:
        raise WrongInput(Message("cli_consent.over", day=last))
    return Consent(state, ConsentScope(groups or defaults.groups), frozenset(wanted), a_date(since), last)


def _today(workspace: "Workspace") -> date:
    return datetime.now(ZoneInfo(workspace.settings.zone)).date()


def _say_with_removals(workspace: "Workspace", done: Message) -> None:
    """Say what was done, and how much is left to take down."""
    with workspace.open_store(reading=True) as store:
        count = len(store.consent_requests.removals())
    left = Message("cli_consent.to_remove", n=count)
    say(Message("cli_consent.done_and_left", done=done, left=left) if count else done)


def _show_removals(removals: "Sequence[Removal]", *, json: bool) -> None:
    if json:
        print_json(
            [
                {
                    "post": removal.post,
                    "submission": removal.submission or None,
                    "member": removal.member or None,
                    "out_at": removal.out_at.isoformat() if removal.out_at else None,
                    "group": removal.group,
                    "date": removal.day.isoformat(),
                    "state": removal.state,
                    "since": removal.since.isoformat(),
                }
                for removal in removals
            ]
        )
        return
    rows = [
        (r.post, r.group, r.day, r.state, r.submission or "-", r.since, r.member or "-", r.out_at or "-")
        for r in removals
    ]
    print_table(("post", "group", "date", "state", "submission", "since", "named", "sent_at"), rows)


def _terms(consent: Consent) -> tuple[str, str, object, str]:
    return consent.scope.value, " ".join(sorted(consent.uses)), consent.until or "", consent.evidence


def _entry(line: "ConsentLine", notes: Mapping[str, Message]) -> dict[str, Any]:
    from content.store.rights import plain

    return {
        "id": line.submission,
        "group": line.group,
        "member": line.member,
        "nickname": line.nickname,
        **plain(line.consent),
        "recorded_at": line.recorded_at.isoformat(),
        "recorded_by": line.recorded_by,
        "note": in_both(notes.get(line.submission)),
    }


def _question(question: "Question") -> dict[str, Any]:
    request = question.request
    return {
        "code": request.code,
        "member": request.member,
        "nickname": question.nickname,
        "submissions": list(request.submissions),
        "text": question.text,
    }
