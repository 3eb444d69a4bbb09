"""Columns are known by the many names that offices, forms and other languages give them; others by none."""

import pytest

from channels.readers.consent_words import consent_state
from channels.readers.index_columns import field_of, fields_of, known_columns

CALLED = {
    "media": ["图片1", "照片 2", "上传照片（必填）", "Photo file", "檔案名稱", "写真", "晒单图", "image_url"],
    "text": ["感言", "您的心得", "一句话", "コメント", "文案", "Caption", "文案 Caption"],
    "posted_at": ["發文時間", "拍摄时间", "Timestamp", "日時", "posted at", "上传时间"],
    "day": ["晒单日期", "日付", "Date"],
    "nickname": ["微信昵称*", "您的暱稱", "Posted by", "名前", "群名片"],
    "member": ["会员号", "用户ID", "member id"],
    "likes": ["按讚數", "获赞", "いいね", "Likes", "点赞量"],
    "replies": ["评论数", "留言数", "comment count"],
    "product": ["购买的商品", "產品名稱", "Product name"],
    "consent": ["是否同意展示", "授权情况", "可否上海报", "Photo consent"],
    "until": ["授权截止日期", "授權有效期"],
    "evidence": ["授权截图"],
}
NOBODYS = [
    "手机",
    "地址",
    "备注",
    "foo",
    "授权编号",
    "同意人数",
    "订单号",
    "照片数量说明书",
    "收件人",
    "备注 Caption",
]


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for field, names in CALLED.items() for name in names]
)
def test_a_column_is_known_by_what_it_may_be_called(name: str, field: str) -> None:
    assert field_of(name) == field


@pytest.mark.parametrize("name", NOBODYS)
def test_other_columns_are_nobodys(name: str) -> None:
    assert field_of(name) is None


def test_numbered_columns_of_pictures_are_all_taken() -> None:
    row = {"昵称": "阿雅", "图片1": "a.jpg", "图片2": "b.jpg", "图片3": ""}
    assert fields_of(row, {}) == {"nickname": "阿雅", "media": "a.jpg;b.jpg"}


def test_a_name_that_is_surely_meant_goes_before_one_that_may_be() -> None:
    assert fields_of({"花名": "花", "昵称": "阿雅"}, {})["nickname"] == "阿雅"
    assert known_columns(["花名", "昵称", "照片1"], {}) == 2


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *[
            (text, "granted")
            for text in ("同意展示", "已授权使用", "可上海报", "可以", "OK", "授權", "没问题！", "本人同意")
        ],
        *[
            (text, "refused")
            for text in ("不同意", "不可使用", "未授权", "拒绝", "不能发布", "禁止转载", "暂不同意")
        ],
        *[(text, "withdrawn") for text in ("取消授权", "已撤销", "撤回同意")],
        *[(text, "asked") for text in ("待确认", "询问中", "pending")],
        ("", "unknown"),
        *[(text, text) for text in ("看情况", "同意但不要露脸", "下周再说")],
    ],
)
def test_consent_is_what_the_whole_cell_says(text: str, state: str) -> None:
    assert consent_state(text) == state
