"""Finds phone numbers and messenger ids in a text, written plainly or so that a filter shall miss them."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_LOOKALIKES = str.maketrans(
    {
        "薇": "微",
        "威": "微",
        "徽": "微",
        "芯": "信",
        "伽": "加",
        "珈": "加",
        "➕": "加",
        "+": "加",
        "ν": "v",
        "∨": "v",
    }
)
_GAP = r"[\s\W_]{0,3}"
_PHONE = re.compile(r"(?<!\d)(?:86[\s\-]?)?(1[\s\W_]{0,2}[3-9](?:[\s\W_]{0,2}\d){9})(?!\d)")
_MESSENGER = (
    rf"(?:微{_GAP}信|微{_GAP}号|v{_GAP}信|(?<![a-z])v{_GAP}x|(?<![a-z])wei{_GAP}xin|(?<![a-z])wechat"
    rf"|(?<![a-z])w{_GAP}x|扣{_GAP}扣|(?<![a-z])q{_GAP}q)"
)
_INVITED = rf"加{_GAP}(?:我|个|下)?{_GAP}(?:微|扣|[vwq](?![a-z]))"
_LABEL = rf"{_GAP}(?:号码?|id|群号?)?{_GAP}(?:是|为)?{_GAP}"
# A word without a digit is no id: people write of Alipay and iPhones.
_NAME = r"(?:(?=[a-z_\-]*\d)[a-z][a-z0-9_\-]{4,19}|\d(?:[\s.\-]?\d){4,10}(?!\d))"
_ID = re.compile(rf"(?:{_MESSENGER}|{_INVITED}){_LABEL}{_NAME}")


def contact_in(text: str) -> str | None:
    """The first phone number or messenger id as it reads once undisguised, or None."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_DIGITS)
    if phone := _phone_in(plain):
        return phone
    found = _ID.search(plain.translate(_LOOKALIKES))
    return found.group() if found else None


def _phone_in(plain: str) -> str | None:
    """A run of eleven digits in groups of three and more or one by one: opening hours come in pairs."""
    for found in _PHONE.finditer(plain):
        groups = [len(group) for group in re.findall(r"\d+", found.group(1))]
        if min(groups) >= 3 or max(groups) == 1:
            return found.group()
    return None
