"""The words to send to a member: what is asked for, and the code that an answer names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from jinja2 import TemplateError

from content.compose.copy_templates import Voice, copy_environment
from content.errors import UnknownId, WrongInput
from content.files import cause_of
from content.model import Consent, Message, Request, Submission
from content.rights.codes import code_for
from content.rights.consents import ask_consent
from content.sanitize import clean
from content.store import OpenStore, Store

USES = {
    "zh": {"poster": "社群海报", "feed": "朋友圈和公众号", "ads": "广告"},
    "en": {"poster": "posters in our groups", "feed": "our public feed", "ads": "advertisements"},
}
EXCERPT = 20  # characters
AND = {"zh": "、", "en": " and "}


@dataclass(frozen=True, slots=True)
class Kit:
    """What a question is put with: folders of words, the language (zh or en), and who speaks."""

    folders: Sequence[Path]
    language: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class Question:
    """A request and the text that puts it."""

    request: Request
    nickname: str
    text: str


def ask_members(
    open_store: OpenStore, ids: Sequence[str], terms: Consent, kit: Kit, *, actor: str, at: datetime
) -> list[Question]:
    """Put one question to each author of these submissions, and write down that they were asked.

    Asking the same again gives the same code. UnknownId; WrongInput where the author is not known;
    IllegalMove where the author has answered.
    """
    with open_store() as store:
        found = _authored(store, ids)
        names = {member.id: member.nickname for member in store.library.members()}
        questions = []
        for member, mine in found.items():
            request = _request(store, member, [one.id for one in mine], actor, at)
            ask_consent(store, request, terms)
            questions.append(
                Question(request, names[member], _text(kit, request, mine, names[member], terms))
            )
        return questions


def _authored(store: Store, ids: Sequence[str]) -> Mapping[str, list[Submission]]:
    """The submissions by author."""
    found = store.intake.submissions(sorted(set(ids)))
    if missing := sorted(set(ids) - {one.id for one in found}):
        raise UnknownId(Message("submission.unknown_consent", submission=missing[0]))
    if nameless := [one.id for one in found if one.member is None]:
        raise WrongInput(Message("rights.nobody_to_ask", submission=nameless[0]))
    by_author = sorted(found, key=lambda one: (one.member or "", one.id))
    return {member or "": list(mine) for member, mine in groupby(by_author, key=lambda one: one.member)}


def _request(store: Store, member: str, ids: Sequence[str], actor: str, at: datetime) -> Request:
    """The question as it was put before, while it is open; else a new one."""
    asked = store.consent_requests.requests()
    same = (one for one in asked if one.member == member and set(one.submissions) == set(ids))
    if open_ := next((one for one in same if not one.answer), None):
        return open_
    return Request(code_for(member, ids, {one.code for one in asked}), member, tuple(ids), at, actor)


def _text(kit: Kit, request: Request, mine: Iterable[Submission], nickname: str, terms: Consent) -> str:
    said = [clean(one.text).partition("\n")[0] for one in mine]
    name = f"consent.{kit.language}.txt.j2"
    try:
        words = copy_environment(kit.folders).get_template(name)
        return words.render(
            brand=kit.voice.brand,
            persona=kit.voice.persona,
            nickname=clean(nickname),
            count=len(said),
            excerpt=_excerpt(said[0]) if len(said) == 1 else "",
            uses=AND[kit.language].join(_named(terms.uses, kit.language)),
            scope=terms.scope.value,
            until=terms.until.isoformat() if terms.until else "",
            code=request.code,
        ).strip()
    except TemplateError as error:
        raise WrongInput(Message("copy.cannot_be_filled", template=name, cause=cause_of(error))) from error


def _named(uses: Iterable[str], language: str) -> Iterator[str]:
    return (said for use, said in USES[language].items() if use in uses)


def _excerpt(said: str) -> str:
    """The beginning of what was said, by which its author knows the photo."""
    return said if len(said) <= EXCERPT else f"{said[:EXCERPT].rstrip()}……"
