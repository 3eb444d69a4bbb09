"""The SOP of a slot: role, scene, time, form, action, goal. What a story leaves open has a sane answer."""

from dataclasses import fields, replace

from content.model import Slot, Sop, Story

FORMS = {
    "choice": ("选择题", "a choice of answers"),
    "riddle": ("谜语", "a riddle"),
    "true-or-false": ("判断题", "true or false"),
    "guess-the-photo": ("看图猜物", "guess the photo"),
    "pictures": ("看图选择", "a choice of pictures"),
    "before-after": ("前后对比", "before and after"),
}
_ZH = {
    Slot.MORNING: Sop(
        scene="起床、出门、路上，手里有半分钟",
        form="海报配一句话",
        action="看一眼图，留一句猜想",
        goal="让人记住一个问题，中午愿意回来",
    ),
    Slot.NOON: Sop(
        scene="午饭后歇一会儿",
        action="回一个字母，能说理由更好",
        goal="多数人动一次手，不看对错看参与",
    ),
    Slot.AFTERNOON: Sop(
        scene="下午茶，快下班",
        form="群友的照片配一句线索",
        action="照着样子拍一张，发到群里",
        goal="新的晒单，也让被晒的人被看见",
    ),
    Slot.EVENING: Sop(
        scene="饭后在家，有空照着做",
        form="海报配讲解",
        action="对答案，照着做一步，回来说一声",
        goal="学到一件事，收藏这一张",
    ),
}
_EN = {
    Slot.MORNING: Sop(
        scene="getting up, leaving home, on the way: half a minute to spare",
        form="a poster with one line",
        action="look at the picture, leave a guess",
        goal="one question stays in mind, and people come back at noon",
    ),
    Slot.NOON: Sop(
        scene="a rest after lunch",
        action="reply with a letter, better with a reason",
        goal="most members act once; taking part counts, not being right",
    ),
    Slot.AFTERNOON: Sop(
        scene="tea time, the end of work in sight",
        form="a member's photo with a clue",
        action="take one like it and post it",
        goal="new submissions, and a member who is seen",
    ),
    Slot.EVENING: Sop(
        scene="at home after dinner, with time to try it",
        form="a poster with the explanation",
        action="check the answer, do one step, come back and tell",
        goal="one thing learnt, one poster saved",
    ),
}
USUAL = {"zh": _ZH, "en": _EN}


def sop_of(story: Story, slot: Slot, *, speaker: str, at: str, language: str = "zh") -> Sop:
    """The six fields of a slot, none of them empty; `at` is when it goes out, as it shall be written."""
    usual = replace(USUAL[language][slot], role=speaker, time=at)
    if slot is Slot.NOON or slot in story.forms:
        usual = replace(usual, form=form_word(story.form_of(slot), language))
    own = story.sop.get(slot, Sop())
    return Sop(*(getattr(own, field.name) or getattr(usual, field.name) for field in fields(Sop)))


def form_word(form: str, language: str) -> str:
    """What a form is called; one that nobody knows keeps its own name."""
    zh, en = FORMS.get(form, (form, form))
    return en if language == "en" else zh
