"""Contact details (PII) in a text, also those written so that a filter misses them.

A grammar of evasions: a label (a messenger or platform by its name, sound, animal or sign; or an invitation
to add somebody), then an id; digits of any script, spelled out or by their call signs, with fillers between
them; addresses whose dots are words; codes that a shopping app reads from the clipboard.
Figures: docs/measures/text.md.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.text.fold import folded


class Kind(StrEnum):
    PHONE = "phone"
    MESSENGER = "messenger"  # and accounts on other platforms
    MAIL = "mail"
    ADDRESS = "address"  # of the web
    SHARE_CODE = "share_code"  # 淘口令: a shopping app reads it from the clipboard
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class Contact:
    """`readable` is the contact as it reads once undisguised; a card's number but for its ends."""

    kind: Kind
    readable: str


_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_CALL_SIGNS = str.maketrans(
    "幺洞拐勾ol", "107901"
)  # digits as they are called over the radio; o for 0, l for 1
_SOUNDS_ALIKE = str.maketrans("薇威徽芯伽珈➕+溦维嶶蔻抠叩", "微微微信加加加加微微微扣扣扣")
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_GAP = r"[\s\W_]{0,3}"
_FILLER = r"(?:[\s\W_]|[啊呀哦哈嗯呢哟嘿吖阿]){0,3}"
_ALL_HAVE = re.compile(r"[\d.点/￥¥]|口令|[a-z]{5}|dot|复制")  # no contact is without one of these
_PHONE = re.compile(rf"(?<!\d)(?:86[\s\-]?)?(1{_FILLER}[3-9](?:{_FILLER}\d){{9}})(?!\d)")
_WORDS_BETWEEN = re.compile("[啊呀哦哈嗯呢哟嘿吖阿]")
_BY_CALL_SIGNS = re.compile(r"幺|洞|\do|o\d|\dl|l\d")
_BEGINS = re.compile(
    "[微扣裙🐧💚vwq]|企鹅|球球|秋秋|卫星|绿泡泡|绿色软件|小绿|红薯|小红书|抖[音号]|快手|微博|闲鱼|咸鱼|店|电报|飞机|陌陌|钉钉|支付宝|群"
    "|xhs|dy|d音|b站|t(?:g|elegram)|line|ig|ins|facebook|discord"
)
# Where a letter alone or a common word names the messenger, a colon, a heart or 号 must follow, or an
# invitation come before.
_SURE = (
    rf"微{_GAP}信|微{_GAP}号|v{_GAP}[信心x]|(?<![a-z])w{_GAP}e{_GAP}i{_GAP}x{_GAP}i{_GAP}n(?:{_GAP}hao)?|(?<![a-z])we{_GAP}chat"
    rf"|(?<![a-z])w{_GAP}x|w信|卫星号?|微星|绿泡泡|绿色软件搜?|扣{_GAP}扣|扣群|(?<![a-z])q{_GAP}q|企{_GAP}鹅|🐧|球球|秋秋"
    r"|[q裙]裙|(?<![a-z])q(?:un|群)|[裙群]号|[加进]裙|[微v]搜"
)
_PLATFORM = (
    "(?:小红书|小?红薯|抖音|快手|微博|闲鱼|咸鱼|电报|飞机|陌陌|钉钉|支付宝|店铺?|(?<![a-z])dy|d音|b站|xhs)"
    r"(?:同?号|账号|uid|搜)|抖号|(?<![a-z])xhs|(?:小红书|抖音|快手|b站|微博|纸飞机)\s?[@:]"
    r"|(?<![a-z])(?:tg|telegram|whats\s?app|line|ig|ins|facebook|discord)(?:号|\s?id|\s?[:@])"
    r"|(?<![a-z])(?:telegram|whats\s?app)|电报\s?(?=tg)|小绿(?=\s?[a-z])|💚(?=\s?:)"
)
_SHORT = rf"(?<![a-z0-9])(?:[vwq]|微){_GAP}(?:同号|号|[:=❤♥💬📱,])"
_INVITED = (
    rf"(?:加|私|戳|找|滴滴|dd|敲|联系|搜|问|撩|call)(?:聊|信)?{_GAP}(?:我|俺|个|下|一下|你)?{_GAP}(?:要)?{_GAP}"
    r"(?:微(?:信)?|扣|🐧|企鹅|[vwq](?![a-z])|[vw]x)"
)
_LABEL = rf"{_GAP}(?:号码?|id|uid|[群裙]号?|就是手机号|同号|同名)?{_GAP}(?:是|为|搜)?{_GAP}"
# A word without a digit is no id: people write of Alipay and iPhones. After a sure label and a colon it is.
_NUMBER = rf"\d(?:{_FILLER}\d){{4,11}}(?!\d)"
_MAY_BE_ID = re.compile(rf"[a-z\d](?:{_FILLER}[a-z\d#_\-]){{4}}")
_NAME = rf"(?:(?=[a-z_\-#]*\d)[a-z][a-z0-9_\-#]{{4,19}}|\d+[a-z][a-z0-9_\-]{{3,17}}|{_NUMBER})"
_ID = re.compile(rf"(?:{_INVITED}|{_SURE}|{_PLATFORM}|{_SHORT}){_LABEL}{_NAME}")
_SPELLED = re.compile(
    rf"(?:{_SURE}|{_PLATFORM}|{_SHORT})(?:号|id)?\s?[:@]\s?(?!alipay|pay|iphone)[a-z][a-z_\-]{{5,19}}"
)
_BARE_Q = re.compile(r"(?<![a-z0-9])q\s?[1-9]\d{7,10}(?!\d)")
_ENDS = r"(?:com|cn|net|org|top|xyz|shop|vip|cc|link|me|club|site|store|icu|online|app|ltd|wang|tv|io)"
_DOT = r"\s?(?:\.|点|。|dot|·)\s?"
_MAIL = re.compile(
    rf"[a-z0-9][a-z0-9._%+\-]*\s?(?:@|\(at\)|#at#|艾特)\s?(?:[a-z0-9\-]+{_DOT})+{_ENDS}(?![a-z])"
)
_ADDRESS = re.compile(
    rf"(?:https?\s?://|www{_DOT})[!-~点]{{4,}}"
    rf"|(?<![a-z0-9@.])(?:[a-z0-9][a-z0-9\-]{{1,30}}\.)+{_ENDS}(?![a-z0-9])"
    # a short link, whose dots may be words: t点cn/Ab3d
    rf"|(?<![a-z0-9@.])(?:[a-z0-9\-]{{1,20}}{_DOT}){{1,3}}(?:cn|com|me|ly|tv|cc|tk|gl|im|to|io|vip|top)\s?/\s?[a-z0-9?]"
    # or a site: xiaodian点com
    r"|(?<![a-z0-9@.])[a-z][a-z0-9\-]{2,30}(?:\s?点\s?[a-z0-9\-]+)*(?:\s?点\s?|\sdot\s)(?:com|cn|net|shop|vip)(?![a-z0-9])"
)
_SHARE_CODE = re.compile(
    r"[￥¥$€₤(/👉]\s?(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{9,13}\s?[￥¥$€₤)/👈]"
    r"|口令\s?:?\s?(?=[a-z]*\d)[a-z0-9]{7,13}|淘口令"
    r"|复制.{0,24}(?:打开|到).{0,4}(?:手?淘|天猫|京东|拼多多|抖音|快手)"
)
# GB 11643-1999: six digits of the place, the birthday, three of order, and a check digit.
_ID_CARD = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![0-9a-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# UnionPay's 16 to 19 digits; Visa's and MasterCard's 16 only where they are written in fours.
_BANK_CARD = re.compile(
    r"(?<!\d)(?:62\d{2}(?:[\s\-]?\d{4}){3}(?:[\s\-]?\d{1,3})?|(?:4\d{3}|5[1-5]\d{2})(?:[\s\-]\d{4}){3})(?!\d)"
)


def contacts_in(text: str) -> tuple[Contact, ...]:
    """Every contact in a text, each kind once, phones first."""
    return tuple(_found(folded(text)))


def contact_in(text: str) -> str | None:
    """The first contact as it reads once undisguised, or None."""
    first = next(_found(folded(text)), None)
    return first.readable if first else None


def _found(plain: str) -> Iterator[Contact]:
    counted = _in_ascii(plain).translate(_DIGITS)
    if not _ALL_HAVE.search(counted):  # three texts in four: it saves the other searches
        return
    for kind, find in _FINDERS:
        if readable := find(counted if kind in (Kind.PHONE, Kind.MESSENGER) else plain):
            yield Contact(kind, readable)


def _in_ascii(plain: str) -> str:
    """With the digits of every script as 0 to 9."""
    if not _OTHER_DIGITS.search(plain):
        return plain
    return _OTHER_DIGITS.sub(lambda digit: str(unicodedata.decimal(digit.group())), plain)


def _phone(plain: str) -> str | None:
    """Eleven digits, also as they are called over the radio."""
    return _phone_in(plain) or (
        _phone_in(plain.translate(_CALL_SIGNS)) if _BY_CALL_SIGNS.search(plain) else None
    )


def _phone_in(plain: str) -> str | None:
    """A run of eleven digits in groups of three and more or one by one: opening hours come in pairs.

    Words between them that say nothing are a disguise, whatever the groups.
    """
    for match in _PHONE.finditer(plain):
        groups = [len(group) for group in re.findall(r"\d+", match.group(1))]
        if min(groups) >= 3 or max(groups) == 1 or _WORDS_BETWEEN.search(match.group(1)):
            return match.group()
    return None


def _messenger(plain: str) -> str | None:
    if not _MAY_BE_ID.search(plain):  # most texts: it saves the dear searches
        return None
    alike = plain.translate(_SOUNDS_ALIKE)
    if not _BEGINS.search(alike):
        return None
    match = _ID.search(alike) or _SPELLED.search(alike) or _BARE_Q.search(alike)
    return match.group() if match else None


def _mail(plain: str) -> str | None:
    match = _MAIL.search(plain)
    return match.group() if match else None


def _address(plain: str) -> str | None:
    match = _ADDRESS.search(plain)
    return match.group() if match else None


def _share_code(plain: str) -> str | None:
    match = _SHARE_CODE.search(plain)
    return match.group() if match else None


def _id_card(plain: str) -> str | None:
    return next((_ends(number) for number in _ID_CARD.findall(plain) if _is_id_card(number)), None)


def _bank_card(plain: str) -> str | None:
    numbers = (re.sub(r"\D", "", match) for match in _BANK_CARD.findall(plain))
    return next((_ends(number) for number in numbers if _is_luhn(number)), None)


def _ends(number: str) -> str:
    return f"{number[:4]}…{number[-2:]}"


def _is_id_card(number: str) -> bool:
    """ISO 7064, MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10x98765432"[total % 11] == number[17]


def _is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right counts twice."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(sum(divmod(digit * (1 + place % 2), 10)) for place, digit in enumerate(digits)) % 10 == 0


_FINDERS: tuple[tuple[Kind, Callable[[str], str | None]], ...] = (
    (Kind.PHONE, _phone),
    (Kind.MESSENGER, _messenger),
    (Kind.MAIL, _mail),
    (Kind.ADDRESS, _address),
    (Kind.SHARE_CODE, _share_code),
    (Kind.ID_CARD, _id_card),
    (Kind.BANK_CARD, _bank_card),
)
