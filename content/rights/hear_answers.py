"""What members' answers do to the consents that they were asked for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from content.model import TAKEN_BACK, ConsentRequest, ConsentState, Heard, Message
from content.rights.consents import record_consent
from content.store import Store

ANSWERED = "answer"  # who records what the asked member said
UNCLEAR = "unclear"


def take_answers(store: Store, answers: Iterable[Heard], *, at: datetime) -> int:
    """Let the answers count, each message once; how many consents they changed.

    A yes counts only while the question stands, a no always. All else is a note for a person.
    """
    changed = 0
    for heard in answers:
        request = store.consent_requests.request(heard.code)
        if request is None or heard.message in request.heard:
            continue
        counted = [_answer(store, key, heard, at) for key in request.submissions]
        store.consent_requests.note_answer(_answered(request, heard, taken=all(counted)), heard.message)
        changed += sum(counted)
    return changed


def _answered(request: ConsentRequest, heard: Heard, *, taken: bool) -> ConsentRequest:
    if heard.state and taken:
        return replace(request, answer=heard.state.value, note=None)
    note = heard.note or Message("consent_note.late", message=heard.message)
    return replace(request, answer=request.answer or UNCLEAR, note=note)


def _answer(store: Store, key: str, heard: Heard, at: datetime) -> bool:
    was = store.rights.consent(key)
    state = heard.state
    if state is ConsentState.GRANTED:
        still_asked = (was.state, was.evidence) == (ConsentState.ASKED, heard.code)
        state = ConsentState.GRANTED if still_asked else None
    elif state is ConsentState.REFUSED and was.state in (ConsentState.GRANTED, ConsentState.EXPIRED):
        state = ConsentState.WITHDRAWN
    if state is None or was.state in TAKEN_BACK:
        return state is not None  # said no again
    answered = replace(was, state=state, evidence=heard.message)
    return record_consent(store, key, answered, at=at, by=ANSWERED)
