"""What members write when a picture of theirs is not to be used: 别用我的图, 请删掉我那张, not my photo.

A text that says this takes a consent back, whoever may have given it. One that perhaps says it, 我反悔了
or 怎么取消授权, is not guessed: the pictures are held until a person has read it. Neither is the words of a
picture.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from channels.readers.messages import ChatMessage, Entry
from channels.readers.objection_words import ObjectionScope, doubted, objection
from content.inbox import ConsentEvent, RefusedItem
from content.model import ConsentState, Message
from content.rights.answers import PLAIN

# Two looks that let nearly all messages go: signs of objecting, and of what it may be to.
_ODD = rf"[^\x00-\xff{PLAIN}]"  # may fold to one of them
_HAN = re.compile("[\u3400-\u9fff]")
_MAY_OBJECT = re.compile(
    r"[别別不勿禁删刪撤咪谁誰没沒未拒悔莫甭冇表停终終仅僅唔攞错錯🙅🚫❌⛔]|[收要拿取拎][回走返消]"
    r"|下[\W_]*[架線线了掉]"
    r"|[去拿除拉抹清弄搞踢换換移][\W_]*[掉走下除]|作废|作廢|处理|處理|怎么|怎麼|如果|反口|主意|变卦|變卦"
    r"|算了|算啦|当我|當我"
    r"|打.{0,2}[码碼]|[遮挡擋裁]|等.{1,8}再|[跟和问問]我|介意|顾虑|顧慮|担心|擔心|害怕|问过|問過|要不要|先放"
    r"|bie"
    rf"|(?i:post|share|delete|remove|change)|{_ODD}"
)
_MAY_MEAN = re.compile(
    r"[图圖照相片晒曬张張幅截像稿脸臉镜鏡露授权權墙牆报報宣广廣商肖样樣车車名影街撤删刪悔]"
    r"|我.{0,12}[发發放选選用晒拍传傳参參]"
    r"|[发發放选選用把p].{0,3}[我俺咱娃]|[反口]口|主意|变卦|變卦|[参參上玩发發弄][加与與]?了|[发發]错"
    r"|[发發]錯|手滑|不算|打.{0,2}[码碼]|先[别別不]|[给給让讓][你人别]"
    rf"|公众号|公眾號|作品|群[内內里裡]|拿去|同意|展示|(?i:pic|photo|post|my)|{_ODD}"
)
_MAY_OBJECT_IN_ENGLISH = re.compile(
    r"n['\u2019]t|\b(?:not?|dont|cannot|never|stop|quit|refrain|avoid|hold|leave|keep|delete|remove|del|rm|scrap"
    r"|ditch|erase|wipe|rid"
    r"|unpost|retract|withdraw\w*|revok\w+|drop|discard|trash|scratch|ignore|disregard|pull|hide|tak(?:e"
    r"|ing)|bring|get|omit"
    r"|exclude|who|rather|prefer|wish|without|uncomfortable|uneasy|opt\w*|mind|thoughts?|regret|blur|crop"
    r"|cover|mask|pixelate"
    r"|only|private|wrong|mistake|oops|before|undo|rescind|cancel)\b",
    re.IGNORECASE,
)
_MAY_MEAN_IN_ENGLISH = re.compile(
    r"photo|pic|image|shot|selfie|snap|post|stuff|face|liken|\b(?:it|this|that|these|those|them|mine|me|one"
    r"|my|i)\b|consent|permission"
    r"|approval|authori|poster|group|chat|ads?\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"[我俺]|my|\bi\b", re.IGNORECASE)
_SHOWS_ME = re.compile(
    r"(?:拍到|拍了|照到|有|露出?|入镜的是|里是|裡是|(?<!不)是)(?:了)?(?:我|俺)(?![的们們拍发發买買做])"
    r"|我(?:也)?在(?:里面|裡面|图里|圖裡|照片)|(?:shows?|me|my \w+) (?:is |are )?in (?:it|this|that|the)"
    r"|(?:shows?|of) (?:me|my)\b|\bi(?:'m| am) in (?:it|this|that|the)",
    re.IGNORECASE,
)
Speaker = tuple[str, str]  # chat and author
DOUBTED = ConsentState.EXPIRED  # what was granted counts no more until it is granted again
LONGEST = 80  # characters of such a text; a longer one says more


def objects_to(text: str, quoted: bool = False) -> ObjectionScope | None:
    """Which pictures the text takes back; None for any other. `quoted`: it answers one of its author's."""
    return objection(text, quoted) if _may_object(text, quoted) else None


def perhaps_objects_to(text: str, quoted: bool = False) -> ObjectionScope | None:
    """Which pictures the text perhaps takes back; None for what is certain and for any other."""
    if not _may_object(text, quoted) or objection(text, quoted):
        return None
    return doubted(text, quoted)


def may_take_back(text: str, quoted: bool = False) -> bool:
    """Whether the text takes a picture back, or perhaps does: it is no caption then."""
    return (objects_to(text, quoted) or perhaps_objects_to(text, quoted)) is not None


def heeded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with a withdrawal behind each text that asks for one, or perhaps does, which is told.

    A text that quotes a picture of its author means that one; else the latest of its author in the chat, or
    all that the author ever sent where the words or the export say of none. Without "my" they count only for
    who sent a picture in this chat, and never as an answer to somebody else's.
    """
    authors: dict[str, Speaker] = {}  # message with a picture -> chat and author
    latest: dict[Speaker, str] = {}
    for entry in entries:
        yield entry
        if not isinstance(entry, ChatMessage) or entry.author is None:
            continue
        speaker = (entry.chat, entry.author.id)
        if entry.pictures:
            authors[entry.id] = speaker
            latest[speaker] = entry.id
        elif _may_object(entry.text, bool(entry.quotes)):
            yield from _taken_back(entry, authors, latest.get(speaker))


def _may_object(text: str, quoted: bool) -> bool:
    """Whether to read it closely. One that quotes a picture need not say what it is about."""
    if not text or len(text) > LONGEST:
        return False
    if text.isascii() or not _HAN.search(text):
        return bool(_MAY_OBJECT_IN_ENGLISH.search(text) and (quoted or _MAY_MEAN_IN_ENGLISH.search(text)))
    return bool(_MAY_OBJECT.search(text) and (quoted or _MAY_MEAN.search(text)))


def _taken_back(entry: ChatMessage, authors: Mapping[str, Speaker], latest: str | None) -> Iterator[Entry]:
    """What a text does to a picture: nothing, a withdrawal, or a doubt with the note to read it."""
    speaker = (entry.chat, entry.author.id if entry.author else "")
    sender = authors.get(entry.quotes or "")
    is_own = sender == speaker
    shows_me = sender is not None and not is_own and bool(_SHOWS_ME.search(entry.text))
    state, scope = ConsentState.WITHDRAWN, objects_to(entry.text, quoted=is_own or shows_me)
    if scope is None:
        state, scope = DOUBTED, perhaps_objects_to(entry.text, quoted=is_own or shows_me)
    if scope is None:
        return
    if shows_me and sender:
        yield from _events(entry, state, sender[1], entry.quotes)
        return
    message = entry.quotes if is_own else latest if scope is ObjectionScope.LAST else None
    if _OWN.search(entry.text) or is_own or (latest and not entry.quotes):
        yield from _events(entry, state, speaker[1], message)
    elif latest and sender is None:  # what it quotes is not in this export
        yield from _events(entry, DOUBTED, speaker[1], message)


def _events(entry: ChatMessage, state: ConsentState, member: str, message: str | None) -> Iterator[Entry]:
    yield ConsentEvent(state, entry.id, member, message, at=entry.at)
    if state is DOUBTED:
        name = entry.author.nickname if entry.author else ""
        why = Message("refusal.perhaps_withdrawn", name=name, words=entry.text)
        yield RefusedItem("perhaps_withdrawn", why, entry.id, member)
