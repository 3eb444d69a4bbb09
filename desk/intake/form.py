"""What a form says, checked: every field alone, and what is still missing. It may come from anybody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.sanitize import clean, one_line
from content.submission_page.shapes import MOST_NICKNAME, MOST_PHOTOS, MOST_WORDS, PublishedProduct
from content.submission_page.terms import MONTHS, PageUse
from desk.intake.uploads import UPLOAD

ONCE = re.compile(r"[0-9A-Za-z_-]{43}")
FIELDS = (
    *("nickname", "words", "product", "use", "months", "agree"),
    *("once", "stamp", "proof", "uploads", "website"),
)
LONGEST = 2_000  # characters of a field, before anything is done to it


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was filled in. `website` is a field that no person sees: whoever fills it is none."""

    nickname: str = ""
    words: str = ""
    product: str = ""
    use: PageUse | None = None
    months: int = MONTHS[0]  # the shortest, until the member says otherwise
    agrees: bool = False
    once: str = ""
    stamp: str = ""
    proof: str = ""
    uploads: tuple[str, ...] = ()
    website: str = ""
    too_long: bool = False


def read_form(values: Mapping[str, str], products: Sequence[PublishedProduct]) -> SentForm:
    """The form in what was sent; whatever is none of its choices counts as not chosen."""
    text = {name: values.get(name, "")[:LONGEST].replace("\0", "") for name in FIELDS}
    words = clean(text["words"])
    uploads = [upload for upload in text["uploads"].split(",") if UPLOAD.fullmatch(upload)]
    known = {product.id for product in products}
    return SentForm(
        nickname=one_line(clean(text["nickname"]))[:MOST_NICKNAME].strip(),
        words=words[: 4 * MOST_WORDS],
        product=text["product"] if text["product"] in known else "",
        use=PageUse(text["use"]) if text["use"] in list(PageUse) else None,
        months=int(text["months"]) if text["months"] in map(str, MONTHS) else MONTHS[0],
        agrees=text["agree"] == "yes",
        once=text["once"] if ONCE.fullmatch(text["once"]) else "",
        stamp=text["stamp"],
        proof=text["proof"],
        uploads=tuple(dict.fromkeys(uploads))[:MOST_PHOTOS],
        website=text["website"],
        too_long=len(words) > MOST_WORDS,
    )


def missing_in(form: SentForm, photos: int) -> tuple[str, ...]:
    """The parts of the page that are not filled in, or not as they may be."""
    checks = {
        "photos": 0 < photos <= MOST_PHOTOS,
        "words": not form.too_long,
        "nickname": bool(form.nickname),
        "use": form.use is not None,
        "agree": form.agrees,
    }
    return tuple(name for name, is_there in checks.items() if not is_there)
