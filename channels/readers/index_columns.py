"""What the columns of an index are called, in the many words of offices, and which row names them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

COLUMNS = {  # field -> what people call it, besides the field's own name
    "media": (
        *("图片", "照片", "图", "图片名", "图片名称", "照片名", "图片文件", "图片文件名"),
        *("文件", "文件名", "附件", "photo", "photos", "file", "files", "filename", "file_name"),
        *("image", "images", "picture", "pictures"),
        *("圖片", "照片名稱", "圖", "圖片名稱", "檔案", "檔名", "檔案名稱"),
    ),
    "id": ("编号", "稿件编号", "投稿编号"),
    "text": (
        "文案",
        "正文",
        "内容",
        "文字",
        "配文",
        "说明",
        "描述",
        "caption",
        "words",
        "description",
        "內容",
        "說明",
    ),
    "posted_at": (
        *("时间", "发布时间", "发送时间", "投稿时间", "提交时间", "拍摄时间", "日期时间"),
        *("datetime", "time", "時間", "發布時間", "發送時間", "投稿時間", "拍攝時間"),
    ),
    "day": (
        "日期",
        "发布日期",
        "投稿日期",
        "拍摄日期",
        "發布日期",
        "date",
    ),  # the time may stand in a column of its own
    "member": (
        *("成员", "群友", "微信号", "成员编号", "成员id", "作者", "用户"),
        *("member_id", "author", "user", "wxid", "成員", "成員編號", "用戶"),
    ),
    "nickname": (
        *("昵称", "群昵称", "微信昵称", "微信名", "名字", "姓名", "投稿人", "投稿者", "发布人", "发布者"),
        *("发送人", "发送者", "上传人", "上传者", "分享人", "name", "nick", "sender"),
        *("暱稱", "群暱稱", "發布人", "發布者", "發送人", "發送者", "上傳者"),
    ),
    "likes": ("点赞", "点赞数", "赞", "赞数", "获赞", "获赞数", "点赞人", "liked_by", "like_count"),
    "replies": ("回复", "回复数", "评论", "评论数", "reply_count", "comments"),
    "product": ("商品", "产品", "商品名", "商品名称", "产品名", "产品名称", "品名"),
    "consent": ("授权", "是否授权", "授权状态", "是否同意", "同意"),
    "until": ("授权至", "授权截止", "授权到期", "授权有效期"),
    "evidence": ("凭据", "授权凭据", "凭证", "证据"),
}
_ASIDE = re.compile(r"[(\[【].*?[)\]】]|[\s*:_]")  # 图片（必填）*: the name is 图片
_LANGUAGES = (re.compile("[一-鿿]+"), re.compile("[A-Za-z]+"))
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def folded(name: str) -> str:
    """One form for a column's name, whatever width, case, blanks and remarks it is written with."""
    plain = _ASIDE.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold())
    return unicodedata.normalize("NFKC", plain)


FIELDS = {folded(name): field for field, names in COLUMNS.items() for name in (field, *names)}


_PICTURE = r"图片?|圖片?|照片|相片|写真|작?사진|photos?|images?|pictures?|pics?|附件|檔案|文件"
_LIKES = r"(?:获|獲|被)?(?:点|點|按)?(?:赞|讚)|いいね|likes?|thumbsup"
_PATTERNS = [  # what a heading may be called that is none of COLUMNS; the first that is the whole of it
    (field, re.compile(pattern))
    for field, pattern in (
        ("until", r"(?:授权|授權|同意|有效).{0,4}(?:至|到期|截止|期限|有效期).{0,3}"),
        ("evidence", r"(?:授权|授權|同意).{0,2}(?:凭[据证]|憑[據證]|证据|證據|截图|截圖).{0,2}"),
        (
            "consent",
            r"(?!.*(?:编号|編號|人数|日期|时间|時間|书|書|方式|渠道)).{0,6}(?:授权|授權|同意|許可|许可|可否|能否|是否可).{0,8}|(?:photo)?(?:consent|permission).{0,4}",
        ),
        (
            "media",
            rf"(?:上传|上傳|提交|晒单|晒图|作品|upload(?:a|your)?)?(?:{_PICTURE})(?:文件|檔案|file|files)?"
            r"(?:名称?|名稱|编号|編號|链接|連結|地址|name|names|url|link)?(?:上传|上傳)?[-#]?\d{0,2}",
        ),
        ("likes", rf"(?:{_LIKES})(?:总?数|量|總?數|count|counts|人数|人)?"),
        (
            "replies",
            r"(?:评论|評論|回复|回覆|留言|コメント|comments?|repl(?:y|ies))(?:总?数|量|總?數|条数|count)",
        ),
        (
            "day",
            r"(?:发布|發布|发文|發文|发送|發送|投稿|提交|拍摄|拍攝|上传|上傳|晒单|晒图)?(?:的)?日(?:期|付)",
        ),
        (
            "posted_at",
            r"(?:发布|發布|发文|發文|发表|發表|发送|發送|发图|投稿|提交|拍摄|拍攝|上传|上傳|晒单|晒图|创建|填写|時間)?"
            r"(?:的)?(?:时间|時間|時刻|日時|時間戳記|时间戳|戳記)|timestamp|(?:posted|sent|taken|created|uploaded)(?:at|on|time)",
        ),
        (
            "product",
            r"(?:晒的|购买的?|購買的?|使用的?|相关|关联|對應)?(?:商品|产品|產品|货品)(?:名称?|名稱|型号)?|products?(?:name)?|item(?:name)?",
        ),
        (
            "text",
            r"(?:您的?|你的?|投稿|晒单|使用|试用|分享|推荐|一句话|用户|買家)?(?:感言|感想|心得|评语|評語|想说的话?|想說的話?|寄语|寄語"
            r"|推荐语|配文|文案|正文|文字|内容|內容|说明|說明|描述|故事|一句话|コメント|本文)|captions?|message|story",
        ),
        (
            "nickname",
            r"(?:您的?|你的?|微信|群内?|会员|會員|用户|成员|投稿人?|作者)?(?:昵称|暱稱|网名|網名|群名片|花名|名前|ニックネーム)"
            r"|(?:your|wechat|member|user)?(?:nickname|displayname|username|screenname)|(?:posted|uploaded|sent|shared)by|author(?:name)?",
        ),
        (
            "member",
            r"(?:会员|會員|成员|成員|用户|用戶|群友)(?:号|號|编号|編號|id)|(?:微信|wechat)(?:号|號|id)|(?:member|user)id",
        ),
    )
]


@lru_cache(maxsize=4_000)
def field_of(column: str) -> str | None:
    """Our field that a column is called as; None for one that nobody reads."""
    name = folded(column)
    if known := FIELDS.get(name):
        return known
    matched = (field for field, pattern in _PATTERNS if pattern.fullmatch(name))
    return next(matched, None) or _in_both(column)


def _in_both(column: str) -> str | None:
    """The field that a heading names in two languages, 文案 Caption: both must name it."""
    parts = [part for pattern in _LANGUAGES if (part := " ".join(pattern.findall(column)))]
    fields = {field_of(part) for part in parts} if len(parts) > 1 else set()
    return fields.pop() if len(fields) == 1 else None


def is_media(column: str) -> bool:
    """Whether a column is called as one of pictures is."""
    return field_of(column) == "media"


def known_columns(header: Sequence[str], columns: Mapping[str, str]) -> int:
    """How many fields a row names if it is the header; `columns` maps fields to a table's own names."""
    own = {folded(name) for name in columns.values()}
    return len({field_of(name) or folded(name) for name in header if field_of(name) or folded(name) in own})


def fields_of(row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our fields from a row: by the mapping (field -> column), else by COLUMNS, the first that is
    filled, else by what a column may be called too. Pictures of several columns are all taken."""
    by_name: dict[str, str] = {}
    for column, cell in row.items():
        by_name.setdefault(folded(column), cell.strip())
    others: defaultdict[str, list[str]] = defaultdict(list)
    for column in row:
        if folded(column) not in FIELDS and (field := field_of(column)):
            others[field].append(column)
    named: dict[str, str] = {}
    for field, known in COLUMNS.items():
        names = [columns[field]] if field in columns else [field, *known, *others[field]]
        filled = [by_name[name] for name in dict.fromkeys(map(folded, names)) if by_name.get(name)]
        named |= {field: ";".join(filled) if field == "media" else filled[0]} if filled else {}
    return named
