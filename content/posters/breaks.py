"""Where a line of a poster may break: a text in pieces that stay whole, and how good a break after each is.

A phrase ends where budoux says so and the dictionary agrees: neither may cut a word. Numbers keep their
units, ranges, times and list numbers; hashtags, @names, bracket codes, addresses and compounds stay whole. No
piece begins with what may not begin a line, none ends with what may not end one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from content.posters.tokens import CLOSING, LATIN, OPENING, STOPS, tokens_of
from content.text.segment import word_list, words_of

if TYPE_CHECKING:
    from budoux import Parser

LONGEST_CLAUSE = 9  # characters kept together where there is room: two lines of a headline at its usual size
COMMON = 3.0  # logarithm of the count from which a word across a boundary makes it doubtful: 20 times
LEANS_BACK = frozenset("的了着过吗呢吧啊呀哦啦嘛们么个支杯块张件月年天日岁次刻地得儿里上下中内外后前时")
TRAILS = frozenset("之后 以后 之前 以前 左右 以上 以下 以内 以外 之间 之一 之内 时候 上下".split())  # noqa: SIM905 - legible
PARTS_OF_DAY = frozenset("上午 下午 早上 晚上 中午 凌晨 傍晚 清晨 今晚 明早 明晚 早 晚".split())  # noqa: SIM905
LEANS_ON = frozenset(
    "第每各某这那哪几两一不没未别很太最更较挺好真超约近共满在把被给和与跟或让向对从到"
)  # belong to what follows
BEGINS = frozenset(
    "我你您他她它谁这那哪也都就才又再还很太最不没是有在把被和与跟或让给从向对为用先别"
    "到只像比总常刚正可会要想得该请来去做买吃喝看听说放加等找换选另而但却若如因由按"
)  # begin a phrase
LEADS = frozenset("→⇒➜+=&|")  # signs after which a line may break
NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两半几多余")


class Break(IntEnum):
    """How good a break is; a smaller number is better."""

    FREE = 0  # after a stop, at a space
    PHRASE = 1  # between phrases
    CLAUSE = 2  # between the phrases of a short clause
    WORD = 3  # between words
    LONELY = 4  # after a word of one character
    DOUBTFUL = 5  # between words of the dictionary that may be one
    ANYWHERE = 6  # inside a word: only where it would not fit a line otherwise
    NEVER = 9


@dataclass(frozen=True, slots=True)
class LinePiece:
    """What stays on one line, and how good a break after it is."""

    text: str
    after: Break


_LETTER_OR_WORD = regex.compile(rf"{LATIN}+|[!-~]{{1,12}}|\X")
_HAN = regex.compile(r"\p{Han}")
_HAN_RUN = regex.compile(r"\p{Han}+")
_IN_TAG = regex.compile(r"\p{Han}+|#$|[#@]|[^\p{Han}#@]+")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    end: int  # in the line
    after: Break = Break.NEVER  # what its own kind knows of the break after it


@lru_cache(
    maxsize=4000
)  # a night says the same words on several posters, and fitting asks for each text twice
def pieces_of(line: str) -> tuple[LinePiece, ...]:
    """The pieces of one line of text, set full-width already; together they are the line."""
    tokens = list(_tokens(line))
    phrases = (
        _phrase_ends(line)
        if any(token.kind in ("han", "latin", "number") for token in tokens)
        else frozenset()
    )
    pieces: list[LinePiece] = []
    text = ""
    for token, following in zip(tokens, [*tokens[1:], None][: len(tokens)], strict=True):
        text += token.text
        after = _after(token, following, phrases) if following else Break.FREE
        if after is not Break.NEVER:
            pieces.append(LinePiece(text, after))
            text = ""
    return tuple(_in_short_clauses(_grown(pieces)))


def letters_of(piece: LinePiece) -> Iterator[LinePiece]:
    """A piece that no line has room for, cut where it must be: between its words, else between characters.

    Latin words and numbers stay whole.
    """
    words = {
        end for match in _HAN_RUN.finditer(piece.text) for end in _word_ends(match.group(), match.start())
    }
    letters = [match.group() for match in _LETTER_OR_WORD.finditer(piece.text)]
    text, at = "", 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        text, at = text + letter, at + len(letter)
        if following and (following[0] in CLOSING or letter[-1] in OPENING):
            continue
        inside = Break.DOUBTFUL if at in words else Break.ANYWHERE
        yield LinePiece(text, inside if following else piece.after)
        text = ""


def _word_ends(run: str, at: int) -> Iterator[int]:
    yield at
    for word in words_of(run):
        at += len(word)
        yield at


def _tokens(line: str) -> Iterator[_Token]:
    at = 0
    for kind, text in tokens_of(line):
        if kind == "han":
            yield from _words(text, at)
        elif kind in ("kana", "thai"):
            yield from _foreign(kind, text, at)
        elif kind == "tag":
            yield from _tag(text, at)
        else:
            yield _Token(kind, text, at + len(text))
        at += len(text)


def _words(run: str, at: int) -> Iterator[_Token]:
    words, end = words_of(run), 0
    for word, following in zip(words, (*words[1:], ""), strict=True):
        end += len(word)
        yield _Token("han", word, at + end, _between_words(run, end, word, following))


def _between_words(run: str, end: int, word: str, following: str) -> Break:
    if len({*word, *following}) == 1:
        return Break.PHRASE if word[0] * 4 in run else Break.NEVER  # 哈哈哈哈, but 脆脆的
    if (
        not following
        or following in LEANS_BACK | TRAILS
        or (word[-1] in NUMERALS and following[0] in NUMERALS)
    ):
        return Break.NEVER
    if all(letter in NUMERALS for letter in word) and len(following) == 1:
        return Break.NEVER
    if word in LEANS_ON and len(word) == 1:
        return Break.NEVER
    if _is_spanned(run, end):
        return Break.DOUBTFUL
    if len(word) == 1 and len(following) == 1 and following not in BEGINS:
        return Break.NEVER  # may be one word that the dictionary lacks
    if len(following) == 1 and following not in BEGINS:
        return Break.DOUBTFUL  # the end of a longer word: 万象|城
    if len(word) == 1 and word not in LEANS_BACK:
        return Break.LONELY  # 热|可可
    return Break.WORD


def _is_spanned(run: str, at: int) -> bool:
    """Whether a common word of the dictionary reaches across this place of a run."""
    known = word_list()
    for start in range(max(0, at - 3), at):
        for end in range(at + 1, min(len(run), start + 4) + 1):
            weight = known.weight(run[start:end])
            if weight is not None and weight >= COMMON:
                return True
    return False


def _foreign(kind: str, run: str, at: int) -> Iterator[_Token]:
    """Japanese and Thai, which know no spaces: budoux has a model of each."""
    for part in _parser("ja" if kind == "kana" else "th").parse(run):
        at += len(part)
        yield _Token(kind, part, at, Break.PHRASE if kind == "kana" else Break.DOUBTFUL)


def _tag(tag: str, at: int) -> Iterator[_Token]:
    """A hashtag or a name stays whole; where no line has room for it, its words do."""
    runs = _IN_TAG.findall(tag)
    words = [word for run in runs for word in (words_of(run) if _HAN.match(run) else (run,))]
    for number, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
        at += len(word)
        joined = word in OPENING or following in LEANS_BACK or following[:1] in (*CLOSING, "#")
        yield _Token("part" if number else "tag", word, at, Break.NEVER if joined else Break.DOUBTFUL)


def _after(token: _Token, following: _Token, phrases: frozenset[int]) -> Break:
    """How good a break between two tokens is."""
    if following.kind == "part":
        return token.after
    first, last = following.text[0], token.text.rstrip()[-1:]
    if following.kind == "space" or (first in CLOSING and following.kind not in ("whole", "tag", "listed")):
        return Break.NEVER
    if token.kind == "space":
        return Break.FREE
    if following.kind == "listed":
        return Break.FREE
    if token.kind == "listed" or (last in OPENING and token.kind == "mark"):
        return Break.NEVER
    if token.kind == "mark" and last in STOPS:
        return _after_stop(token, following)
    if token.kind in ("tag", "part", "emoji", "face") or following.kind in ("tag", "face", "whole"):
        return Break.NEVER if following.kind == "emoji" else Break.PHRASE
    if following.kind == "emoji":
        return Break.NEVER
    if token.kind == "mark" or following.kind == "mark":
        return _at_mark(token, following)
    if token.kind == following.kind == "han":
        return _at_phrase_end(token) if token.end in phrases else token.after
    if token.kind == following.kind:
        return Break.PHRASE if token.kind == "number" else token.after
    return _between_scripts(token, following, phrases)


def _at_phrase_end(token: _Token) -> Break:
    """A verb alone at a line's end, its object on the next: not where there is a better break."""
    if token.after is Break.WORD:
        return Break.PHRASE
    return Break.CLAUSE if token.after is Break.LONELY else token.after


def _after_stop(token: _Token, following: _Token) -> Break:
    """A stop of Latin text breaks only at the space after it; one character alone goes on."""
    if token.text[-1] in ",.!?;:" and following.kind in ("number", "latin"):
        return Break.NEVER
    return Break.FREE


def _at_mark(token: _Token, following: _Token) -> Break:
    if following.text[0] in OPENING:
        return Break.PHRASE if token.kind != "han" or len(token.text) > 1 else Break.DOUBTFUL
    if token.text[-1] in CLOSING:
        if following.kind == "han":
            return Break.NEVER if following.text in LEANS_BACK else Break.PHRASE
        return Break.PHRASE if token.text[-1] not in "·%‰℃°" else Break.NEVER
    if token.text in LEADS:
        return Break.WORD
    return Break.NEVER


def _between_scripts(token: _Token, following: _Token, phrases: frozenset[int]) -> Break:
    """Between Chinese, Latin words and numbers without a space."""
    usual = Break.PHRASE if token.end in phrases and len(token.text) > 1 else Break.WORD
    match token.kind, following.kind:
        case "number", "han":
            return _after_number(token.text, following.text, usual)
        case "han", "number":
            return _before_number(token.text)
        case "latin", "han" if len(token.text) < 3 or len(following.text) == 1 or following.text in TRAILS:
            return Break.NEVER  # T恤, AA制, AAAA级
        case "han", "latin" if len(following.text) < 2 or token.text in LEANS_ON:
            return Break.NEVER  # 维C
        case "latin", "number":
            return Break.NEVER
        case ("script", _) | (_, "script"):
            return Break.WORD
    return usual


def _after_number(number: str, word: str, usual: Break) -> Break:
    """A number without a unit keeps the one character that may be one; after its unit a phrase may begin."""
    if word in LEANS_BACK | TRAILS or (number[-1].isnumeric() and len(word) == 1):
        return Break.NEVER
    return Break.PHRASE if not number[-1].isnumeric() and (len(word) > 1 or word in BEGINS) else usual


def _before_number(word: str) -> Break:
    if word in LEANS_ON:
        return Break.NEVER
    if word in PARTS_OF_DAY:
        return Break.WORD
    if word in LEANS_BACK:
        return Break.CLAUSE  # 考了|98.5分
    return Break.PHRASE if len(word) > 1 else Break.WORD


def _grown(pieces: list[LinePiece]) -> list[LinePiece]:
    """A single character joins a neighbour: it would stand alone on its line."""
    grown: list[LinePiece] = []
    for piece in pieces:
        before = grown[-1] if grown else None
        lone = before is not None and _is_lone(before.text) and before.after is not Break.FREE
        if before is not None and (lone or (_is_lone(piece.text) and before.after >= Break.WORD)):
            grown[-1] = LinePiece(before.text + piece.text, piece.after)
        else:
            grown.append(piece)
    return grown


def _is_lone(text: str) -> bool:
    return len(text.rstrip(CLOSING + " ")) == 1 and "\u4e00" <= text[0] <= "\u9fff"


def _in_short_clauses(pieces: list[LinePiece]) -> Iterator[LinePiece]:
    """Inside a short clause a break between phrases is no better than one between words."""
    clause: list[LinePiece] = []
    for piece in pieces:
        clause.append(piece)
        if piece.after is Break.FREE:
            yield from _weakened(clause)
            clause = []
    yield from _weakened(clause)


def _weakened(clause: list[LinePiece]) -> Iterator[LinePiece]:
    short = sum(len(piece.text) for piece in clause) <= LONGEST_CLAUSE
    for piece in clause:
        yield LinePiece(piece.text, Break.CLAUSE) if short and piece.after is Break.PHRASE else piece


def _phrase_ends(line: str) -> frozenset[int]:
    ends, at = set(), 0
    for phrase in _parser("zh").parse(line):
        at += len(phrase)
        ends.add(at)
    return frozenset(ends)


@cache
def _parser(language: str) -> "Parser":
    import budoux  # here: only who draws headlines needs its models

    if language == "ja":
        return budoux.load_default_japanese_parser()
    if language == "th":
        return budoux.load_default_thai_parser()
    return budoux.load_default_simplified_chinese_parser()
