"""The words of an objection, told apart by kind: 别 is a refusal, 用 a use, 照片 a picture, 海报 a purpose.

A clause counts only where words of these kinds make up all of it, so that 先别发货 and 别删我朋友圈 are none.
"""

import re
from enum import StrEnum
from functools import lru_cache

from channels.readers.objection_doubts import is_doubtful, is_no_objection, leaves_open
from channels.readers.objection_english import is_certain, is_of_all
from channels.readers.objection_english import is_doubtful as is_doubtful_english
from content.text.fold import folded


class ObjectionScope(StrEnum):
    """Which pictures of its author a text is about."""

    LAST = "last"
    ALL = "all"


_NO_PICTURE = (  # what else comes in sheets: 那张桌子, 这张券
    "(?:优惠|消费|代金|提货|桌|床|券|票|卡|椅|凳|纸|面膜|贴|膜|单|饼|皮|地|名片|嘴|毯|网|弓|唱片|专辑|沙发"
    "|门票|发票|便签"
    "|试|餐|滤镜|垫|帖|会员|信用|银行|电影|车|机票|试卷|海鲜|披萨|饺|馄)"
)
_RELATIONS = (
    "(?:娃儿?|娃娃|孩子|宝宝|宝贝|女儿|闺女|囡囡?|儿子|崽|仔仔?|小朋友|小孩|孙子|孙女|妹妹|弟弟|姐姐?|哥哥?"
    "|狗|猫|老公|老婆|先生"
    "|太太|媳妇|爱人|对象|男朋友|女朋友|男友|女友|老人|妈妈?|爸爸?|爸妈|爹|婆婆|奶奶|爷爷|外婆|外公|家人"
    "|家里人?|闺蜜|室友|同事|朋友)"
)
_SHEET = "(?:张|涨|章|幅|组|套|篇)"
_PICTURES = (
    "图片|照片|相片|照骗|晒图|晒单|自拍|返图|买家秀|作品|图图|美照|丑照|黑照|素颜照|生活照|合照|合影|全家福"
    "|截图|截屏|九宫格|肖像|投稿|稿件"
    "|稿子|图文|原图|录屏|配图|图(?!书|案|纸|标|钉|便宜|方便|个|啥|什么)|相(?!机|信|关|当|同|比|册|框|处|亲)"
    "|(?<![拍关按护牌依])照(?!顾|常|旧|样|做|着)"
)
_KINDS = {  # a letter for each; what stands first wins
    "f": "能不能|可不可以|可唔可以|可否|能否|要不要|行不行|可不可|不好意思",
    "l": (
        "(?:取消|收回|撤销|撤回|撤|停止|终止)(?:我的?|对我的?|之前的?)?(?:全部|所有|的|照片|图片?"
        "|肖像)*(?:授权|同意|许可)"
        "|(?:不|唔)(?:再)?授权|(?:同意|授权|许可)(?:的|那个|我|现在|书|就|都|全|要)*(?:作废|收回|取消|撤销"
        "|反悔|反口|不算数?)"
    ),
    "c": "反悔|反口|后悔|改主意|改变主意|变卦",
    "n": (
        "(?:谁|边个|哪个|邊個)(?:让|准|允许|同意|叫|说|话|俾)(?:了|过)?(?:可以)?|未(?:经|得|获)(?:过"
        "|到)?(?:我|本人)?(?:的)?(?:允许"
        "|许可|同意|授权)(?:不得|请?勿|禁止|不要|别|严禁|不准|不许)?|没(?:有)?(?:同意|授权|允许|答应|让"
        "|说(?:过)?(?:可以|同意|要|能))(?:过)?"
        "|不(?:太|是很|大)?(?:想|要|愿意?|肯|希望|同意|允许|许|准|授权|喜欢|打算|可以?|能|得|必|会同意|给|让"
        "|方便|适合)|不(?:再|用)(?=再?(?:上(?:海报|墙|公众号|报|榜)|放|选|登"
        "|展示|发|用|公开|上墙|收录|采用|让))|不(?=投|参[加与](?:征集|评选|展示|展出|投稿|评奖|投票|海报)"
        "|放了|上了|发了|展示|公开|外传)|(?:拒绝|禁止|严禁|谢绝|停止|终止|唔好|唔想|唔俾|唔畀|唔准|唔可以"
        "|唔使|千祈唔好|冇同意|勿|咪|别(?!人|的|家|处|墅|致|名|样)|甭|莫|表(?=用|发|放|拿|选|把|晒|转|传)"
        "|bie|🙅\\w?[♀♂]?|🚫|❌|⛔)"
    ),
    "m": (
        "(?:我|俺|本人)(?:之前|以前|刚才|刚刚|刚|上次|昨天|今天)*(?:发|晒|拍|传|投|上传|分享)(?:过|出来"
        "|上来)?(?:的|嘅)"
    ),
    "w": f"我(?:自己|本人|们)?家?(?:的?{_RELATIONS}){{0,2}}|我哋|我啲|我嘅|本人|自己|俺|咱们?",
    "d": (
        "(?:上面|刚才|刚刚|刚|前面|最后|昨天|头先)?的?(?:这|那|此|哪|呢|嗰|上)(?:一|几|两|三)?"
        f"(?:{_SHEET}(?!{_NO_PICTURE})(?:[^别不删撤先能]{{1,8}}?的?(?={_PICTURES}))?|(?:个|条"
        f"|些)(?={_PICTURES}|别|不|先|就|都|全))"
        f"|👆|☝|(?<![一两几三这那])张(?!{_NO_PICTURE}|大|开)|(?:刚才|刚刚|刚|头先|啱啱)我?(?:不小心|手滑"
        "|手快)?(?:发|拍|晒|传)(?:出来|上来|错)?(?:的|嘅)"
    ),
    "b": (
        "露脸|出镜|上镜|出街|(?:正)?脸|面(?=唔|别|不)|样子|个样|真容|人像|车牌号?|门牌号?|手机号|电话号码?"
        "|露点|隐私"
    ),
    "p": f"{_PICTURES}|内容|东西",
    "g": (
        "海报|宣传(?:图|册|栏)?|推广|广告(?:图|里|上)?|上墙|公众号|官网|商用|商业(?:用途)?|对外|展示|营销"
        "|素材|推文|推送"
    ),
    "x": (
        "删(?:掉|除|了|下|一下)*|(?:撤|拿|取|换|去|除|拉|弄|搞|处理|抹|清|剔|移|踢|搬)(?:下来?|掉|走|除|开"
        "|回(?:来)?)(?:了|一下)*|撤(?:了|一下|稿|销|回)*"
        "|下架|下线|下(?:了|掉)(?=吧|呗|哈|$)|作废|取消|处理(?:一下|下)|销毁|(?:收|攞|要|拎|取)(?:回|走"
        "|返)(?:来|嚟)?"
        "|不(?:再)?(?:作|当|算|做)(?:为|是)?(?:投稿|素材|参赛|展示|宣传)|当(?:我|作"
        "|做)?(?:就)?没(?:有)?(?:发|晒|传)(?:过)?|不(?:算数?|作数)"
    ),
    "h": "先|暂时|暂且|暂|等等再|等一下再|等下再|晚点再|缓缓再|急着",
    "o": "朋友圈|小红书|群外|外面|别处|别的群|其他群|抖音|微博|网上|群里",
    "v": (
        "(?:放|选|登|挂|贴|展示)(?=我|俺|咱)|(?:放|选|登|挂|贴|p|弄|整|摆|搬)(?:上|进|到|入)(?:去|来|嚟)?"
        "|选(?:用|中|上)?|收(?:录|进|到|入)|入选|参[加与](?:征集|评选|展示|展出|投稿|评奖|投票)|上(?:墙|报"
        "|榜|热门|海报|传)|出现|露(?:面|出)"
        "|(?:让|给|畀|俾|被)(?:人家?|别人|大家|同事|外人|熟人|你们|更多人)(?:看|睇)(?:到|见)?"
    ),
    "u": (
        "(?:挂|晒|贴|放|登|发|传)(?:出(?:来|去)|上(?:来|去))|(?:拿|攞|㧯|㨆)(?:去|来|走|出去|嚟)?(?=我|这"
        "|那)|拿(?:去|来|走|出去)|攞(?:去|嚟)?|(?:往|对|朝|向)外(?:发|传|放|说)?"
        "|外(?:传|发|放|泄)|(?:公开)?(?:传播|扩散|流传|流出|泄露)|转(?:发|载|出去|走)|使用|乱用|盗用|采用"
        "|引用|用(?:于|作|来|到)?|发(?:布|表|出(?!街|镜|现)|送)?|公(?:开|布)|摆|放|登|张贴|贴|展出|上传|印"
        "|做成"
        "|挂|传|出|影|投稿|做(?=海报|宣传|图|广告|推广|素材)|打(?=广告)|(?:保)?存|截(?!图)|使(?!劲|唤|得)"
        "|动(?=我|这|那)"
    ),
    "t": "昨天|昨晚|前天|前几天|上周|上次|之前|以前|早上|今早|上午|中午|下午|今天|琴日|寻日",
    "s": f"{_RELATIONS}|老师|学校|幼儿园|领导|老板|公司|单位|路人|人家|别人|他们?|她们?|阿[\\u4e00-\\u9fff]",
    "f2": (
        "请|麻烦|烦请?|劳烦|拜托|求求?|你们?|您|大家|管理员?|群主|小编|编辑|客服|店家|官方|品牌方?|帮(?:我"
        "|忙)?|给|可以|可|唔该|亲们?|喂|嗯|那个|那|还是|还|就|都"
        "|也|再|又|赶紧|赶快|立刻|立即|马上|快|千万|一下|全部|所有|统统|通通|一律|一概|全|把|将|从|随便|务必"
        "|真的|其实|但是?|不过|所以|因为|如果|是|在|做|去|到|往|上|里|中|当|成"
        "|为|有|被|让|晒|拍|同意|答应|已经|一|任何|为了|刚|俾|畀|能|同|同埋|退出|退群|参加|想|觉得|希望|想要"
        "|要求|申请|要|hi|hello|pls|please|thx|thanks"
        "|刚才|刚刚|头先|啱啱|我说|以后|今后|即日起|跟|和|与|对|说|过|吗|说了|没|不小心|手滑|发错|错|个|啲"
        "|丑|糊|暂|会|怎么|为何|凭什么|算|千祈"
    ),
    "e": (
        "[了吧哦噢喔啊呀哈呢啦嘛吗么哟咯喽滴的地得嘅咗住呗诶哎唉欸额好行谢多ok喇㗎架嘢噉啰]|拜托|佢|它"
        "|[^\\w\\s]"
    ),
}
_WORD = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()) + "|.", re.DOTALL)
_CLAUSE = re.compile(r"[\s,，.。!！?？~～;；、…:：]+")
_BEFORE = "(?:[^z]*|.*[pdm][^z]*?)"  # other words stand before the picture that is meant, not behind it
_BEHIND = "(?:[^z]*|[^z]*[wd][^z]*z{1,8}[^z]*[pg][^z]*)"
_REFUSAL = re.compile(f"{_BEFORE}n(?:[^xz]*|[^xz]*[wd][^xz]*z{{1,8}}p[^xz]*)[ugvb]{_BEHIND}")
_REMOVAL = re.compile(f"{_BEFORE}(?:(?<!n)x|l){_BEHIND}")
_BARE = re.compile("[^pdwgm]*n[^dwgm]*u[^dwgm]*p[^dwgm]*")  # 大家别发图了: nobody's picture
_HOLD = re.compile("^h[fe]*n[fe]*u|n[fe]*h[fe]*u")
_WHICH = re.compile("[pdgbm]")
_PICTURED = re.compile("[pdbm]|w[^z]*g")  # what is removed: a picture, or "me" from a poster
_MYSELF = re.compile("w[^z]*n[^z]*v|n[^z]*w[^z]*v|n[^z]*v[^z]*w")  # 别把我p上去, 不用放我的
_LET_GO = re.compile("(?:算了|算啦)[吧哈哦]*$")
_ACCUSES = re.compile(
    rf"(?:用|发|拿|转|盗|登)(?:了)?我(?:们)?家?(?:{_RELATIONS})?[的嘅]?(?:{_PICTURES}).{{0,6}}(?:问过|经过"
    rf"|跟我|打.{{0,2}}招呼|征[求得]|(?:有)?同意)"
    rf"|我(?:们)?家?(?:{_RELATIONS})?[的嘅]?(?:{_PICTURES}|脸).{{0,3}}怎么.{{0,4}}(?:在|上"
    rf"|出现).{{0,12}}(?:没|未)(?:有)?(?:同意|授权|答应|允许)"
)
_OWN_PICTURES = re.compile(
    rf"(?:我|俺|咱|本人|自己)(?:们)?家?(?:{_RELATIONS})?[的嘅滴啲]?(?:所有|全部|任何)?的?(?:{_PICTURES})"
)
_SEVERAL = re.compile("我[的]?(?:那|这)(?:几张|些)|我(?:发|晒)的(?:那|这)些")
_JUST_SENT = re.compile("我(?:刚才|刚刚|刚)发|(?:刚才|刚刚|刚)我?(?:发|晒|拍)")
_EVER = re.compile("退出|不玩|都(?:别|不|删|撤|下)|以后|今后|永远|再也|任何|所有|全部|通通|统统|即日起")
_ENGLISH_WORDS = (  # as they stand in Chinese sentences
    (re.compile(r"(?<![a-z])(?:photos?|pics?|pictures?|selfies?|images?)(?![a-z])"), "照片"),
    (re.compile(r"(?<![a-z])(?:post|po|share)(?![a-z])"), "发"),
    (re.compile(r"(?<![a-z])(?:delete|remove|del)(?:掉|咗)?(?![a-z])"), "删掉"),
    (re.compile(r"(?<![a-z])my(?![a-z])"), "我"),
    (re.compile(r"(?<![a-z])(?:change|changed) ?(?:my ?)?mind(?![a-z])"), "反悔"),
)
_HAN = re.compile("[\u3400-\u9fff]")
MOST_CLAUSES = 6


@lru_cache(maxsize=256)  # several look at one text, one after the other
def objection(text: str, quoted: bool = False) -> ObjectionScope | None:
    """What a text objects to in one of its clauses; `quoted` where it answers a picture of its author.

    A text that grants something beside, 图可以用但别发朋友圈, is for a person to read.
    """
    plain = _plain(text)
    if is_no_objection(plain) or leaves_open(plain):
        return None
    if not _HAN.search(plain):
        return _in_english(plain, quoted)
    clauses = _clauses(plain)
    kinds = [_kinds(clause) for clause in clauses]
    known = "".join(filter(None, kinds))
    objects = any(_objects(clause, quoted, known) for clause in kinds)
    if not objects and not _lets_go(clauses, kinds) and not _ACCUSES.search(plain):
        return None
    return _scope(plain, known, quoted)


@lru_cache(maxsize=256)
def doubted(text: str, quoted: bool = False) -> ObjectionScope | None:
    """What a text perhaps objects to, which a person must read; what is certain was looked for before."""
    plain = _plain(text)
    if not _HAN.search(plain):
        doubts = is_doubtful_english(plain)
        return (ObjectionScope.ALL if is_of_all(plain) else ObjectionScope.LAST) if doubts else None
    if is_no_objection(plain) and not is_doubtful(plain):
        return None
    kinds = [_kinds(clause) for clause in _clauses(plain)]
    known = "".join(filter(None, kinds))
    if is_doubtful(plain, quoted) or any(map(_nearly_objects, kinds)) or _speaks_against(known, kinds):
        return _scope(plain, known, quoted)
    return None


def _plain(text: str) -> str:
    plain = folded(text).replace("\u2019", "'")
    if _HAN.search(plain):
        for word, chinese in _ENGLISH_WORDS:
            plain = word.sub(chinese, plain)
    return plain


def _clauses(plain: str) -> list[str]:
    clauses = [clause for clause in _CLAUSE.split(plain) if clause]
    return clauses if len(clauses) <= MOST_CLAUSES else []


def _in_english(plain: str, quoted: bool) -> ObjectionScope | None:
    if not is_certain(plain, quoted):
        return None
    return ObjectionScope.ALL if is_of_all(plain) else ObjectionScope.LAST


def _scope(plain: str, known: str, quoted: bool) -> ObjectionScope:
    """All where the words are of all of one's own, or of a day before; the one that was sent last else."""
    if quoted or ("d" in known and not _SEVERAL.search(plain)) or _JUST_SENT.search(plain):
        return ObjectionScope.ALL if _EVER.search(plain) and not quoted else ObjectionScope.LAST
    is_of_all = bool(_OWN_PICTURES.search(plain) or _SEVERAL.search(plain)) or any(
        kind in known for kind in "lcmt"
    )
    is_of_me = "w" in known and not set("pb") & set(known) and bool(set("gv") & set(known))
    return ObjectionScope.ALL if is_of_all or is_of_me or _EVER.search(plain) else ObjectionScope.LAST


def _kinds(clause: str) -> str:
    """The kinds of the words that make up a clause, a letter for each, z for every other sign."""
    return "".join((word.lastgroup or "z")[0] for word in _WORD.finditer(clause))


def _objects(clause: str, quoted: bool, text: str) -> bool:
    if _REFUSAL.fullmatch(clause) and not _BARE.fullmatch(clause):
        is_named = bool(_WHICH.search(text) or _HOLD.search(clause) or _MYSELF.search(text))
        return quoted or "l" in clause or is_named
    if _REMOVAL.fullmatch(clause):
        return quoted or "l" in clause or bool(_PICTURED.search(text))
    return False


def _lets_go(clauses: list[str], kinds: list[str]) -> bool:
    """我那张还是算了吧."""
    return any(
        _LET_GO.search(clause) and "z" not in kind and set("dpm") & set(kind)
        for clause, kind in zip(clauses, kinds, strict=True)
    )


def _nearly_objects(clause: str) -> bool:
    """A refusal or removal near a picture, with words that nobody knows about it."""
    return bool(
        re.search(
            (
                "n[^z]?[ugv].?[wdm][^z]?p|[pdm][^z]{0,3}z{0,4}[^z]{0,2}n[^z]?[ugv]|[pdmb]z{0,3}[^z]{0,3}x"
                "|(?<!n)x[^z]{0,3}[pdm]"
            ),
            clause,
        )
    )


def _speaks_against(known: str, kinds: list[str]) -> bool:
    """A refusal or removal beside a picture of one's own, or one that is pointed at, in another clause."""
    return bool(re.search("[dmb]|w[^z]?p", known)) and any(
        re.search("n[^z]{0,2}z?[ugv]|(?<!n)x", kind) for kind in kinds
    )
