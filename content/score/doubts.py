"""What makes praise doubtful: a word that takes it back, a negation around it, a question, irony, a defect, a
time that is over.

Lists, and wide ones: who withholds a quote of real praise loses a line, for the photo stays; who quotes a
complaint prints it under a member's name. Texts are folded (content.text.fold).
"""

import re

from content.score.moods import MOOD_WITH_NEGATION

# What takes praise back, in words that the lists of moods do not know: 好吃但是太慢, 好喝就是有点贵.
_RESERVATION = re.compile(
    "但是|但(?!愿|凡)|可是|可惜|不过(?!如此)|只是|美中不足"
    "|太(?:慢|久|贵|咸|淡|甜|油|腻|辣|酸|苦|硬|软|小|少|薄|重|吵|挤|差|脏|干|冷|烫|滑|紧|松|假|次)"
    "|有[点些](?:小?贵|小|慢|少|咸|淡|甜|油|腻|辣|酸|苦|硬|软|薄|厚|重|吵|脏|干|松|紧|凉|冷|糊|老|柴|怪|味|失望|后悔|不)|不值|不好(?!意思)"
    r"|\b(?:but|however|though|except|too (?:slow|small|expensive|salty|sweet)|not (?:good|worth))\b"
)
# Between characters of a word: 不 好 吃, 不·好·吃
_GAPS = re.compile(r"[\W_]+")
_APART = re.compile(r"(?<!\w)\w[\W_]+\w(?!\w)|[不没别][\s·.*_-]+\w")
_CLAUSES = re.compile(r"[,.;:!?，。；：！？…~～\n]+|\s{2,}")
_NEGATION = re.compile("[不没未无毫勿莫甭难]|别(?!致|人|家|墅|的|样)|拒绝|休想|谈何|算什么|什么好|狗都|前任")
# Negations that praise: 没想到这么好用, 好吃到停不下来
_PRAISING = re.compile(
    "不愧|不仅|不光|没想到|停不下来?|忍不住|不得不说?|不要太|没有比[这它]更|爱不释手|百看不厌|无比|不贵|不腻|没掉|不掉|不粘|不漏|没碎|没异味|没有异味|一滴不剩|不甜不腻"
)
_IRONY = re.compile(
    "才怪|就怪了|怪了|个鬼|个屁|个锤|呵呵|智商税|谁说|哪里好|说好的|这也叫|也是醉了|我也是服了|狗都"
    r"|\bnot!|n\Wt (?:love|like|recommend|work)|good luck (?:with|getting|finding)"
    "|(?:好吃|好喝|好用|好看|好玩|新鲜|干净|不错|满意)(?:吗|么)[?!]|[🙄🙃🤡👎💩🤮]"
)
_DOUBT = re.compile(
    # a negation in pinyin, and questions
    r"(?<![a-z])bu(?=[\u4e00-\u9fff])|[?？]|吗|难道|哪里|哪儿|谁说|在哪|这也叫|说好的|什么好"
    # irony
    "|呸|所谓|勇气|的都是托|前任|讨厌|拉倒|也就|罢了|[❌😡😤😒🤢😠😑🤬😅😂🤣💔🌚]"
    # defects of the thing, its way here, and of who sold it
    "|翻车|掉光|全掉|脱落|剥落|涂层掉|保了个|了个寂寞|(?<![不没])(?:头发|虫|蟑螂|裂|碎(?!花)|坏|掉色|掉毛|掉漆|褪色|起球|漏|缺|断了|生锈|刮手)|瑕疵|堪忧|差远|越来越差|两回事|不符"
    "|发错|错发|少发|漏发|少了|迟迟|等了|才到|才发货|没回|没人理|推荐指数|零分|0分|为零|一星|1星|好评返|刷好评|假的"
    "|避|雷|坑|(?<!灿)烂|糟|难受|下咽|咽不|到吐|想吐|想哭|反胃|腹泻|进医院|换货|退了|退掉|返修|吵架|骂|扔了|闲置|吃灰|鸡肋|将就|凑合"
    # a time that is over, and what would have been better
    "|以前|之前|本来|曾经|起初|刚开始|一开始|比(?:这|它|他家)|(?P<said>好[看吃喝用玩香])(?:是|归)(?P=said)|就是(?:太|有点|有些|不|没|小|慢|少|贵|缺|味|量|价|送|包|安|客|物|配|加|售)|(?:安装|材料|配件|人工|上门)费"
    "|反话|不起来|不了(?!起)"
    # English; a negation may stand in the next sentence: nice. NOT!
    r"|\b(?:no|not|never|hardly|barely|nothing|nobody|without|cannot"
    r"|(?:do|does|did|is|was|are|ai|ca|wo|could|would|should)n\W?t)\b"
    r"|\b(?:broke|broken|breaks|crack\w*|leak\w*|scratch\w*|stain\w*|waste\w*|worst|worse|bad|poor|fake|scam|late|slow"
    r"|good luck|good for nothing|nice try|another broken|used to|supposed|wish|if only|return(?:ed)?"
    r"|sorry|sadly|unfortunately|disappoint\w*)\b"
)


def reservation_in(plain: str) -> str:
    """What takes praise back in a folded text, as it stands there; empty where nothing does."""
    match = _RESERVATION.search(plain)
    return match.group() if match else ""


def irony_in(plain: str) -> str:
    """What mocks in a folded text, as it stands there; empty where nothing does."""
    match = _IRONY.search(plain)
    return match.group() if match else ""


def doubt_in(plain: str, *, praises: bool = True) -> str:
    """What makes the praise in a folded text doubtful, as it stands there; empty where nothing does.

    A negation counts where a word of praise is near, so not at all in a text without one.
    """
    if match := _DOUBT.search(plain):
        return match.group()
    if not praises or not _NEGATION.search(plain):
        return ""
    return next(filter(None, map(_negation_in, _CLAUSES.split(plain))), "")


def taken_apart(plain: str) -> bool:
    """Whether single letters or a negation stand apart in a folded text: 不 好 吃, n o t."""
    return _APART.search(plain) is not None


def without_gaps(plain: str) -> str:
    """The letters of a folded text: no space or sign takes a word apart."""
    return _GAPS.sub("", plain)


def _negation_in(clause: str) -> str:
    """A negation in a clause that praises, beside those that its mood words were turned round by."""
    rest, praises = MOOD_WITH_NEGATION.subn(" ", _PRAISING.sub(" ", clause))
    match = _NEGATION.search(rest) if praises else None
    return match.group() if match else ""
