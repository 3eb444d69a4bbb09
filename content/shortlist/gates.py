"""What keeps a submission off every poster, whatever its score. The first gate that falls names the reason.

First what no better photo would fix (nothing to show, nobody to credit, no leave to show), then the cover.
Consent for one certain group is asked again when the week is laid out; one that only begins later passes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from content.model import ConsentState, Dropped, Message, Reason, Score, Unreadable
from content.score.feeling import last_resort_in
from content.score.words import selling_in
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.reasons import dropped
from content.text.contacts import contact_in
from content.text.fold import folded
from content.text.offence import offends

NOT_GRANTED = {
    ConsentState.UNKNOWN: Reason.CONSENT_UNKNOWN,
    ConsentState.ASKED: Reason.CONSENT_ASKED,
    ConsentState.REFUSED: Reason.CONSENT_REFUSED,
    ConsentState.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
    ConsentState.EXPIRED: Reason.CONSENT_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must not be; `name` says what passes.

    A `hard` gate no person may open; a soft one asks for a person's eye.
    """

    name: Message
    hard: bool
    falls: Callable[[Candidate, ShortlistRules, date], Dropped | None]


def gate(candidate: Candidate, rules: ShortlistRules, day: date) -> Dropped | None:
    """The verdict of the first gate that falls on `day`, or None if the candidate passes them all."""
    for entry in GATES:
        if verdict := entry.falls(candidate, rules, day):
            return verdict
    return None


def hard_gate(candidate: Candidate, rules: ShortlistRules, day: date) -> Dropped | None:
    """The same of the gates that no person may open: rights, and what must not come before members."""
    return next(filter(None, (gate.falls(candidate, rules, day) for gate in GATES if gate.hard)), None)


def every_gate(candidate: Candidate, rules: ShortlistRules, day: date) -> list[tuple[Gate, Dropped | None]]:
    """What each gate says, in their order. Without a photo nothing but that can be said."""
    verdicts = []
    for gate in GATES:
        verdicts.append((gate, verdict := gate.falls(candidate, rules, day)))
        if verdict and verdict.reason in NOTHING_TO_JUDGE:
            break
    return verdicts


def _nothing_to_show(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    if not candidate.submission.media:
        return dropped(Reason.NO_PHOTO)
    if isinstance(candidate.score, Score) and candidate.features:
        return None
    if isinstance(candidate.score, Unreadable):
        return dropped(Reason.UNREADABLE, why=candidate.score.why)
    return dropped(Reason.UNREADABLE, why=Message("shortlist.not_measured"))


def _nobody_or_nothing_named(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    if candidate.submission.member is None:
        return dropped(Reason.NO_MEMBER, score=candidate.total)
    if candidate.unknown_product:
        why = Message("shortlist.unknown_product", product=candidate.unknown_product)
        return Dropped(Reason.NO_PRODUCT, why, candidate.total)
    if candidate.submission.product is None:
        return dropped(Reason.NO_PRODUCT, score=candidate.total)
    return None


def _author_left(candidate: Candidate, _rules: ShortlistRules, day: date) -> Dropped | None:
    left = candidate.left_on
    if left is None or left > day:
        return None
    return dropped(Reason.MEMBER_LEFT, score=candidate.total, on=left)


def _no_consent(candidate: Candidate, _rules: ShortlistRules, day: date) -> Dropped | None:
    consent = candidate.submission.consent
    granted, expired = consent.state is ConsentState.GRANTED, consent.state is ConsentState.EXPIRED
    if consent.until is not None and (expired or (granted and consent.until < day)):
        why = Message("shortlist.consent_expired_on", until=consent.until)
        return Dropped(Reason.CONSENT_EXPIRED, why, candidate.total)
    if not granted:
        return dropped(NOT_GRANTED[consent.state], score=candidate.total)
    if "poster" not in consent.uses:
        return Dropped(Reason.CONSENT_REFUSED, Message("shortlist.not_for_posters"), candidate.total)
    return None


def _spent(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    if not candidate.is_spent:
        return None
    return dropped(Reason.SPENT, score=candidate.total, groups=len(candidate.seen_in))


def _too_old(candidate: Candidate, rules: ShortlistRules, day: date) -> Dropped | None:
    days = (day - candidate.submission.posted_at.date()).days
    if days <= rules.window_days:
        return None
    return dropped(Reason.TOO_OLD, score=candidate.total, days=days, most=rules.window_days)


def _too_small(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    cover = candidate.submission.media[0]
    side = min(cover.width, cover.height)
    if side >= rules.min_side:
        return None
    return dropped(Reason.TOO_SMALL, score=candidate.total, side=side, least=rules.min_side)


def _too_dark(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    """What is no number is no light."""
    light = candidate.features[0].values["p95"]
    if light >= rules.min_light:
        return None
    return dropped(Reason.TOO_DARK, score=candidate.total, light=light, least=rules.min_light)


def _blurred(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    focus = candidate.features[0].values["foc_best"]
    if focus >= rules.min_focus:
        return None
    return dropped(Reason.BLURRED, score=candidate.total, focus=focus, least=rules.min_focus)


def _shows_a_code(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    if candidate.features[0].values["qr"]:
        return dropped(Reason.HAS_QR_CODE, score=candidate.total)
    return None


def _looks_like_an_advert(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    """A drawn picture, or a half drawn one whose words sell."""
    graphic = candidate.features[0].values["graphic"]
    if graphic < rules.half_graphic:
        return None
    if graphic >= rules.max_graphic:
        return dropped(Reason.LOOKS_DRAWN, score=candidate.total, graphic=graphic, most=rules.max_graphic)
    return _sells(candidate, least=1)


def _sells(candidate: Candidate, least: int) -> Dropped | None:
    phrases = selling_in(candidate.submission.text)
    if len(phrases) < least:
        return None
    return dropped(Reason.SELLS, score=candidate.total, found=tuple(phrases))


def _reads_like_an_advert(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    return _sells(candidate, least=2)


def _says_what_many_say(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    chorus = candidate.chorus
    if not 0 < rules.chain <= chorus.voices:
        return None
    first = chorus.first or candidate.submission.id
    return dropped(Reason.SAID_BY_MANY, score=candidate.total, count=chorus.voices, first=first)


def _is_the_shops(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    """Members pass on what the shop posted; that is no photo of theirs."""
    if not candidate.shop:
        return None
    return dropped(Reason.SHOP_PICTURE, score=candidate.total, shop=candidate.shop)


def _complains(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    complaint = last_resort_in(folded(candidate.submission.text))
    return dropped(Reason.COMPLAINS, score=candidate.total, found=complaint) if complaint else None


def _asks_for_contact(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    contact = contact_in(candidate.submission.text)
    return dropped(Reason.HAS_CONTACT, score=candidate.total, found=contact) if contact else None


def _says_a_word(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    """What a person may keep all the same: a word proves nothing."""
    hits = rules.words.hits(candidate.submission.text)
    words = tuple(f"{hit.word}（{hit.zh}）" for hit in hits)
    return dropped(Reason.HAS_WORD, score=candidate.total, found=words) if hits else None


def _insults(candidate: Candidate, _rules: ShortlistRules, _day: date) -> Dropped | None:
    """What a person may keep all the same: likeness to insults proves nothing."""
    if offends(folded(candidate.submission.text)):
        return dropped(Reason.OFFENDS, score=candidate.total)
    return None


def _shows_people(candidate: Candidate, rules: ShortlistRules, _day: date) -> Dropped | None:
    """Faces need a person. Without a model for them nobody knows, and that is said, not taken for none."""
    face_counts = [features.values.get("faces") for features in candidate.features]
    if any(face_counts):
        return dropped(Reason.SHOWS_PEOPLE, score=candidate.total)
    if None in face_counts and rules.unknown_needs_person:
        return dropped(Reason.PEOPLE_UNKNOWN, score=candidate.total)
    return None


NOTHING_TO_JUDGE = frozenset({Reason.NO_PHOTO, Reason.UNREADABLE})
# Dark before blurred: in the dark there are no edges to judge the focus by.
GATES = (
    Gate(Message("gate.readable"), True, _nothing_to_show),
    Gate(Message("gate.named"), True, _nobody_or_nothing_named),
    Gate(Message("gate.author_here"), True, _author_left),
    Gate(Message("gate.consent"), True, _no_consent),
    Gate(Message("gate.unspent"), True, _spent),
    Gate(Message("gate.recent"), False, _too_old),
    Gate(Message("gate.large"), False, _too_small),
    Gate(Message("gate.light"), False, _too_dark),
    Gate(Message("gate.sharp"), False, _blurred),
    Gate(Message("gate.no_qr_code"), True, _shows_a_code),
    Gate(Message("gate.no_poster"), False, _looks_like_an_advert),
    Gate(Message("gate.not_the_shops"), False, _is_the_shops),
    Gate(Message("gate.no_contact"), True, _asks_for_contact),
    Gate(Message("gate.no_word"), False, _says_a_word),
    Gate(Message("gate.no_advert"), False, _reads_like_an_advert),
    Gate(Message("gate.no_chain_message"), False, _says_what_many_say),
    Gate(Message("gate.no_complaint"), False, _complains),
    Gate(Message("gate.no_offence"), False, _insults),
    Gate(Message("gate.no_people"), False, _shows_people),
)
