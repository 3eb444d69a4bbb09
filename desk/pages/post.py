"""One post: what it says and shows, how it came to be so, and how its versions differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.feedback.windows import QUARTER
from content.model import Approval, Message, PosterSpec, Verb, Version
from content.publish.rules import hand_channel
from content.store import Store
from content.store.lists import AuditFilter
from desk import sending
from desk.auth import Person, may, office_of
from desk.comments_view import notes_of, people_menu
from desk.context import DeskContext
from desk.difference import Piece, pieces
from desk.editing import GIVEN, field_name
from desk.errors import Refusal
from desk.i18n import language_of
from desk.layout_view import layout_view
from desk.pages.said import said_in, shown
from desk.posts import timed, unapprovable
from desk.render import render
from services.composing import current_telling
from services.feedback import made_up_in
from services.responses import PostResponses, responses_to
from services.send_journal import read_journal
from services.trial_send import leads_to_test
from services.winners import texts_of_both

router = APIRouter()
PostId = Annotated[str, InPath(max_length=200)]
Tab = Annotated[str, Query(max_length=20)]
SENT = "sent"  # the tab with the journal of its sending
BAR, BASE, TALLEST = 48, 92, 72  # px: the width of a quarter of an hour, where bars stand, the tallest
Number = Annotated[int, InPath(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with the hash of its pixels, "" where they were never drawn, and the spec of its poster."""

    version: Version
    pixels: str
    spec: PosterSpec | None
    approvals: tuple[Approval, ...] = ()


@router.get("/post/{post_id}")
def post(request: Request, post_id: PostId, tab: Tab = "", person: Person = may(Verb.VIEW)) -> Response:
    """What it says and shows; with `tab=sent` how it went out."""
    office = office_of(request)
    office.bells.seen_post(person.name, post_id, office.clock())
    with office.open_store(reading=True) as store:
        card = store.boards.card(post_id)
        versions = _told(store, post_id)
        audit = store.lists.audit_page(AuditFilter(item=post_id)).items
        group = store.library.group(card.post.group)
        product = store.library.story(card.post.story)
        journal = read_journal(store, post_id) if tab == SENT else None
        (item,) = timed(office, [card])
        notes = None if journal else notes_of(store, item.sight, person, office.clock())
        layout = None if journal else layout_view(store, store.queue.post(post_id), current_telling(office))
        by_hand = hand_channel()
        channels = {by_hand.id: by_hand} | {known.id: known for known in store.channels.channels()}
    now = next((version for version in versions if version.version.number == card.post.version), None)
    answer = render(
        request,
        "post.html.j2",
        item=item,
        group=group,
        story=product,
        versions=versions,
        spec=now.spec if now else None,
        words=_words(now.spec) if now and now.spec else [],
        template_name=_template_name(office, now.spec, language_of(request)) if now and now.spec else "",
        not_now=unapprovable(card, office.clock()),
        audit=audit,
        zone=item.zone,
        journal=journal,
        layout=layout,
        notes=notes,
        people=people_menu(notes, language_of(request)) if notes else [],
        answers=_answers(responses_to(office, post_id)) if journal else None,
        made_up=made_up_in(office) if journal else None,
        test_channels=[channel for channel in channels.values() if leads_to_test(channel)] if journal else (),
        trial_to=f"/post/{quote(post_id)}?tab={SENT}",
        may_send=person.may(Verb.SEND),
        said=said_in(request),
        channels=channels,
        sending=sending,
        both=texts_of_both(card.post.text),
    )
    return shown(request, answer)


@dataclass(frozen=True, slots=True)
class ResponseBar:
    """A quarter of an hour: `x`, `y`, `height` in px of the drawing, `n` members, `hour` where one begins."""

    x: int
    y: float
    height: float
    n: int
    begins: datetime


@dataclass(frozen=True, slots=True)
class ResponseView:
    """What came back with how it is drawn; `usual_y` where the usual line stands, None for none."""

    responses: PostResponses
    bars: Sequence[ResponseBar]
    usual_y: float | None
    picture_x: float | None


def _answers(responses: PostResponses | None) -> ResponseView | None:
    if responses is None:
        return None
    window = responses.window
    quarters = responses.chat.by_quarter(window)
    usual = responses.usual.people / len(quarters) if responses.usual else None
    most = max([*quarters, usual or 0, 1])
    bars = [
        ResponseBar(
            place * BAR, BASE - n / most * TALLEST, n / most * TALLEST, n, window.begins + place * QUARTER
        )
        for place, n in enumerate(quarters)
    ]
    at = responses.picture_at
    inside = at is not None and at < window.ends
    return ResponseView(
        responses,
        bars,
        BASE - usual / most * TALLEST if usual is not None else None,
        (at - window.begins) / QUARTER * BAR if at is not None and inside else None,
    )


@router.get("/post/{post_id}/diff/{older}..{newer}")
def difference(
    request: Request, post_id: PostId, older: Number, newer: Number, person: Person = may(Verb.VIEW)
) -> Response:
    """Two versions side by side: pictures, and words that went and came."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        card = store.boards.card(post_id)
        versions = {version.version.number: version for version in _told(store, post_id)}
    if not {older, newer} <= versions.keys():
        known = ", ".join(str(number) for number in sorted(versions))
        raise Refusal(404, "not_found", Message("desk_missing.version", post=post_id, known=known))
    (item,) = timed(office, [card])
    return render(
        request,
        "diff.html.j2",
        item=item,
        older=versions[older],
        newer=versions[newer],
        text=pieces(versions[older].version.text, versions[newer].version.text),
        fields=_fields(versions[older].spec, versions[newer].spec),
        facts=_facts(versions[older].version, versions[newer].version),
        numbers=sorted(versions),
        zone=item.zone,
    )


def _told(store: Store, post_id: str) -> list[VersionView]:
    """Every version, the newest first."""
    versions, approvals = store.history.versions(post_id), store.history.approvals(post_id)
    keys = {version.poster for version in versions}
    pixels, specs = store.history.poster_hashes(keys), {spec.key: spec for spec in store.queue.specs(keys)}
    return [
        VersionView(
            version,
            pixels.get(version.poster, ""),
            specs.get(version.poster),
            tuple(approval for approval in approvals if approval.version == version.number),
        )
        for version in versions
    ]


def _template_name(office: DeskContext, spec: PosterSpec, language: str) -> str:
    """What the template is called; its own name where it is gone."""
    known = office.templates().get(spec.template)
    return (known.title if language == "zh" else known.title_en) if known else spec.template


def _words(spec: PosterSpec) -> list[tuple[Message | str, object]]:
    """(name, value) of what the editor says on a poster, and not the brand or the slot."""
    written = [(name, value) for name, value in spec.fields.items() if value and name not in GIVEN]
    return [(field_name(name), value) for name, value in written]


def _fields(
    older: PosterSpec | None, newer: PosterSpec | None
) -> list[tuple[Message | str, tuple[Piece, ...]]]:
    """(name, its pieces) for the words on the poster that differ."""
    was, now = (dict(spec.fields) if spec else {} for spec in (older, newer))
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return [(field_name(name), pieces(_plain(was.get(name)), _plain(now.get(name)))) for name in names]


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_plain(part) for part in value)
    return "" if value is None else str(value)


def _facts(older: Version, newer: Version) -> list[tuple[Message, str | datetime, str | datetime]]:
    """(name, was, is) of what else is another one."""
    pairs: list[tuple[Message, str | datetime, str | datetime]] = [
        (Message("desk_post.fact_goes_out_at"), older.goes_out_at, newer.goes_out_at),
        (Message("desk_post.fact_story"), older.story, newer.story),
        (Message("desk_post.fact_photo"), older.photo or "", newer.photo or ""),
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]
