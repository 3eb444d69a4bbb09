"""One part of a score in plain words, for whoever decides about the photo."""

from collections.abc import Mapping
from types import MappingProxyType

from content.model import Part
from content.score.weights import HAND, Weights

PART_NAMES_ZH: Mapping[str, str] = MappingProxyType(
    {
        "sharp": "清晰",
        "detail": "细节",
        "subject": "主体",
        "exposure": "曝光",
        "noise": "纯净",
        "colour": "色彩",
        "damage": "画质",
        "contrast": "对比",
        "words": "文字",
        "novel": "新意",
        "mention": "产品",
        "feeling": "心情",
        "appeal": "人气",
        "fresh": "新鲜",
        "face": "新面孔",
        "record": "往绩",
        "tenure": "资历",
        "response": "回响",
    }
)
PART_NAMES_EN: Mapping[str, str] = MappingProxyType(
    {
        "sharp": "Sharpness",
        "detail": "Detail",
        "subject": "Subject",
        "exposure": "Exposure",
        "noise": "Cleanness",
        "colour": "Colour",
        "damage": "File",
        "contrast": "Contrast",
        "words": "Words",
        "novel": "Novelty",
        "mention": "Product",
        "feeling": "Mood",
        "appeal": "Appeal",
        "fresh": "Freshness",
        "face": "New face",
        "record": "Record",
        "tenure": "Time here",
        "response": "Response",
    }
)
_STEPS = (0.34, 0.67)  # below the first a part is poor, from the second on it is good
_Words = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "sharp": (("焦点发虚", "out of focus"), ("略虚", "rather soft"), ("焦点清楚", "well in focus")),
        "detail": (
            ("细节很少", "little detail"),
            ("细节一般", "some detail"),
            ("细节丰富", "rich in detail"),
        ),
        "subject": (
            ("主体不突出", "nothing stands out"),
            ("主体还算清楚", "the subject is there"),
            ("主体突出", "the subject stands out"),
        ),
        "exposure": (("光线欠佳", "poor light"), ("光线一般", "fair light"), ("光线合适", "good light")),
        "noise": (("噪点明显", "noisy"), ("略有噪点", "some noise"), ("画面干净", "clean")),
        "colour": (
            ("颜色灰淡", "dull colours"),
            ("颜色平和", "quiet colours"),
            ("颜色鲜明", "lively colours"),
        ),
        "damage": (
            ("压缩得很厉害", "saved at a very low quality"),
            ("压缩有损", "saved at a low quality"),
            ("文件完好", "the file is unharmed"),
        ),
        "contrast": (("画面发灰", "flat"), ("层次一般", "fair contrast"), ("层次分明", "good contrast")),
        "words": (("话很少", "few words"), ("说了几句", "some words"), ("说得具体", "tells a lot")),
        "novel": (
            ("这些话有人说过", "these words were said before"),
            ("有些话说过", "some of it was said before"),
            ("是自己的话", "words of its own"),
        ),
        "mention": (
            ("没有提到产品", "does not name the product"),
            ("可能提到产品", "may name the product"),
            ("提到了产品", "names the product"),
        ),
        "feeling": (
            ("不太满意", "not content"),
            ("语气平和", "neither praise nor blame"),
            ("很喜欢", "likes it"),
        ),
        "appeal": (
            ("点赞比平常少", "fewer likes than usual"),
            ("点赞和平常差不多", "as many likes as usual"),
            ("点赞比平常多", "more likes than usual"),
        ),
        "fresh": (
            ("发了很久", "posted long ago"),
            ("发了一阵", "posted a while ago"),
            ("刚发不久", "posted lately"),
        ),
        "face": (
            ("作者常露面", "its author was shown often"),
            ("作者露过面", "its author was shown before"),
            ("作者还没露过面", "its author was never shown"),
        ),
        "record": (
            ("作者的来稿多半没留", "most of its author's earlier ones were dropped"),
            (
                "作者的来稿有留有去，或还看不出",
                "its author's earlier ones went both ways, or are too few",
            ),
            ("作者的来稿多半留下了", "most of its author's earlier ones were kept"),
        ),
        "tenure": (
            ("作者刚来", "its author is new"),
            ("作者来了一阵", "its author has been here a while"),
            ("作者是老群友", "its author has been here long"),
        ),
        "response": (
            ("作者平时反响比别人少", "its author's earlier ones met with less than usual"),
            (
                "作者平时反响和别人差不多，或还看不出",
                "its author's earlier ones met with the usual, or are too few",
            ),
            ("作者平时反响比别人多", "its author's earlier ones met with more than usual"),
        ),
    }
)


def explain(part: Part, weights: Weights = HAND) -> tuple[str, str]:
    """The part as (Chinese, English), against a usual one: ("清晰 +0.05：焦点清楚", "...")."""
    zh, en = _WORDS[part.name][sum(part.value >= step for step in _STEPS)]
    points = f"{round(weights.beyond_usual(part), 2) + 0.0:+.2f}".replace("-", "−")
    return f"{PART_NAMES_ZH[part.name]} {points}：{zh}", f"{PART_NAMES_EN[part.name]} {points}: {en}"
