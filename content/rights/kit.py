"""The words to send to a member: what is asked for, and the code that an answer names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from jinja2 import TemplateError

from content.compose.copy_templates import Voice, copy_environment
from content.errors import UnknownId, WrongInput
from content.files import cause_of
from content.model import Consent, ConsentRequest, Message, Submission
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

    request: ConsentRequest
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
        by_author = _authored(store, ids)
        names = {member.id: member.nickname for member in store.library.members()}
        questions = []
        for member, mine in by_author.items():
            request = _request(store, member, [submission.id for submission in mine], actor, at)
            ask_consent(store, request, terms)
            questions.append(
                Question(request, names[member], _text(kit, request, mine, names[member], terms))
            )
        return questions


def _authored(store: Store, ids: Sequence[str]) -> Mapping[str, list[Submission]]:
    """The submissions by author."""
    submissions = store.intake.submissions(sorted(set(ids)))
    if missing := sorted(set(ids) - {submission.id for submission in submissions}):
        raise UnknownId(Message("submission.unknown_consent", submission=missing[0]))
    if nameless := [submission.id for submission in submissions if submission.member is None]:
        raise WrongInput(Message("rights.nobody_to_ask", submission=nameless[0]))
    by_author = sorted(submissions, key=lambda submission: (submission.member or "", submission.id))
    return {member or "": list(mine) for member, mine in groupby(by_author, key=attrgetter("member"))}


def _request(store: Store, member: str, ids: Sequence[str], actor: str, at: datetime) -> ConsentRequest:
    """The question as it was put before, while it is open; else a new one."""
    earlier = store.consent_requests.requests()
    for request in earlier:
        if request.member == member and set(request.submissions) == set(ids) and not request.answer:
            return request
    taken = {request.code for request in earlier}
    return ConsentRequest(code_for(member, ids, taken), member, tuple(ids), at, actor)


def _text(
    kit: Kit, request: ConsentRequest, mine: Iterable[Submission], nickname: str, terms: Consent
) -> str:
    captions = [clean(submission.text).partition("\n")[0] for submission in mine]
    name = f"consent.{kit.language}.txt.j2"
    try:
        words = copy_environment(kit.folders).get_template(name)
        return words.render(
            brand=kit.voice.brand,
            persona=kit.voice.persona,
            nickname=clean(nickname),
            count=len(captions),
            excerpt=_excerpt(captions[0]) if len(captions) == 1 else "",
            uses=AND[kit.language].join(_named(terms.uses, kit.language)),
            scope=terms.scope.value,
            until=terms.until.isoformat() if terms.until else "",
            code=request.code,
        ).strip()
    except TemplateError as error:
        raise WrongInput(Message("copy.cannot_be_filled", template=name, cause=cause_of(error))) from error


def _named(uses: Iterable[str], language: str) -> Iterator[str]:
    return (name for use, name in USES[language].items() if use in uses)


def _excerpt(caption: str) -> str:
    """The beginning of a caption, by which its author knows the photo."""
    return caption if len(caption) <= EXCERPT else f"{caption[:EXCERPT].rstrip()}……"
