"""What keeps a submission off every poster, whatever its score. The first gate that falls names the reason.

First what no better photo would mend (nothing to show, nobody to credit, no leave to show), then the cover.
Consent for one certain group is asked again when the week is laid out; one that only begins later passes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from content.messages import render
from content.model import ConsentState, Dropped, Reason, Score, Unreadable
from content.score.words import complaint_in, selling_in
from content.shortlist.candidate import Candidate, Rules
from content.shortlist.reasons import NOT_FOR_POSTERS, UNKNOWN_PRODUCT, dropped
from content.text.contacts import contact_in

NOT_GRANTED = {
    ConsentState.UNKNOWN: Reason.CONSENT_UNKNOWN,
    ConsentState.ASKED: Reason.CONSENT_ASKED,
    ConsentState.REFUSED: Reason.CONSENT_REFUSED,
    ConsentState.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
    ConsentState.EXPIRED: Reason.CONSENT_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must not be. A `hard` gate no person may open; a soft one asks for a person's eye."""

    zh: str
    en: str
    hard: bool
    falls: Callable[[Candidate, Rules, date], Dropped | None]


def gate(candidate: Candidate, rules: Rules, day: date) -> Dropped | None:
    """The verdict of the first gate that falls on `day`, or None if the candidate passes them all."""
    for each in GATES:
        if verdict := each.falls(candidate, rules, day):
            return verdict
    return None


def hard_gate(candidate: Candidate, rules: Rules, day: date) -> Dropped | None:
    """The same of the gates that no person may open: rights, and what must not come before members."""
    return next(filter(None, (each.falls(candidate, rules, day) for each in GATES if each.hard)), None)


def every_gate(candidate: Candidate, rules: Rules, day: date) -> list[tuple[Gate, Dropped | None]]:
    """What each gate says, in their order. Without a photo nothing but that can be said."""
    said = []
    for each in GATES:
        said.append((each, verdict := each.falls(candidate, rules, day)))
        if verdict and verdict.reason in NOTHING_TO_JUDGE:
            break
    return said


def _nothing_to_show(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    if not candidate.submission.media:
        return dropped(Reason.NO_PHOTO)
    if isinstance(candidate.score, Score) and candidate.features:
        return None
    score = candidate.score
    why = render(score.why, "en") if isinstance(score, Unreadable) else "it has not been measured"
    return dropped(Reason.UNREADABLE, why=why.rstrip("."))


def _nobody_or_nothing_named(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    if candidate.submission.member is None:
        return dropped(Reason.NO_MEMBER, score=candidate.total)
    if candidate.unknown_product:
        zh, en = (sentence.format(product=candidate.unknown_product) for sentence in UNKNOWN_PRODUCT)
        return Dropped(Reason.NO_PRODUCT, zh, en, candidate.total)
    if candidate.submission.product is None:
        return dropped(Reason.NO_PRODUCT, score=candidate.total)
    return None


def _author_left(candidate: Candidate, _rules: Rules, day: date) -> Dropped | None:
    left = candidate.left_on
    if left is None or left > day:
        return None
    return dropped(Reason.MEMBER_LEFT, score=candidate.total, on=left.isoformat())


def _no_consent(candidate: Candidate, _rules: Rules, day: date) -> Dropped | None:
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


def _too_small(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    cover = candidate.submission.media[0]
    side = min(cover.width, cover.height)
    if side >= rules.min_side:
        return None
    return dropped(Reason.TOO_SMALL, score=candidate.total, side=side, least=rules.min_side)


def _too_dark(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    """What is no number is no light."""
    light = candidate.features[0].values["p95"]
    if light >= rules.min_light:
        return None
    return dropped(Reason.TOO_DARK, score=candidate.total, light=light, least=rules.min_light)


def _blurred(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    focus = candidate.features[0].values["foc_best"]
    if focus >= rules.min_focus:
        return None
    return dropped(Reason.BLURRED, score=candidate.total, focus=focus, least=rules.min_focus)


def _shows_a_code(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    if candidate.features[0].values["qr"]:
        return dropped(Reason.HAS_QR_CODE, score=candidate.total)
    return None


def _looks_like_an_advert(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    """A drawn picture, or a half drawn one whose words sell."""
    graphic = candidate.features[0].values["graphic"]
    if graphic < rules.half_graphic:
        return None
    if graphic >= rules.max_graphic:
        return dropped(Reason.LOOKS_DRAWN, score=candidate.total, graphic=graphic, most=rules.max_graphic)
    return _sells(candidate, least=1)


def _sells(candidate: Candidate, least: int) -> Dropped | None:
    found = selling_in(candidate.submission.text)
    if len(found) < least:
        return None
    return dropped(Reason.SELLS, score=candidate.total, found="、".join(found))


def _reads_like_an_advert(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    return _sells(candidate, least=2)


def _says_what_many_say(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    chorus = candidate.chorus
    if not 0 < rules.chain <= chorus.voices:
        return None
    first = chorus.first or candidate.submission.id
    return dropped(Reason.SAID_BY_MANY, score=candidate.total, count=chorus.voices, first=first)


def _is_the_shops(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    """Members pass on what the shop posted; that is no photo of theirs."""
    if not candidate.shop:
        return None
    return dropped(Reason.SHOP_PICTURE, score=candidate.total, shop=candidate.shop)


def _complains(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    found = complaint_in(candidate.submission.text)
    return dropped(Reason.COMPLAINS, score=candidate.total, found=found) if found else None


def _asks_for_contact(candidate: Candidate, _rules: Rules, _day: date) -> Dropped | None:
    found = contact_in(candidate.submission.text)
    return dropped(Reason.HAS_CONTACT, score=candidate.total, found=found) if found else None


def _says_a_word(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    """What a person may keep all the same: a word proves nothing."""
    hits = rules.words.hits(candidate.submission.text)
    found = "、".join(f"{hit.word}（{hit.zh}）" for hit in hits)
    return dropped(Reason.HAS_WORD, score=candidate.total, found=found) if hits else None


def _shows_people(candidate: Candidate, rules: Rules, _day: date) -> Dropped | None:
    """Faces need a person. Without a model for them nobody knows, and that is said, not taken for none."""
    told = [features.values.get("faces") for features in candidate.features]
    if any(told):
        return dropped(Reason.SHOWS_PEOPLE, score=candidate.total)
    if None in told and rules.unknown_needs_person:
        return dropped(Reason.PEOPLE_UNKNOWN, score=candidate.total)
    return None


NOTHING_TO_JUDGE = frozenset({Reason.NO_PHOTO, Reason.UNREADABLE})
# Dark before blurred: in the dark there are no edges to judge the focus by.
GATES = (
    Gate("有读得出来的照片", "a photo that can be read", True, _nothing_to_show),
    Gate("知道作者和产品", "author and product are known", True, _nobody_or_nothing_named),
    Gate("作者还在群里", "the author is still here", True, _author_left),
    Gate("作者同意", "the author agrees", True, _no_consent),
    Gate("不太旧", "recent enough", False, _too_old),
    Gate("够大", "large enough", False, _too_small),
    Gate("够亮", "light enough", False, _too_dark),
    Gate("够清楚", "sharp enough", False, _blurred),
    Gate("没有二维码", "no QR code", True, _shows_a_code),
    Gate("不像海报或截图", "no poster or screenshot", False, _looks_like_an_advert),
    Gate("不是店家自己的图", "not the shop's own picture", False, _is_the_shops),
    Gate("没有联系方式", "no contact", True, _asks_for_contact),
    Gate("没有要人看过的词", "no word that needs a person", False, _says_a_word),
    Gate("不像广告", "no advertisement", False, _reads_like_an_advert),
    Gate("不是群发的话", "no chain message", False, _says_what_many_say),
    Gate("不是投诉", "no complaint", False, _complains),
    Gate("没有要人看过的人像", "no people that need a person's eye", False, _shows_people),
)
