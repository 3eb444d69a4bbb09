"""What members write when a picture of theirs is not to be used: 别用我的图, 请删掉我那张, not my photo.

A text that says this takes a consent back, whoever may have given it. One that perhaps says it, 我反悔了
or 怎么取消授权, is not guessed: the pictures are held until a person has read it. Neither is the words of a
picture.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from channels.readers.messages import ChatMessage, Entry, RefusedItem
from channels.readers.objection_words import ObjectionScope, doubted, objection
from content.inbox import ConsentEvent
from content.model import ConsentState, Message
from content.rights.answers import PLAIN

# Nearly all messages hold no sign of what objects: of not, of deleting, of asking; or what folds to one.
_MAY_OBJECT = re.compile(
    r"[别別不勿禁删刪撤取收唔咪谁誰没沒拒谢謝悔改变變作停终終换換移甭莫表冇仅僅只码碼错錯算等攞拎反凭憑问問介顾顧担擔🙅🚫❌⛔mMiI]"
    r"|下[\W_]*[架線线了掉]|[去拿除拉抹清弄搞踢][\W_]*[掉走下]|处理|處理|怎么|怎麼|如果|要回|拿回|[脸臉遮裁]|跟我|和我|bie"
    rf"|[^\x00-\x7f{PLAIN}]|down|off|delete|remove|revoke|[nN][oO]|n't|dont|stop|hold|pull|rm|leave|keep|blur"
    r"|you|u "
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
    if len(text) > LONGEST or not _MAY_OBJECT.search(text):
        return None
    return objection(text, quoted)


def perhaps_objects_to(text: str, quoted: bool = False) -> ObjectionScope | None:
    """Which pictures the text perhaps takes back; None for what is certain and for any other."""
    if len(text) > LONGEST or not _MAY_OBJECT.search(text) or objects_to(text, quoted):
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
        elif len(entry.text) <= LONGEST and _MAY_OBJECT.search(entry.text):
            yield from _taken_back(entry, authors, latest.get(speaker))


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
