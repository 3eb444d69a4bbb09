"""The words of an objection, told apart by kind: 别 is a refusal, 用 a use, 照片 a picture, 海报 a purpose.

A clause counts only where words of these kinds make up all of it, so that 先别发货 and 别删我朋友圈 are none.
"""

import re
from enum import StrEnum

from content.text.fold import folded


class ObjectionScope(StrEnum):
    """Which pictures of its author a text is about."""

    LAST = "last"
    ALL = "all"


_KINDS = {  # a letter for each; what stands first wins
    "f": "能不能|可不可以|可唔可以|可否|能否|要不要|行不行|可不可|不好意思",
    "l": (
        "(?:取消|收回|撤销|撤回|撤|停止|终止)(?:我的?|对我的?|之前的?)?(?:授权|同意|许可)"
        "|不(?:再)?授权|反悔|后悔|改主意|变卦|(?:同意|授权)作废"
    ),
    "n": (
        "(?:谁|边个|哪个|邊個)(?:让|准|允许|同意|叫|说|话|俾)(?:了|过)?(?:可以)?|未(?:经|得|获)(?:过|到)?(?:我|本人)?(?:的)?(?:允许"
        "|许可|同意|授权)(?:不得|请?勿|禁止|不要|别|严禁|不准|不许)?|没(?:有)?(?:同意|授权|允许)(?:过)?|不(?:太|是很|大)?(?:想|要|愿意|希望"
        "|同意|允许|许|准|授权|喜欢|打算|可以|能|必|会同意)"
        "|(?:拒绝|禁止|严禁|谢绝|唔好|唔想|唔俾|唔畀|唔准|唔可以|千祈唔好|冇同意|勿|咪|别|甭|莫)"
    ),
    "w": (
        "我(?:自己|本人|们)?家?(?:的?(?:娃|孩子|宝宝|宝贝|女儿|儿子|小朋友|狗|猫|老公|老婆|老人|妈妈?|爸爸?|家人"
        "|家里)){0,2}|我哋|我啲|我嘅|本人|自己|俺"
    ),
    "d": (
        "(?:上面|刚才|刚刚|刚|前面|最后)?的?(?:这|那|此|哪|呢|嗰|上)(?:一)?(?:张|涨|章|个|幅|条|组|几张|两张"
        "|些)(?:[^别不删撤]{1,8}?的(?=图|照|相))?|👆|☝|(?<!一)张"
    ),
    "p": "图片|照片|相片|照骗|晒图|晒单|自拍|返图|买家秀|作品|图图|美照|(?:图|相|照)(?!书|信)|内容|东西",
    "g": (
        "海报|宣传(?:图|册|栏)?|推广|广告(?:图|里|上)|上墙|公众号|官网|商用|商业(?:用途)?|对外|展示|营销|素材"
    ),
    "x": (
        "删(?:掉|除|了|下|一下)*|(?:撤|拿|取|换|去|除|拉)(?:下来?|掉|走|回(?:来)?)(?:了|一下)*|撤(?:了|一下)*|下架|下线|移除|抹掉|清掉"
        "|(?:收|攞)(?:回|走)"
    ),
    "h": "先|暂时|暂且|暂|等等再|等一下再|等下再|晚点再|缓缓再",
    "o": "朋友圈|小红书|群外|外面|别处|别的群|其他群|抖音|微博|网上",
    "u": (
        "(?:拿|攞|㧯|㨆)(?:去|来|走|出去|嚟)?(?=我|这|那)|拿(?:去|来|走|出去)|攞(?:去|嚟)?|(?:往|对|朝|向)外(?:发|传|放|说)?"
        "|外(?:传|发|放|泄)|转(?:发|载|出去)|使用|乱用|盗用|采用|引用|用|发(?:布|表|出|送)?|公(?:开|布)|摆|放|登|张贴|贴|展出|上传|印|做成"
        "|用作|(?:挂|晒|贴|放|登)(?:出(?:来|去)|上(?:来|去)?)|挂|传|出"
    ),
    "t": "昨天|昨晚|前天|前几天|上周|上次|之前|以前|早上|今早|上午|中午|下午|刚才|刚刚|今天|琴日|寻日",
    "f2": (
        "请|麻烦|拜托|求求?|你们?|您|大家|管理员?|群主|小编|编辑|客服|店家|官方|品牌方?|帮(?:我|忙)?|给|可以|唔该|亲们?|喂|嗯|那个|那|还是|还|就|都"
        "|也|再|又|赶紧|赶快|立刻|马上|快|千万|一下|全部|所有|统统|把|将|从|随便|务必|真的|其实|但是?|不过|所以|因为|如果|是|在|做|去|到|上|里|中|当|成"
        "|为|有|被|让|晒|拍|同意|答应|已经|一|任何|为了|刚|俾|畀|能|同|同埋|退出|退群|想|觉得|希望|想要|要求|申请|要|hi|hello|pls|please"
        "|我说|以后|今后"
    ),
    "e": "[了吧哦噢喔啊呀哈呢啦嘛吗么哟咯喽滴的地得嘅咗住呗诶哎唉欸额好行谢多ok]|拜托|佢|它|[^\\w\\s]",
}
_WORD = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()) + "|.", re.DOTALL)
_CLAUSE = re.compile(r"[\s,，.。!！?？~～;；、…:：]+")
_BEFORE = "(?:[^z]*|.*[pd][^z]*?)"  # other words stand before the picture that is meant, not behind it
_BEHIND = "(?:[^z]*|[^z]*[wd][^z]*z{1,8}[^z]*[pg][^z]*)"
_REFUSAL = re.compile(f"{_BEFORE}n(?:[^xz]*|[^xz]*[wd][^xz]*z{{1,8}}p[^xz]*)[ug]{_BEHIND}")
_REMOVAL = re.compile(f"{_BEFORE}(?:(?<!n)x|l){_BEHIND}")
_BARE = re.compile("[^pdwg]*n[^dwg]*u[^dwg]*p[^dwg]*")  # 大家别发图了: nobody's picture
_HOLD = re.compile("^h[fe]*n[fe]*u|n[fe]*h[fe]*u")
_WHICH = re.compile("[pdg]")
_GRANT = re.compile(
    r"(?<![不别未没谁])(?<!不太)(?<!未经)(?<!未得)(?:(?<![话说个])可以(?:用|发|拿|转|展)|随便(?:用|发|拿)|(?<!谁)允许|不介意"
    r"|没问题|没意见|放心用|尽管用|愿意)"
)
_PRAISE = re.compile("别(?:删|撤)|不(?:用|要|能|可以|许)(?:删|撤)")
_ASK = re.compile("(?:能不能|可不可以|可以)(?:用|发).*吗?$|为什么|为啥|怎么不")
_PHOTO = r"(?:photos?|pics?|pictures?|images?|shots?|selfies?|snaps?|posts?|one)"
_WHOSE = r"(?:my|this|that|these|those|the|any of my|our|his|her|it)"
_IT = rf"(?:{_WHOSE}(?:\s+\w+){{0,2}}?\s+{_PHOTO}|it|this|that|these|those|them)"
_STOP = (
    r"(?=\s*(?:$|[^\w\s]|(?:please|pls|plz|thanks|from|down|off|on|in|for|to|i|that|which|now"
    r"|asap|any|anymore|ever|outside|anywhere|online|publicly|with|by|again|at|until|without"
    r"|lol|and|or|it|if|as)\b))"
)
_OWN_IT = rf"(?:{_WHOSE}(?:\s+\w+){{0,2}}?\s+{_PHOTO}){_STOP}"
_USING = (
    r"(?:use|using|used|post|posting|posted|share|sharing|shared|publish\w*|show|showing"
    r"|feature|featuring|repost\w*)"
)
_PLACE = r"(?:posters?|ads?|marketing|promo\w*|campaign|website|wall|public\w*)"
_ENGLISH = tuple(
    re.compile(phrase)
    for phrase in (
        (
            rf"\b(?:don'?t|do not|never|stop|please no|no more|you (?:cannot|can't|can not|may not"
            rf"|must not))\b(?: \w+){{0,2}}? {_USING} (?:{_OWN_IT})"
        ),
        (
            rf"\b(?:rather|prefer|wish|ask|like) (?:that )?(?:you )?(?:not|didn'?t|don'?t|wouldn'?t"
            rf"|to not|not to)\b(?: to)? {_USING} (?:{_IT})"
        ),
        (
            rf"\b(?:not (?:ok|okay|happy|comfortable|cool|fine|keen|good)|uncomfortable|no consent"
            rf"|don'?t (?:agree|consent)|do not (?:agree|consent))\b.*\b(?:{_PLACE}|{_USING}|{_PHOTO})\b"
        ),
        rf"\bdon'?t want (?:\w+ )?(?:{_IT})\b.*\b(?:{_PLACE}|{_USING}|up|out there|online)\b",
        rf"\bno (?:more )?{_USING} (?:of )?(?:{_OWN_IT})",
        r"\b(?:changed my mind|second thought)s?\b.*\b(?:don'?t|not|no|remove|delete|take)\b",
        (
            rf"\bdon'?t want\b.*\b(?:on|in|up on|used for) (?:a |the |your |any )?(?:{_PLACE}"
            rf"|social media|internet)\b"
        ),
        rf"\bwho (?:said|told|allowed|gave|let)\b.*\b{_USING} (?:{_OWN_IT})",
        rf"\b(?:take|pull) (?:{_IT})(?: \w+)? (?:down|off)\b|\btake (?:down|off) (?:{_IT})",
        (
            rf"\b(?:delete|remove|scrap|ditch|erase|wipe|get rid of|unpost|retract|withdraw"
            rf"|drop) (?:{_OWN_IT}|it|this|that)\b(?! from (?:my|the) (?:cart|order))"
        ),
        r"\b(?:withdraw|revoke|take back|retract)\w* (?:my )?(?:consent|permission|approval|ok)\b",
    )
)
_THIS = re.compile(rf"\b(?:don'?t|do not|never|stop) {_USING} (?:it|this|that)\b")
_PLURAL = re.compile(r"\bmy\b.*\b(?:photos|pics|pictures|images|posts|selfies)\b|\bany of my\b")
_NOT_THIS = re.compile(r"\b(?:don'?t|do not|never|no need to|can'?t) (?:\w+ )?(?:delete|remove|take|pull)\b")
MOST_CLAUSES = 6


def objection(text: str, quoted: bool = False) -> ObjectionScope | None:
    """What a text objects to in one of its clauses; `quoted` where it answers a picture of its author.

    A text that grants something beside, 图可以用但别发朋友圈, is for a person to read.
    """
    plain = folded(text).replace("\u2019", "'")
    if _GRANT.search(plain) or _PRAISE.search(plain) or _ASK.search(plain):
        return None
    if scope := _in_english(plain, quoted):
        return scope
    clauses = [clause for clause in _CLAUSE.split(plain) if clause]
    if len(clauses) > MOST_CLAUSES:
        return None
    kinds = [_kinds(clause) for clause in clauses]
    known = "".join(filter(None, kinds))
    if not any(_objects(clause, quoted, known) for clause in kinds):
        return None
    owns = "w" in known and ("p" in known or "l" in known) and "d" not in known
    return ObjectionScope.ALL if owns or ("t" in known and not quoted) else ObjectionScope.LAST


def _in_english(plain: str, quoted: bool) -> ObjectionScope | None:
    if _NOT_THIS.search(plain):
        return None
    if not (any(phrase.search(plain) for phrase in _ENGLISH) or (quoted and _THIS.search(plain))):
        return None
    return ObjectionScope.ALL if _PLURAL.search(plain) else ObjectionScope.LAST


def _kinds(clause: str) -> str:
    """The kinds of the words that make up a clause, a letter for each, z for every other sign."""
    return "".join((word.lastgroup or "z")[0] for word in _WORD.finditer(clause))


def _objects(clause: str, quoted: bool, text: str) -> bool:
    refuses = bool(_REFUSAL.fullmatch(clause)) and not _BARE.fullmatch(clause)
    if not refuses and not _REMOVAL.fullmatch(clause):
        return False
    return quoted or "l" in clause or bool(_WHICH.search(text)) or bool(_HOLD.search(clause))
