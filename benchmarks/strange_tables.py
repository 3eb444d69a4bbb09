"""Tables, forms, words and folders that strange_inputs.py gathers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from benchmarks.strange_input import (
    AT,
    BOTH,
    HOUR,
    A,
    B,
    Expected,
    StrangeInput,
    as_json,
    weflow,
    workbook,
    zipped,
)

CELL = datetime(2026, 3, 2, 9, 5)  # noqa: DTZ001 - cells have no zone


def tables() -> Iterator[StrangeInput]:
    yield from _sites_and_forms()
    yield from _indexes()
    yield from _products_and_rights()
    yield from _folders()


def _sites_and_forms() -> Iterator[StrangeInput]:
    kind = "sites and forms"
    note = {
        "note_id": "65f0",
        "type": "normal",
        "title": "春天",
        "desc": "#茉莉花茶[话题]# 真香",
        "time": AT * 1000,
        "user_id": "5e0",
        "nickname": "阿雅",
        "liked_count": "1.2万",
        "comment_count": "10+",
        "image_list": "https://x/1.jpg",
        "note_url": "",
    }
    yield StrangeInput(
        kind,
        "MediaCrawler JSONL",
        [{"g1/xhs/jsonl/search_contents_2026-03-02.jsonl": as_json(note), "g1/xhs/images/65f0/0.jpg": A}],
        [Expected("阿雅", "春天\n#茉莉花茶[话题]# 真香", "jasmine", HOUR, likes=12_000)],
        None,
    )
    form = "编号,提交者,提交时间,微信昵称*,上传照片（必填）,想说的话\n1,微信用户,2026年3月2日 下午3:05,阿雅,https://f.example/abc/a.jpg?x=1,茉莉很香\n"
    yield StrangeInput(
        kind,
        "a form with links",
        [{"g1/f/结果.csv": "\ufeff" + form, "g1/f/a.jpg": A}],
        [Expected("阿雅", "茉莉很香", "jasmine", "2026-03-02T07:05")],
        None,
    )
    rows = [
        ("晒单活动-收集结果",),
        ("提交时间", "提交人", "你的昵称", "图片上传", "一句话"),
        (CELL, "wx_1", "小雨", "a.jpg\nb.jpg", "随行杯两张"),
    ]
    yield StrangeInput(
        kind,
        "a form with a title row",
        [{"g1/f/收集结果.xlsx": workbook(*rows), **{f"g1/f/{n}": d for n, d in BOTH.items()}}],
        [Expected("小雨", "随行杯两张", "mug", HOUR, 2)],
        None,
    )
    traditional = "時間戳記,您的暱稱,上傳照片,心得\n2026/3/2 上午 9:05:07,阿雅,a.jpg,茉莉\n"
    yield StrangeInput(
        kind,
        "Google Forms, Traditional",
        [{"g1/f/回覆.csv": traditional, "g1/f/a.jpg": A}],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)],
        None,
    )
    english = (
        "Timestamp,Your nickname,Upload a photo,Caption\n2026/03/02 9:05:07 am GMT+8,Anna,a.jpg,Jasmine tea\n"
    )
    yield StrangeInput(
        kind,
        "Google Forms, English",
        [{"g1/f/responses.csv": english, "g1/f/a.jpg": A}],
        [Expected("Anna", "Jasmine tea", "jasmine", HOUR)],
        None,
    )
    xhs = (
        "作品标题: 春茶\n作品描述: 茉莉\n作者昵称: 阿雅\n作者ID: 5e0\n"
        "发布时间: 2026-03-02_09:05:07\n作品ID: 65f0\n作品类型: 图文\n"
    )
    yield StrangeInput(
        kind,
        "XHS-Downloader",
        [{"g1/x/2026-03-02_09.05.07_阿雅_春茶.txt": xhs, "g1/x/2026-03-02_09.05.07_阿雅_春茶_1.jpeg": A}],
        [Expected("阿雅", "春茶\n茉莉", "jasmine", HOUR)],
        None,
    )


def _indexes() -> Iterator[StrangeInput]:
    kind = "indexes"

    def index(
        label: str, table: bytes | str, *expected: Expected, name: str = "index.csv", counted: int = 0
    ) -> StrangeInput:
        return StrangeInput(
            kind, label, [{f"g1/{name}": table, "g1/a.jpg": A, "g1/b.jpg": B}], list(expected), None, counted
        )

    yield index(
        "Traditional",
        "檔名,暱稱,發文時間,文案,按讚數\na.jpg,阿雅,2026/3/2 上午 "
        "9:05,茉莉,１２\nb.jpg,小雨,2026/3/2 下午 1:05,早,3個\n",
        Expected("阿雅", "茉莉", "jasmine", HOUR, likes=12),
        Expected("小雨", "早", None, "2026-03-02T05:05", likes=3),
    )
    yield index(
        "English months",
        'Photo file,Posted by,Date,Time,Caption,Likes\na.jpg,Anna,"Mar 2, 2026",9:05 AM,Jasmine,"1,860"\n'
        "b.jpg,Eva,2 March 2026,13:05,mug,7\n",
        Expected("Anna", "Jasmine", "jasmine", HOUR, likes=1860),
        Expected("Eva", "mug", None, "2026-03-02T05:05", likes=7),
    )
    yield index(
        "Japanese",
        "写真,名前,日時,コメント,いいね\na.jpg,花子,2026年3月2日 "
        "9時5分,お茶,4\nb.jpg,次郎,2026年3月2日 13時5分,茶,0\n",
        Expected("花子", "お茶", None, HOUR, likes=4),
        Expected("次郎", "茶", None, "2026-03-02T05:05"),
    )
    yield index(
        "day and time cells",
        workbook(
            ("图片", "昵称", "日期", "时间", "点赞"),
            ("a.jpg", "阿雅", CELL.replace(hour=0, minute=0), timedelta(hours=9, minutes=5), "1,860"),
            ("b", "小雨", 46083, 0.545138888, 2),
        ),
        Expected("阿雅", "", None, HOUR, likes=1860),
        Expected("小雨", "", None, "2026-03-02T05:05", likes=2),
        name="index.xlsx",
    )
    yield index(
        "offsets of many forms",
        "图片,昵称,时间\na.jpg,阿雅,2026-03-02 10:05 UTC+9\nb.jpg,小雨,2026-03-02 09:05（北京时间）\n",
        Expected("阿雅", "", None, HOUR),
        Expected("小雨", "", None, HOUR),
    )
    yield index(
        "consent in other words",
        "图片,昵称,是否同意展示\na.jpg,阿雅,同意展示\nb.jpg,小雨,取消授权\n",
        Expected("阿雅", consent="granted"),
    )
    yield index(
        "consent that waits",
        "图片,昵称,授权情况\na.jpg,阿雅,已授权使用\nb.jpg,小雨,待确认\n",
        Expected("阿雅", consent="granted"),
        Expected("小雨", consent="asked"),
    )
    yield index(
        "real name beside nickname",
        "照片,姓名,微信昵称,手机,感言\na.jpg,王小明,阿雅,13800000000,茉莉\nb.jpg,李四,小雨,,随行杯\n",
        Expected("阿雅", "茉莉", "jasmine"),
        Expected("小雨", "随行杯", "mug"),
    )
    yield index(
        "numbered columns of pictures",
        "昵称,图片1,图片2,文字\n阿雅,a.jpg,b.jpg,两张\n",
        Expected("阿雅", "两张", pictures=2),
    )
    yield index(
        "product under its alias",
        "图片,昵称,产品\na.jpg,阿雅,ＪＡＳＭＩＮＥ\nb.jpg,小雨,乌龙\n",
        Expected("阿雅", product="jasmine"),
        Expected("小雨", product="oolong"),
    )
    yield index(
        "Big5", "圖片,暱稱\na.jpg,阿雅\nb.jpg,小雨\n".encode("big5"), Expected("阿雅"), Expected("小雨")
    )
    yield index(
        "UTF-16 with tabs",
        "图片\t昵称\na.jpg\t阿雅\nb.jpg\t小雨\n".encode("utf-16"),
        Expected("阿雅"),
        Expected("小雨"),
    )
    yield index(
        "a row named twice",
        "图片,昵称\na.jpg,阿雅\na.jpg,小雨\nb.jpg,小雨\n",
        Expected("阿雅"),
        Expected("小雨"),
        counted=0,
    )
    yield index("broken workbook", b"PK\x03\x04broken", name="index.xlsx", counted=3)
    yield index("a table of another name, broken header", "foo,bar\na.jpg,阿雅\n", name="登记.csv", counted=1)


def _products_and_rights() -> Iterator[StrangeInput]:
    kind = "products and rights"

    def said(label: str, words: str, product: str | None) -> StrangeInput:
        chat = weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words})
        return StrangeInput(
            kind, label, [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}], [Expected("阿雅", words, product)], None
        )

    yield said("two products", "茉莉和随行杯一起到的", None)
    yield said("the alias in capitals", "my JASMINE tea", "jasmine")
    yield said("two names of one product", "茉莉花茶 Jasmine 都叫得", "jasmine")
    yield said("a wish is none", "什么时候出乌龙啊，想喝", None)
    yield said("a hashtag", "#冻顶乌龙# 下午茶", "oolong")
    for label, words in {
        "Traditional": "請不要用我的照片",
        "English": "please don't use my photos",
        "polite": "麻烦把我刚才发的图删掉，谢谢",
        "short": "图别外传",
        "Traditional, delete": "請幫我刪掉剛剛那張",
        "English, down": "pls take my pic down",
    }.items():
        chat = weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words, "createTime": AT + 600})
        yield StrangeInput(
            kind, f"taken back, {label}", [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}], [], None
        )
    for label, words in {
        "of others": "大家别用我的链接",
        "of a picture that is good": "这张图真好，别删",
    }.items():
        chat = weflow({"type": "图片消息", "mediaPath": "a.jpg"}, {"content": words, "createTime": AT + 600})
        yield StrangeInput(
            kind,
            f"not taken back, {label}",
            [{"g1/c/chat.json": chat, "g1/c/a.jpg": A}],
            [Expected("阿雅")],
            None,
        )


def _folders() -> Iterator[StrangeInput]:
    kind = "folders"
    yield StrangeInput(kind, "by the name of the group", [{"茶友群/a.jpg": A}], [Expected(None)], None)
    yield StrangeInput(
        kind, "a name that is nearly it", [{"茶友群 (1)/a.jpg": A, "g2/b.jpg": B}], [Expected(None)], None, 1
    )
    yield StrangeInput(
        kind,
        "photos in a zip in a zip",
        [{"g1/p.zip": zipped({"a.jpg": A, "q.zip": zipped({"b.jpg": B})})}],
        [Expected(None)],
        None,
        1,
    )
    yield StrangeInput(
        kind,
        "an unknown export and others in a zip",
        [
            {
                "g1/p.zip": zipped(
                    {"chat/messages.html": "<html>2026-03-02 09:05", "chat/a.jpg": A, "others/b.jpg": B}
                )
            }
        ],
        [],
        None,
        3,
    )
    yield StrangeInput(
        kind,
        "words in Big5 beside",
        [{"g1/a.jpg": A, "g1/a.txt": "今天喝烏龍茶，很香".encode("big5")}],
        [Expected(None, "今天喝烏龍茶，很香", "oolong")],
        None,
    )
    sidecar = {"昵称": "阿雅", "文案": "茉莉", "时间": "2026-03-02 09:05"}
    yield StrangeInput(
        kind,
        "a sidecar with Chinese keys",
        [{"g1/a.jpg": A, "g1/a.json": as_json(sidecar)}],
        [Expected("阿雅", "茉莉", "jasmine", HOUR)],
        None,
    )
    yield StrangeInput(
        kind,
        "an index in the folder above",
        [
            {
                "g1/index.csv": "图片,昵称\n三月/a.jpg,阿雅\n三月/b.jpg,小雨\n",
                "g1/三月/a.jpg": A,
                "g1/三月/b.jpg": B,
            }
        ],
        [Expected("阿雅"), Expected("小雨")],
        None,
    )
    yield StrangeInput(
        kind,
        "a photo anonymous first, named later",
        [{"g1/a.jpg": A}, {"g1/a.jpg": A, "g1/index.csv": "图片,昵称,文案\na.jpg,阿雅,茉莉\n"}],
        [Expected("阿雅", "茉莉", "jasmine")],
        None,
    )
