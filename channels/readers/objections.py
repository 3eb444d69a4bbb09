"""What members write when a picture of theirs is not to be used: 别用我的图, 请删掉我那张, not my photo.

A text that says this and nothing else takes a consent back, whoever may have given it; whatever says more is
for a person to read. It is never the words of a picture.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from channels.readers.messages import ChatMessage, Entry
from channels.readers.objection_words import ObjectionScope, objection
from content.inbox import ConsentEvent
from content.model import ConsentState
from content.rights.answers import PLAIN

_PICTURES = "(?:图片|图|照片|相片|相|晒图|晒单|作品|圖片|圖|內容|内容)"
_WHOSE = "(?:我[的嘅]?|俺)?(?:刚才|刚刚|刚|剛才|剛剛|剛|方才|上面|之前|昨天)?(?:发|發|拍|晒)?[的嘅]?"
_JUST = "(?:刚才|刚刚|刚|剛才|剛剛|剛|方才)"
_LAST = (
    rf"(?:{_WHOSE}(?:这|那|這|上)(?:一)?(?:张|張|个|個|条|條|幅){_PICTURES}?"
    rf"|(?:我{_JUST}|{_JUST}我)(?:发|發|拍|晒)?的?{_PICTURES}|{_JUST}(?:发|發|拍|晒)的{_PICTURES})"
)
_SOME = "(?:这些|那些|這些|[这那這](?:几|幾|两|兩|[二三四五六七八九])[张張个個])"
_ALL = rf"(?:(?:我|俺)(?:的|嘅|发的|發的|拍的|晒的)?(?:所有|全部)?的?{_SOME}?{_PICTURES})"
_OBJECT = f"(?:(?P<last>{_LAST})|(?P<all>{_ALL}))"
_PLEASE = (
    "(?:请|請|麻烦|麻煩|拜托|求求?你?们?|大家|管理员?|群主|小编|客服|你们|你們|帮我|帮忙|给我|幫我|可以"
    "|能不能|能否|先|不好意思|抱歉|对不起|對不起|唔该)*"
)
_NOT = "(?:别|別|唔好|咪|不要|勿|不许|不准|禁止|不能|不可以|不同意|不授权|不想让你们)(?:再|随便)?"
_USE = "(?:使用|用|发出去|发布|发|發|转发|转载|转|轉發|外传|盗用|展示|放|拿去用)(?:出去)?"
_DELETE = "(?:删掉|删除|删了|删下|删一下|删|刪掉|刪除|刪|撤掉|撤下来?|撤回|撤|下架|去掉|拿掉)(?:了|一下)?"
_NO_LEAVE = (
    "(?:不(?:再)?(?:授权|授權)|(?:取消|收回|撤销|撤回)(?:授权|授權)|不(?:给|让|想让?)(?:你们|你們|大家)?用"
    "|不同意(?:使用|用|展示|公开|公開|发|發))"
)
_END = "(?:了|吧|哦|噢|啊|呀|哈|好吗|好嗎|行吗|可以吗|吗|嗎|谢谢你?们?|謝謝|多谢|拜托了?|🙏)*"
_PHRASES = tuple(
    re.compile(phrase)
    for phrase in (
        rf"{_PLEASE}{_NOT}{_USE}{_OBJECT}{_END}",
        rf"{_PLEASE}(?:把)?{_OBJECT}(?:都|就|请|也|先)*{_NOT}{_USE}{_END}",
        rf"{_PLEASE}{_OBJECT}(?:都|就|也|先)*{_NO_LEAVE}{_END}",
        rf"{_PLEASE}{_DELETE}{_OBJECT}{_END}",
        rf"{_PLEASE}(?:把|将)?{_OBJECT}(?:都|全部?|给|也)*{_PLEASE}{_DELETE}{_END}",
        r"(?:please|pls)?(?:donot|don't|dont|stop|never)(?:use|using|share|sharing|post|posting|show|showing)"
        r"(?:anyof)?my(?:(?P<last>photo|picture|pic|image)|(?P<all>photos|pictures|pics|images))(?:please|anymore|thanks)*",
        r"(?:please|pls|plz)?takemy(?:last)?(?:(?P<last>photo|picture|pic|image)|(?P<all>photos|pictures|pics|images))(?:down|off|away)(?:please|thanks)*",
        rf"{_PLEASE}(?P<last>(?:这|這|那|此)?(?:图片?|圖片?|照片))(?:都|就|请|也|先)*(?:别|別|勿|不要)(?:外传|外傳|转发|轉發|外发|传出去){_END}",
        r"(?:please|pls|plz)?(?:delete|remove|takedown|(?:donot|don't|dont|stop)(?:use|using|share|sharing))(?:the|that)"
        r"(?:(?P<last>photo|picture|pic|image)|(?P<all>photos|pictures|pics|images))"
        r"(?:that)?i(?:just)?(?:posted|sent|shared|uploaded)(?:please|thanks)*",
        r"(?:please|pls|plz)?(?:delete|remove|takedown)"
        r"my(?:last)?(?:(?P<last>photo|picture|pic|image)|(?P<all>photos|pictures|pics|images))(?:please|thanks)*",
    )
)
# What each of the phrases holds: a sign of not or of deleting, or "my"; or a sign that may fold to one.
_MAY_OBJECT = re.compile(
    rf"[别別不勿禁删刪撤取收唔咪谁誰没沒拒谢謝悔改变變作停终終换換移mMiI]|下[\W_]*[架线線]|[去拿除拉抹清][\W_]*[掉走下]"
    rf"|[^\x00-\x7f{PLAIN}]|down|off|delete|remove|revoke|[nN][oO]",
)
_BESIDE = re.compile(r"[\s,，.。!！~～;；、…?？]+")
_OWN = re.compile(r"[我俺]|my|\bi\b", re.IGNORECASE)
_SHOWS_ME = re.compile(
    r"(?:拍到|拍了|照到|有|露出?|入镜的是|里是|裡是)(?:了)?(?:我|俺)"
    r"|(?:shows?|me|my \w+) (?:is |are )?in (?:it|this|that|the)|(?:shows?|of) (?:me|my)\b",
    re.IGNORECASE,
)
LONGEST = 80  # characters of such a text; a longer one says more


def objects_to(text: str, quoted: bool = False) -> ObjectionScope | None:
    """Which pictures the text takes back; None for any other. `quoted`: it answers one of its author's."""
    if len(text) > LONGEST or not _MAY_OBJECT.search(text):
        return None
    plain = _BESIDE.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("\u2019", "'")
    match = next((hit for phrase in _PHRASES if (hit := phrase.fullmatch(plain))), None)
    if match is None:
        return objection(text, quoted)
    return ObjectionScope.LAST if match["last"] else ObjectionScope.ALL


def heeded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with a withdrawal behind each text that asks for one.

    A text that quotes a picture of its author means that one; else the latest of its author in the chat, or
    all that the author ever sent where the export shows none. Without "my", words about one picture count
    only for one that the author sent, and never as an answer to somebody else's.
    """
    authors: dict[str, tuple[str, str]] = {}  # message with a picture -> chat and author
    latest: dict[tuple[str, str], str] = {}
    for entry in entries:
        yield entry
        if not isinstance(entry, ChatMessage) or entry.author is None:
            continue
        speaker = (entry.chat, entry.author.id)
        if entry.pictures:
            authors[entry.id] = speaker
            latest[speaker] = entry.id
            continue
        if depicted := _depicted(entry, authors):
            yield depicted
            continue
        quoted = entry.quotes if entry.quotes and authors.get(entry.quotes) == speaker else None
        if scope := objects_to(entry.text, quoted is not None):
            message = quoted or (latest.get(speaker) if scope is ObjectionScope.LAST else None)
            if not _OWN.search(entry.text) and (message is None or (entry.quotes and not quoted)):
                continue
            yield ConsentEvent(ConsentState.WITHDRAWN, entry.id, entry.author.id, message, at=entry.at)


def _depicted(entry: ChatMessage, authors: Mapping[str, tuple[str, str]]) -> ConsentEvent | None:
    """The withdrawal of another's picture by whom it shows: 这张拍到我家孩子了，麻烦别用."""
    sender = authors.get(entry.quotes or "")
    if sender is None or entry.author is None or sender == (entry.chat, entry.author.id):
        return None
    if not _SHOWS_ME.search(entry.text) or not objects_to(entry.text, quoted=True):
        return None
    return ConsentEvent(ConsentState.WITHDRAWN, entry.id, sender[1], entry.quotes, at=entry.at)
