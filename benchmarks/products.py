"""Which products texts name, against hand-written texts whose truth is known.

    python benchmarks/products.py [--misses]

Precision: of the texts that were given a product, the share that show it. Recall: of the texts that show one
product, the share that were given it. Figures: docs/measures/gather.md.
"""

import argparse

from content.text.products import ProductRecogniser

NAMES = {
    "pot": ("珐琅锅", "铸铁锅", "enamel pot"),
    "mug": ("马克杯", "mug"),
    "set": ("马克杯礼盒",),
    "dripper": ("手冲壶", "V60 滤杯", "V60"),
    "lamp": ("台灯", "小夜灯"),
    "candle": ("香薰蜡烛", "香薰"),
    "apron": ("亚麻围裙", "围裙"),
    "cup": ("杯",),
}
TEXTS = (  # what the picture shows ("" for none of ours), the words
    ("pot", "第一次用珐琅锅炖牛腩，软烂入味"),
    ("pot", "新锅开箱#珐琅锅# 颜色太正了"),
    ("pot", "铸铁锅做的面包，底部脆得不行"),
    ("pot", "My enamel pot arrived today!"),
    ("pot", "妈妈说珐琅锅比家里那口好用"),
    ("pot", "婆婆也想要这个珐琅锅，先给她看看我的"),
    ("mug", "早上的第一口咖啡，马克杯刚刚好"),
    ("mug", "这个马克杯握着很舒服"),
    ("mug", "晒一下我的Mug，釉面很润"),
    ("mug", "一对马克杯，情侣款"),
    ("set", "马克杯礼盒送闺蜜，她很喜欢"),
    ("set", "生日收到的马克杯礼盒🎁"),
    ("dripper", "手冲壶出水很稳，新手也不怕"),
    ("dripper", "V60滤杯配浅烘，酸甜平衡"),
    ("dripper", "用 v60 冲的第三天，越来越顺手"),
    ("lamp", "台灯放床头，暖光看书不累"),
    ("lamp", "给娃买的小夜灯，半夜喂奶不刺眼"),
    ("lamp", "工位的台灯，同事都来问链接"),
    ("candle", "泡澡点上香薰蜡烛，太放松了"),
    ("candle", "客厅香薰是雨后的味道"),
    ("apron", "亚麻围裙穿上就有做饭的心情"),
    ("apron", "围裙口袋很大，装得下手机"),
    ("pot", "今天不用烤箱，就用珐琅锅焖了一锅饭"),
    ("mug", "求同款的姐妹看这里，马克杯在官网"),
    ("lamp", "没买错，台灯亮度三档够用"),
    ("candle", "想要的香薰终于到了"),
    ("dripper", "不是我吹，手冲壶真的好用"),
    ("", "干杯！周末快乐"),
    ("", "想买马克杯，有人拼单吗"),
    ("", "这不是珐琅锅，是普通砂锅"),
    ("", "有没有台灯的优惠券"),
    ("", "好想要一个手冲壶"),
    ("", "种草亚麻围裙很久了"),
    ("", "今天的晚霞"),
    ("", "楼下的猫又胖了"),
    ("", "舞会的灯光很美"),
    ("", "smuggler 这部剧好看"),
    ("", "V6000 这台机器真大"),
    ("", "哪里买的围裙呀"),
    ("", "求马克杯链接"),
    ("", "杯子洗好了"),
    ("", "考虑入香薰蜡烛，大家觉得呢"),
    ("?", "马克杯和台灯一起到的"),
    ("?", "左边手冲壶右边珐琅锅，今日份早餐"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    recogniser = ProductRecogniser(NAMES)
    given = [(truth, recogniser.shown_in(text) or "", text) for truth, text in TEXTS]
    named = [line for line in given if line[1]]
    right = [line for line in named if line[0] == line[1]]
    to_name = [line for line in given if line[0] not in ("", "?")]
    print(
        f"{len(given)} texts: precision {len(right) / len(named):.3f}, recall {len(right) / len(to_name):.3f}"
    )
    for truth, product, text in given if options.misses else ():
        if product != truth.replace("?", ""):
            print(f"{truth or '-':<8} given {product or '-':<8} {text}")


if __name__ == "__main__":
    main()
