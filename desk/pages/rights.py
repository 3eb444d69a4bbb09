"""Taking a consent back, for one photo or all of a member; erasing a member, of which is said before what it
does; merging two.

The same functions as `sishi consent withdraw`, `sishi member erase` and `sishi member merge`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import Response

from content.errors import SishiError, UnknownId
from content.model import Member, Message, Post, Verb
from content.model.rights import TAKEN_BACK
from content.rights.consequences import named_and_seen
from content.rights.withdraw import effect_of_withdrawal, submissions_of, withdraw
from content.store import Store
from content.store.consent_requests import Removal
from content.store.views import Card
from desk.auth import Person, may, office_of
from desk.datetimes import day_words
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.pages.enter import inside
from desk.pages.said import back, said_in, shown
from desk.render import render
from services.erase import erase_member
from services.people import Signer, merge_members

router = APIRouter()
Key = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Evidence = Annotated[str, Form(max_length=300, pattern=r"^[^\x00]*$")]
Whole = Annotated[Literal["one", "all"], Query()]


@router.get("/photo/{key}/consent")
def of_photo(
    request: Request, key: Key, whose: Whole = "one", person: Person = may(Verb.CONSENT)
) -> Response:
    """What taking back the consent of this photo, or of all its author's, would do; and the form for it."""
    with office_of(request).open_store(reading=True) as store:
        member, ids = _about(store, key, whose)
    return _form(request, person, _Subject(f"/photo/{quote(key, safe='')}", member, ids, whose, key))


@router.post("/photo/{key}/consent")
def withdraw_photo(
    request: Request,
    key: Key,
    whose: Annotated[Literal["one", "all"], Form()],
    evidence: Evidence = "",
    person: Person = may(Verb.CONSENT),
) -> Response:
    with office_of(request).open_store(reading=True) as store:
        _, ids = _about(store, key, whose)
    return _withdrawn(request, person, ids, evidence, f"/photo/{quote(key, safe='')}/consent?whose={whose}")


@router.get("/koc/{member}/consent")
def of_member(request: Request, member: Key, person: Person = may(Verb.CONSENT)) -> Response:
    """The same for all that a member sent."""
    with office_of(request).open_store(reading=True) as store:
        known, ids = _known(store, member), store.rights.submissions_by(member)
    return _form(request, person, _Subject(f"/koc/{quote(member, safe='')}", known, ids, "all"))


@router.post("/koc/{member}/consent")
def withdraw_member(
    request: Request,
    member: Key,
    whose: Annotated[Literal["all"], Form()],
    evidence: Evidence = "",
    person: Person = may(Verb.CONSENT),
) -> Response:
    with office_of(request).open_store(reading=True) as store:
        ids = submissions_of(store, member)
    return _withdrawn(request, person, ids, evidence, f"/koc/{quote(member, safe='')}/consent")


@router.post("/removed")
def removed(
    request: Request,
    post: Annotated[str, Form(max_length=200)],
    then: Annotated[str, Form(alias="next", max_length=500)] = "/",
    person: Person = may(Verb.CONSENT),
) -> Response:
    """Write down that a post was taken down by hand."""
    office = office_of(request)
    with office.open_store() as store:
        store.consent_requests.take_down(post, at=office.clock(), by=person.name)
    done = Message("desk_done.taken_down", post=post)
    return back(inside(then), worded(done, language_of(request)))


@router.get("/koc/{member}/erase")
def erasing(request: Request, member: Key, person: Person = may(Verb.ERASE)) -> Response:
    """What erasing a member takes away, what a person must delete by hand, and the form for it."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        known, footprint = _known(store, member), store.erasure.footprint(member)
    now = office.clock()
    effect = effect_of_withdrawal(office.open_store, footprint.submissions, at=now, by=person.name)
    with office.open_store() as store:
        named = named_and_seen(store, known.id, now)
        more = store.cards.cards_with(named)
    return render(
        request,
        "erase.html.j2",
        known=known,
        footprint=footprint,
        effect=effect,
        named=named,
        cards=_cards(request, effect.returned, effect.to_remove) | more,
        day_words=day_words,
    )


@router.post("/koc/{member}/erase")
def erased(
    request: Request,
    member: Key,
    typed: Annotated[str, Form(max_length=200)],
    person: Person = may(Verb.ERASE),
) -> Response:
    """Erase, where the member's id was typed. The answer lists once what is left to do by hand."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        _known(store, member)
        ids = store.rights.submissions_by(member)
    if typed.strip() != member:
        raise Refusal(422, "not_confirmed", Message("desk_request.not_confirmed", member=member))
    done = erase_member(office.workspace, member, at=office.clock(), by=person.name)
    office.circle.forget()
    with office.open_store(reading=True) as store:
        removals = _removals(store, ids, done.pseudonym)
    return render(
        request,
        "erased.html.j2",
        done=done,
        removals=removals,
        cards=_cards(request, (), removals),
        day_words=day_words,
    )


@router.post("/koc/{member}/merge")
def merged(
    request: Request,
    member: Key,
    other: Annotated[str, Form(min_length=1, max_length=200)],
    why: Evidence = "",
    person: Person = may(Verb.ERASE),
) -> Response:
    """Let `other` be this member from now on; back to the member, with what came of it, or why not."""
    office, here = office_of(request), f"/koc/{quote(member, safe='')}"
    try:
        done = merge_members(office.workspace, member, other, Signer(person.name, office.clock(), why))
    except SishiError as error:
        return back(here, error.in_language(language_of(request)))
    office.circle.forget()
    counts = {"n": len(done.moved), "taken_back": len(done.taken_back), "posts": len(done.returned)}
    return back(here, worded(Message("desk_done.merged", other=other, **counts), language_of(request)))


def _about(store: Store, key: str, whose: str) -> tuple[Member | None, Sequence[str]]:
    """The author of a submission, and what the form is about."""
    submissions = store.intake.submissions([key])
    if not submissions:
        raise UnknownId(Message("desk_missing.submission", submission=key))
    author = submissions[0].member
    member = store.library.member(author) if author else None
    return member, submissions_of(store, author) if whose == "all" and author else [key]


def _known(store: Store, member: str) -> Member:
    known = store.library.member(member)
    if known is None:
        raise UnknownId(Message("desk_missing.member", member=member))
    return known


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the form is about: the page of it, its author, the submissions, and whether it is "one" or "all"
    of the author's; `key` is the photo it was opened from."""

    home: str
    member: Member | None
    ids: Sequence[str]
    scope: str
    key: str = ""


def _form(request: Request, person: Person, subject: _Subject) -> Response:
    office, ids = office_of(request), subject.ids
    with office.open_store(reading=True) as store:
        standing = [owned for owned in ids if store.rights.consent(owned).state not in TAKEN_BACK]
        removals = _removals(store, ids, subject.member.id if subject.member else "")
    effect = effect_of_withdrawal(office.open_store, standing, at=office.clock(), by=person.name)
    answer = render(
        request,
        "consent.html.j2",
        home=subject.home,
        member=subject.member,
        key=subject.key,
        whose=subject.scope,
        ids=ids,
        standing=standing,
        effect=effect,
        removals=removals,
        cards=_cards(request, effect.returned, [*effect.to_remove, *removals]),
        day_words=day_words,
        said=said_in(request),
    )
    return shown(request, answer)


def _withdrawn(request: Request, person: Person, ids: Sequence[str], evidence: str, then: str) -> Response:
    office = office_of(request)
    count, effect = withdraw(office.workspace, ids, evidence=evidence, at=office.clock(), by=person.name)
    done = Message("desk_done.consent_withdrawn", n=count, posts=len(effect.returned))
    return back(then, worded(done, language_of(request)))


def _cards(request: Request, posts: Sequence[Post], removals: Sequence[Removal]) -> dict[str, Card]:
    with office_of(request).open_store(reading=True) as store:
        return store.cards.cards_with([*(post.id for post in posts), *(removal.post for removal in removals)])


def _removals(store: Store, ids: Sequence[str], member: str) -> list[Removal]:
    """What a person must still take down of these submissions, and of what names the member, by day."""
    keys, names = set(ids), {member} - {""}
    listed = store.consent_requests.removals()
    mine = (removal for removal in listed if removal.submission in keys or removal.member in names)
    return sorted(mine, key=attrgetter("day", "post"))
