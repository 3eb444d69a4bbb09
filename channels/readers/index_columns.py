"""What the columns of an index are called, in the many words of offices, and which row names them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

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
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def folded(name: str) -> str:
    """One form for a column's name, whatever width, case, blanks and remarks it is written with."""
    plain = _ASIDE.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold())
    return unicodedata.normalize("NFKC", plain)


FIELDS = {folded(name): field for field, names in COLUMNS.items() for name in (field, *names)}


def is_media(column: str) -> bool:
    """Whether a column is called as one of pictures is."""
    return FIELDS.get(folded(column)) == "media"


def known_columns(header: Sequence[str], columns: Mapping[str, str]) -> int:
    """How many fields a row names if it is the header; `columns` maps fields to a table's own names."""
    own = {folded(name) for name in columns.values()}
    return len({FIELDS.get(name, name) for name in map(folded, header) if name in FIELDS or name in own})


def fields_of(row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our fields from a row: by the mapping (field -> column), else by COLUMNS, the first that is filled."""
    by_name: dict[str, str] = {}
    for column, cell in row.items():
        by_name.setdefault(folded(column), cell.strip())
    named: dict[str, str] = {}
    for field, others in COLUMNS.items():
        names = [columns[field]] if field in columns else [field, *others]
        filled = [by_name[name] for name in map(folded, names) if by_name.get(name)]
        named |= {field: ";".join(filled) if field == "media" else filled[0]} if filled else {}
    return named
