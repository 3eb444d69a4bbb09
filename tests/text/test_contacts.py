import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text import contacts
from content.text.contacts import Kind, contact_in, contacts_in

REVIEWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "text" / "asap_reviews"


@pytest.mark.parametrize(
    "text, reads",
    [
        ("想要的加V信 wx_208866", "wx_208866"),
        ("同款私我 ➕薇：taobao77", "taobao77"),
        ("批发拿货电话 138 0013 8077", "138 0013 8077"),
        ("进群扫码 微❤信 abc77xyz", "abc77xyz"),
        ("代购走起，QQ 二四六八77", "246877"),
        ("电话13800138000", "13800138000"),
        ("+86 138-0013-8000 联系", "138-0013-8000"),
        ("打我 一三八零零一三八零零零", "13800138000"),
        ("壹叁捌0013八000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("1\u200b3800\u200b138000", "13800138000"),
        ("1⭐3⭐8⭐0⭐0⭐1⭐3⭐8⭐0⭐0⭐0", "8"),
        ("WeChat: shop_2026", "shop_2026"),
        ("威信号：abcde1", "abcde1"),
        ("扣扣552011921", "552011921"),
        ("加我v：hello_66", "hello_66"),
        ("写信到 shop.2026@163.com", "shop.2026@163.com"),
        ("邮箱 xiaolu艾特qq点com", "xiaolu"),
        ("邮箱 xiaolu(at)qq.com", "xiaolu(at)qq.com"),
        ("看这里 https://t.example.cn/a?b=1", "https://t.example.cn"),
        ("网店 shop-2026.taobao.com", "shop-2026.taobao.com"),
        ("薇(wēi)信(xìn)号 abc_1234", "abc_1234"),
        ("聯繫電話 138 0013 8000", "138 0013 8000"),
        ("❶❸❽⓿⓿❶❸❽⓿⓿⓿", "13800138000"),
    ],
)
def test_a_contact_is_found_however_it_is_dressed(text: str, reads: str) -> None:
    found = contact_in(f"味道不错，{text}。")
    assert found is not None
    assert reads in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人均138元，三个人吃了414",
        "一三五去都要排队，二四六人少",
        "微信支付很方便，也可以用alipay",
        "加微信群领了20元券",
        "订单号 2026112013800138000123",
        "QQ糖很好吃，买了3包",
        "V领的上衣，178cm 65kg 穿L码",
        "2026-11-20 18:30 到店，等了45分钟",
        "wxyz 这家店的vx90系列",
        "加一份牛肉 12 元",
        "营业时间 18:30-22:00 123 号",
        "营业时间10:00-22:00，地址南京路1380号",
        "评分4.5，满分5.0",
        "单号 4520261120138001",
        "@群主 好吃",
        "v1.2.3 版本",
    ],
)
def test_ordinary_talk_is_not_a_contact(text: str) -> None:
    assert contact_in(text) is None


def lines_of(name: str) -> list[str]:
    folder = Path(__file__).resolve().parents[2] / "benchmarks/contact_texts"
    return (folder / name).read_text(encoding="utf-8").splitlines()


def test_nearly_all_evasions_that_were_written_down_are_found() -> None:
    contacts = lines_of("contacts.txt")
    assert len(contacts) >= 200
    assert sum(contact_in(text) is not None for text in contacts) >= 0.95 * len(contacts)


def test_none_of_the_innocent_texts_is_taken_for_a_contact() -> None:
    innocent = lines_of("innocent.txt")
    assert len(innocent) >= 300
    assert [text for text in innocent if contact_in(text)] == []


def test_ordinary_reviews_are_left_alone() -> None:
    if not REVIEWS.is_dir():
        pytest.skip("the reviews of ../shared/data are not here")
    texts = []
    for table in sorted(REVIEWS.glob("*.csv")):
        with table.open(encoding="utf-8-sig", newline="") as rows:
            texts += [max((value or "" for value in row.values()), key=len) for row in csv.DictReader(rows)]
    flagged = [text for text in texts if contact_in(text)]
    assert len(flagged) <= 0.001 * len(texts)


def test_cards_are_known_by_their_check_digits_and_shown_by_their_ends() -> None:
    found = contacts_in("身份证 11010519491231002X，卡号 6222 0212 3456 7890 128")
    assert [(one.kind, one.readable) for one in found] == [
        (Kind.ID_CARD, "1101…2x"),
        (Kind.BANK_CARD, "6222…28"),
    ]
    (card,) = contacts_in("打到 4111-1111-1111-1111 就行")
    assert (card.kind, card.readable) == (Kind.BANK_CARD, "4111…11")


@pytest.mark.parametrize("number", ["110105194912310021", "4111-1111-1111-1112", "6222021234567890"])
def test_a_number_with_a_wrong_check_digit_is_no_card(number: str) -> None:
    assert contacts_in(f"编号 {number}") == ()


def test_every_kind_is_told_once() -> None:
    found = contacts_in("电话13800138000、13900139000，加微信 abc_1234，邮箱 a1@qq.com")
    assert [one.kind for one in found] == [Kind.PHONE, Kind.MESSENGER, Kind.MAIL]


@given(st.text("ab微信加vxq薇.点@/:htp一二3８🈲 ", max_size=40))
def test_what_saves_the_searches_hides_no_contact(text: str) -> None:
    found = contacts_in(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(contacts, "_ALL_HAVE", re.compile(""))
        assert contacts_in(text) == found
