"""KOC: who carries the community, by four axes, and how far people have come with each on the ladder.

What was measured a person may overrule, with a reason; every step is in the audit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.errors import SishiError, UnknownId
from content.koc.axes import WINDOW
from content.koc.ladder import TASKS
from content.model import CLIMBS, MemberType, Message, Rung, Standing, Verb
from content.store import Store
from content.store.lists import AuditFilter
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.queue_query import Id, Word
from desk.render import render
from services.community import MemberProfile, standing_out
from services.people import doubles_of

router = APIRouter(prefix="/koc")
A_PAGE = 60
MEASURED = "measured"  # hands a type back to what was measured
AXES = tuple(
    (axis, Message(f"desk_name.axis_{axis}")) for axis in ("influence", "activity", "content", "purchase")
)
Member = Annotated[str, InPath(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Why = Annotated[str, Form(max_length=300)]
Reason = Annotated[str, Form(min_length=1, max_length=300, pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members the address asks for; "" where it does not say."""

    group: str = ""
    type: str = ""
    rung: str = ""
    q: str = ""

    def takes(self, profile: MemberProfile) -> bool:
        return (
            self.group in ("", profile.member.group)
            and self.type in ("", profile.type)
            and self.rung in ("", profile.standing.rung)
            and self.q.strip().casefold() in f"{profile.member.nickname}\n{profile.member.id}".casefold()
        )


async def wanted_in(group: Id = "", type: Word = "", rung: Word = "", q: Word = "") -> MemberFilter:
    """For routes: `wanted: Wanted = Depends(wanted_in)`. Async, so that no thread is asked for it."""
    return MemberFilter(group, type, rung, q)


@router.get("")
def members(
    request: Request,
    wanted: MemberFilter = Depends(wanted_in),
    after: Annotated[str, Query(max_length=200)] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """Who was active in the last 90 days, whoever stands out first; `after` ends the page before."""
    office = office_of(request)
    measured = office.circle.at(office.clock())
    profiles = standing_out(filter(wanted.takes, measured.profiles.values()))
    page, further = _page(profiles, after)
    groups = office.groups.at(office.clock())
    answer = render(
        request,
        "koc.html.j2",
        profiles=page,
        further=further,
        total=len(profiles),
        held=measured.held,
        names={key: profile.member.nickname for key, profile in measured.profiles.items()},
        groups=groups,
        group_names=dict(groups),
        wanted=wanted,
        axes=AXES,
        types=list(MemberType),
        rungs=list(Rung),
        days=WINDOW.days,
        may_say=person.may(Verb.DECIDE),
        said=said_in(request),
    )
    return shown(request, answer)


@router.get("/{member}")
def one(request: Request, member: Member, person: Person = may(Verb.VIEW)) -> Response:
    """A member: axes, type, rung, what to do next, and who did what."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        known = store.library.member(member)
        standing = store.koc.standings().get(member, Standing(member))
        entries = store.lists.audit_page(AuditFilter(item=member, kind="koc")).items
        groups = dict(store.lists.group_names())
    if known is None:
        raise UnknownId(Message("desk_missing.member", member=member))
    answer = render(
        request,
        "koc_member.html.j2",
        known=known,
        profile=office.circle.at(office.clock()).profiles.get(member),
        standing=standing,
        groups=groups,
        entries=entries,
        axes=AXES,
        types=list(MemberType),
        rungs=list(Rung),
        next_rungs=[rung for rung in Rung if rung in CLIMBS[standing.rung]],
        tasks=TASKS[standing.rung],
        zone=office.workspace.settings.zone,
        days=WINDOW.days,
        may_say=person.may(Verb.DECIDE),
        may_withdraw=person.may(Verb.CONSENT),
        may_erase=person.may(Verb.ERASE),
        doubles=doubles_of(office.open_store, member) if person.may(Verb.ERASE) else (),
        said=said_in(request),
    )
    return shown(request, answer)


@router.post("/cleared")
def clear(
    request: Request,
    submission: Annotated[str, Form(max_length=200)],
    why: Reason,
    person: Person = may(Verb.DECIDE),
) -> Response:
    """Let the likes of a submission count that came in a burst."""
    office = office_of(request)

    def do(store: Store) -> None:
        store.koc.clear_burst(submission, actor=person.name, why=why.strip(), at=office.clock())

    answer = _done(request, "/koc", do, Message("desk_done.likes_count"))
    office.circle.forget()
    return answer


@router.post("/{member}/rung")
def move(
    request: Request,
    member: Member,
    rung: Annotated[Rung, Form()],
    why: Why = "",
    person: Person = may(Verb.DECIDE),
) -> Response:
    """A rung up or down; the ladder says which."""
    office = office_of(request)

    def do(store: Store) -> None:
        store.koc.climb(member, rung, actor=person.name, why=why.strip(), at=office.clock())

    return _done(request, f"/koc/{quote(member, safe='')}", do, Message("desk_done.moved"))


@router.post("/{member}/type")
def overrule(
    request: Request,
    member: Member,
    why: Reason,
    type: Annotated[MemberType | None, Form()] = None,
    person: Person = may(Verb.DECIDE),
) -> Response:
    """Say what type a member is, whatever was measured; without a type it is as measured again."""
    office = office_of(request)

    def do(store: Store) -> None:
        store.koc.overrule_type(member, type, actor=person.name, why=why.strip(), at=office.clock())

    return _done(request, f"/koc/{quote(member, safe='')}", do, Message("desk_done.type_changed"))


def _page(profiles: Sequence[MemberProfile], after: str) -> tuple[Sequence[MemberProfile], str]:
    """(the page after this member, the last of it where more follow); from the start if it is not there."""
    ids = [profile.member.id for profile in profiles]
    start = ids.index(after) + 1 if after in ids else 0
    page = profiles[start : start + A_PAGE]
    return page, page[-1].member.id if start + A_PAGE < len(profiles) else ""


def _done(request: Request, to: str, change: Callable[[Store], None], done: Message) -> Response:
    """Back to the page, which says that it is done, or why it is not."""
    try:
        with office_of(request).open_store() as store:
            change(store)
    except SishiError as error:
        return back(to, error.in_language(language_of(request)))
    return back(to, worded(done, language_of(request)))
