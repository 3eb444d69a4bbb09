"""What keeps a submission off every poster, whatever its score. The first gate that falls names the reason.

First what no better photo would mend (nothing to show, nobody to credit, no leave to show), then the cover.
Consent for one certain group is asked again when the week is laid out; one that only begins later passes.
"""

from datetime import date

from content.model import ConsentState, Dropped, Reason, Score, Unreadable
from content.shortlist.candidate import Candidate, Rules
from content.shortlist.contacts import contact_in
from content.shortlist.reasons import NOT_FOR_POSTERS, dropped

NOT_GRANTED = {
    ConsentState.UNKNOWN: Reason.CONSENT_UNKNOWN,
    ConsentState.ASKED: Reason.CONSENT_ASKED,
    ConsentState.REFUSED: Reason.CONSENT_REFUSED,
    ConsentState.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
    ConsentState.EXPIRED: Reason.CONSENT_EXPIRED,
}


def gate(candidate: Candidate, rules: Rules, day: date) -> Dropped | None:
    """The verdict of the first gate that falls on `day`, or None if the candidate passes them all."""
    return (
        _nothing_to_show(candidate)
        or _nobody_or_nothing_named(candidate)
        or _no_consent(candidate, day)
        or _too_old(candidate, rules, day)
        or _poor_cover(candidate, rules)
        or _shows_a_code(candidate)
        or _asks_for_contact(candidate)
    )


def hard_gate(candidate: Candidate, day: date) -> Dropped | None:
    """The same of the gates that no person may open: rights, and what must not come before members."""
    return (
        _nothing_to_show(candidate)
        or _nobody_or_nothing_named(candidate)
        or _no_consent(candidate, day)
        or _shows_a_code(candidate)
        or _asks_for_contact(candidate)
    )


def _nothing_to_show(candidate: Candidate) -> Dropped | None:
    if not candidate.submission.media:
        return dropped(Reason.NO_PHOTO)
    if isinstance(candidate.score, Score) and candidate.features:
        return None
    why = candidate.score.why if isinstance(candidate.score, Unreadable) else "it has not been measured"
    return dropped(Reason.UNREADABLE, why=why.rstrip("."))


def _nobody_or_nothing_named(candidate: Candidate) -> Dropped | None:
    if candidate.submission.member is None:
        return dropped(Reason.NO_MEMBER, score=candidate.total)
    if candidate.submission.product is None:
        return dropped(Reason.NO_PRODUCT, score=candidate.total)
    return None


def _no_consent(candidate: Candidate, day: date) -> Dropped | None:
    consent = candidate.submission.consent
    until = f" ({consent.until.isoformat()})" if consent.until else ""
    if consent.state is not ConsentState.GRANTED:
        return dropped(NOT_GRANTED[consent.state], score=candidate.total, until=until)
    if consent.until is not None and consent.until < day:
        return dropped(Reason.CONSENT_EXPIRED, score=candidate.total, until=until)
    if "poster" not in consent.uses:
        return Dropped(Reason.CONSENT_REFUSED, *NOT_FOR_POSTERS, candidate.total)
    return None


def _too_old(candidate: Candidate, rules: Rules, day: date) -> Dropped | None:
    days = (day - candidate.submission.posted_at.date()).days
    if days <= rules.window_days:
        return None
    return dropped(Reason.TOO_OLD, score=candidate.total, days=days, most=rules.window_days)


def _poor_cover(candidate: Candidate, rules: Rules) -> Dropped | None:
    """Dark before blurred: in the dark there are no edges to judge the focus by."""
    cover, values, total = candidate.submission.media[0], candidate.features[0].values, candidate.total
    side = min(cover.width, cover.height)
    if side < rules.min_side:
        return dropped(Reason.TOO_SMALL, score=total, side=side, least=rules.min_side)
    if values["p95"] < rules.min_light:
        return dropped(Reason.TOO_DARK, score=total, light=values["p95"], least=rules.min_light)
    if values["foc_best"] < rules.min_focus:
        return dropped(Reason.BLURRED, score=total, focus=values["foc_best"], least=rules.min_focus)
    return None


def _shows_a_code(candidate: Candidate) -> Dropped | None:
    if candidate.features[0].values["qr"]:
        return dropped(Reason.HAS_QR_CODE, score=candidate.total)
    return None


def _asks_for_contact(candidate: Candidate) -> Dropped | None:
    found = contact_in(candidate.submission.text)
    return dropped(Reason.HAS_CONTACT, score=candidate.total, found=found) if found else None
