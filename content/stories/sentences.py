"""What the linter says: of each mistake what is wrong and how to mend it, in both languages."""

from typing import NamedTuple


class Sentences(NamedTuple):
    zh: str
    en: str
    mend_zh: str
    mend_en: str


SENTENCES = {
    "hook": Sentences(
        "钩子首行 {count} 字，又不是问句",
        "the hook's first line has {count} characters and asks nothing",
        "缩到 {most} 字以内，或改成一个问题",
        "bring it down to {most}, or make it a question",
    ),
    "quiz": Sentences(
        "题目不是「两到四个不同选项、一个对」",
        "the quiz has not two to four different options with one right",
        "改选项，或把 answer 写成对的那个字母",
        "mend the options, or let `answer` be the letter of the right one",
    ),
    "spoiler": Sentences(
        "答案「{right}」提前说出来了",
        "it says the answer, {right!r}, too early",
        "换成旁敲侧击的线索",
        "hint at it instead",
    ),
    "other answer": Sentences(
        "说答案是 {other}，题目里是 {answer}",
        "it calls {other} the answer; in the quiz it is {answer}",
        "改成「答案是 {answer}，{right}。」",
        "say {answer}, {right}",
    ),
    "no answer": Sentences(
        "没说出中午的答案（{answer}，{right}）",
        "it does not name the noon's answer ({answer}, {right})",
        "以「答案是 {answer}，{right}。」开头",
        "begin with it: {answer}, {right}",
    ),
    "why": Sentences(
        "只说答案，没讲为什么",
        "it gives the answer without a reason",
        "加一句道理，或填 answer_why",
        "add a sentence of reason, or fill in `answer_why`",
    ),
    "back": Sentences(
        "没有回扣早上的钩子",
        "it does not come back to the morning's hook",
        "提一句早上的画面或问题",
        "mention what the morning showed or asked",
    ),
    "act": Sentences(
        "没有请大家做点什么",
        "it invites nobody to do anything",
        "加一个小动作：拍、猜、回、试",
        "add a small act: take a photo, guess, reply, try",
    ),
    "claim": Sentences(
        "「{word}」是{kind_zh}，广告法不许",
        "{word!r} ({kind}) is forbidden by advertising law",
        "删掉，或改成说得清的事实",
        "leave it out, or state a fact instead",
    ),
    "selling early": Sentences(
        "还没到晚上就在卖：{words}",
        "it sells before the evening: {words}",
        "挪到晚上，或者不说",
        "leave it to the evening, or out",
    ),
    "selling much": Sentences(
        "卖得太满：{words}",
        "it sells too much: {words}",
        "最多留 {most} 处",
        "keep {most} of them at most",
    ),
    "selling unsaid": Sentences(
        "在卖（{words}），promo 却是 0",
        "it sells ({words}), yet its promo is 0",
        "把 promo 写成实际的分量，排期才算得进克制",
        "let `promo` say how much, so that the plan can count it",
    ),
    "length": Sentences(
        "{count} 字节，{zh}只收 {limit}",
        "{count} bytes; {en} takes {limit}",
        "删约 {characters} 个字",
        "shorten it by {over} bytes",
    ),
    "persona": Sentences(
        "没有叫「{name}」的讲述人",
        "there is no persona {name!r}",
        "用已有的（{known}），或建 templates/copy/{name}/",
        "use one of {known}, or make templates/copy/{name}/",
    ),
}
