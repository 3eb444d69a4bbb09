"""What stands in a line of text: Chinese, numbers with all that belongs to them, tags, codes, marks."""

from collections.abc import Iterator

import regex

# Never first in a line 避头, never last in one 避尾.
CLOSING = "，。、；：！？）】》」』〉〕｝”’…—～·,.!?;:)]}%‰℃°゛゜ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
OPENING = "（【《「『〈〔｛“‘([{¥￥$€£#@"
STOPS = "，。！？；：…—,.!?;:～"  # after them a line breaks best
LONGEST_TAG = 20  # characters of a hashtag or a name
MEASURES = (
    "小勺|大勺|汤匙|茶匙|分钟|小时|毫米|厘米|公里|千米|平米|平方|毫升|公斤|千克|英寸|毫安|个月|星期|摄氏度"
    "|世纪|步骤|单元|点半|个|秒|天|周|月|年|岁|元|块|毛|角|分|折|倍|次|只|件|张|杯|碗|盘|份|包|袋|盒|瓶|罐|斤|克"
    "|升|勺|片|颗|粒|条|根|支|双|套|层|米|寸|度|人|位|名|号|楼|点|刻|步|晚|夜|期|章|页|集|季|款|种|类|遍|回|趟|顿"
    "|口|家|间|台|部|辆|场|届|级|星|版|代|关|成|万|亿|千|百|把|朵|棵|株|盆|串|滴|圈|招|室|厅|线|路|班|队|组|排|栋|后"
)

_KEYCAP = r"[0-9#*]\ufe0f?\u20e3"
_EMOJI = rf"(?:{_KEYCAP}|(?![0-9#*])(?=\p{{Extended_Pictographic}}|\p{{Regional_Indicator}})\X)"
_COUNT = r"(?:\d+(?:[.,:：/]\d+)*[½¼¾]?|[½¼¾⅓⅔])"
_UNIT = rf"(?:\ ?(?:[%‰％℃℉°]C?|[A-Za-zμΩ]{{1,4}}(?:/[A-Za-z]{{1,3}})?(?![A-Za-z\d]))|\ ?(?:{MEASURES}))"
_SIGN = r"(?:第|[¥￥$€£≈≤≥±+−]|No\.\ ?)?"
_RANGE = r"\ ?[-–—−~～至到x×*:/]{1,2}\ ?"
_AMOUNT = rf"{_SIGN}{_COUNT}[多余来几]?{_UNIT}?"
LATIN = r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{M}\d]"
_COMPOUND = rf"{LATIN}+(?:[-'’._&+/·]{LATIN}+)*[+#]{{0,2}}"
_NOT_IN_NAMES = r"\s#@，。！？、；：…～（）()「」“”【】\[\],!?"
_NAME = rf"[^{_NOT_IN_NAMES}]{{1,{LONGEST_TAG}}}"
_IN_FACE = r"(?:[^()（）\n\p{Han}A-Za-z0-9]|(?<=[^\x00-\x7f])[a-zA-Z])"  # of (๑•̀ㅂ•́)و✧
_BESIDE_FACE = r"[^\s\p{Han}\p{Latin}\d，。！？、；：]"
_KANA_LETTER = r"(?![ヾヽ])[\p{Hiragana}\p{Katakana}]"
_TOKEN = regex.compile(
    rf"""
    (?P<space>[^\S\n]+)
    |(?P<whole>(?:https?://|www\.)[!-~]+|\[[^\[\]\s]{{1,12}}\])
    |(?P<tag>\#{_NAME}\#(?=[\s#，。！？、；：]|$)|[#@]{_NAME})
    |(?P<face>[ヾヽ╮╰٩]?[（(]{_IN_FACE}{{2,14}}[)）]{_BESIDE_FACE}{{0,3}}[oOvVノﾉ]?)
    |(?P<emoji>{_EMOJI}+)
    |(?P<listed>(?<![\d.])\d{{1,2}}[.、)）．]\ ?(?=[\p{{Han}}\p{{Latin}}])|[①-⑳⓪❶-❿]\ ?)
    |(?P<number>[一二三四五六七八九十百两]+[块点][一二三四五六七八九半]+|{_AMOUNT}(?:(?:{_RANGE}|(?<=\p{{Han}})){_AMOUNT})*(?!{LATIN}))
    |(?P<latin>{_COMPOUND}(?:\ \d+(?:\.\d+)*[A-Za-z]{{0,2}}(?![A-Za-z\d]))?)
    |(?P<kana>[\p{{Han}}ー々]*{_KANA_LETTER}(?:\p{{Han}}|ー|々|{_KANA_LETTER})*)
    |(?P<han>[\p{{Han}}々]+)
    |(?P<thai>\p{{Thai}}+)
    |(?P<script>[\p{{Hangul}}\p{{Arabic}}\p{{Hebrew}}\p{{Devanagari}}\p{{M}}]+)
    |(?P<mark>[（【《「『“‘(]\ ?|\X)
    """,
    regex.VERBOSE,
)
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_WEIBO_TAG = regex.compile(r"#[^\s#]{1,20}#(?=[^\s#，。！？、；：])")


def tokens_of(line: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token, together the line.

    Kinds: space, whole, tag, face, emoji, listed (a list's number), number, latin, kana, han, thai, mark, and
    script of others, which have spaces.
    """
    closed = line.count("#") == 2 and _WEIBO_TAG.search(line) is not None  # #新锅开箱#终于到了
    at = 0
    while at < len(line):
        match = (_WEIBO_TAG.match(line, at) if closed and line[at] == "#" else None) or _TOKEN.match(line, at)
        if match is None:  # no text is without an \X
            break
        kind, text = match.lastgroup or "tag", match.group()
        if kind == "kana" and 3 * len(_KANA.findall(text)) < len(text):
            kind = "han"  # 北の町 in a Chinese text
        yield kind, text
        at = match.end()
