"""What a person sets of submissions by hand, and what their authors said of consent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from content.errors import IllegalMove, WrongInput
from content.model import (
    ActionOutcome,
    Batch,
    Consent,
    ConsentScope,
    ConsentState,
    Done,
    Message,
    RefusedAction,
    Submission,
)
from content.review import Correct, correct
from content.rights.withdraw import NowSays, record_all, turned
from services.consent import heed
from services.context import Context


@dataclass(frozen=True, slots=True)
class ConsentHeard:
    """What authors said: `state` is granted (for the uses, groups and days of the settings), refused or
    withdrawn; `evidence` is where they said so, which a grant needs."""

    state: ConsentState
    evidence: str = ""


def set_fields(
    context: Context,
    requests: Sequence[Correct],
    *,
    actor: str,
    why: str = "",
    heard: ConsentHeard | None = None,
) -> Batch[Submission]:
    """Correct these submissions, then record what their authors said; outcomes by submission. WrongInput for
    a grant without evidence. An undo takes back what was corrected, and not what an author said."""
    if heard and heard.state is ConsentState.GRANTED and not heard.evidence.strip():
        raise WrongInput(Message("review.no_evidence"))
    batch = correct(context.open_store, requests, actor=actor, at=context.clock(), why=why)
    if heard is None:
        return batch
    now_says = _says(context, heard)
    outcomes = {
        key: _record(context, key, now_says, actor) if isinstance(end, Done) else end
        for key, end in batch.outcomes.items()
    }
    heed(context)
    return replace(batch, outcomes=outcomes)


def _says(context: Context, heard: ConsentHeard) -> NowSays:
    evidence = heard.evidence.strip()
    if heard.state is not ConsentState.GRANTED:
        return turned(heard.state, evidence)
    terms = context.workspace.settings.rights
    until = context.today + timedelta(days=terms.days)
    scope, uses = ConsentScope(terms.groups), frozenset(terms.uses)
    return lambda _: Consent(heard.state, scope, uses, None, until, evidence)


def _record(context: Context, key: str, now_says: NowSays, actor: str) -> ActionOutcome[Submission]:
    """A move that the rules of consent forbid is refused, with their sentence."""
    try:
        with context.open_store() as store:
            record_all(store, [key], now_says, at=context.clock(), by=actor)
            return Done(store.intake.submission(key))
    except IllegalMove as error:
        return RefusedAction(error.message)
