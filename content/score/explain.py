"""One contribution to a score in plain words, for whoever decides about the photo."""

from collections.abc import Mapping
from types import MappingProxyType

from content.model import Part

PART_NAMES_ZH: Mapping[str, str] = MappingProxyType(
    {
        "sharp": "清晰",
        "detail": "细节",
        "exposure": "曝光",
        "colour": "色彩",
        "contrast": "对比",
        "noise": "纯净",
    }
)
PART_NAMES_EN: Mapping[str, str] = MappingProxyType(
    {
        "sharp": "Sharpness",
        "detail": "Detail",
        "exposure": "Exposure",
        "colour": "Colour",
        "contrast": "Contrast",
        "noise": "Cleanness",
    }
)
_STEPS = (0.34, 0.67)  # below the first a part is poor, from the second on it is good
_WORDS: Mapping[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        "sharp": (("焦点发虚", "out of focus"), ("略虚", "rather soft"), ("焦点清楚", "well in focus")),
        "detail": (
            ("细节很少", "little detail"),
            ("细节一般", "some detail"),
            ("细节丰富", "rich in detail"),
        ),
        "exposure": (("光线欠佳", "poor light"), ("光线一般", "fair light"), ("光线合适", "good light")),
        "colour": (
            ("颜色灰淡", "dull colours"),
            ("颜色平和", "quiet colours"),
            ("颜色鲜明", "lively colours"),
        ),
        "contrast": (("画面发灰", "flat"), ("层次一般", "fair contrast"), ("层次分明", "good contrast")),
        "noise": (("噪点明显", "noisy"), ("略有噪点", "some noise"), ("画面干净", "clean")),
    }
)


def explain(part: Part) -> tuple[str, str]:
    """The part as (Chinese, English), such as ("清晰 +0.31：焦点清楚", "Sharpness +0.31: well in focus")."""
    zh, en = _WORDS[part.name][sum(part.value >= step for step in _STEPS)]
    plus = f"+{part.contribution:.2f}"
    return f"{PART_NAMES_ZH[part.name]} {plus}：{zh}", f"{PART_NAMES_EN[part.name]} {plus}: {en}"
