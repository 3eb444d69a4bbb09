"""The rules of a story, one function each: a case in, findings out."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from content.model import Message, Param, Slot, Story
from content.stories.answer import has_one_answer, letters_said, says_answer
from content.stories.finding import StoryFinding, StoryRule
from content.stories.limits import bytes_of, exceeded
from content.text.book import WordList

LONGEST_HOOK = 18  # characters of a hook's first line; a rule of the house, docs/stories.md
LEAST_WHY = 20  # characters that the evening has beside the answer: one sentence
MOST_SELLING = 2  # selling words in an evening
SHARED = 4  # characters that evening and morning have in common to count as a reference

_ACT = re.compile(
    "拍|晒|猜|投票|写|报|认领|认认|试|看看|看谁|去看|摸|数一数|翻|找|掂|比比|比谁|举|答题|抢答|聊|说说|说来|说出|讲讲|告诉|留言"
    '|收藏|打卡|挑|发[出到给上群一]|回[个一复“"「]|回字母|回来|交图|闻|尝|擦一|剪|挪|捞|补一|起个|量|请|一张图'
    r"|\b(?:tell|show|send|share|post|reply|guess|try|pick|vote|write|take|look|count|find|name|snap|drop|bring)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile("[?？]|[吗呢么]$|谁|什么|怎么|为什么|为啥|凭什么|几|哪|多少|要不要|还是")
_SENTENCE = re.compile(r"[^。！？!?.]+[。！？!?.]*")
_BACK = re.compile("早上|今早|清早|一早|上午|早安|中午|午间|刚才|this morning|at noon|earlier", re.IGNORECASE)
_SELLING = re.compile(
    r"[¥￥]\s*\d+|\d+(?:\.\d+)?\s*(?:元|块钱|折)|优惠|优惠券|领券|立减|满减|特价|促销|大促|下单|随单|下一单|购买|抢购|链接|小程序"
    r"|购物车|包邮|限时|限量|\bbuy\b|\border now\b|\bcoupon|\bdiscount|\bon sale\b|\$\s*\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StoryCase:
    """A story, the texts that it becomes (empty while its quiz is broken), and what to hold them against."""

    story: Story
    texts: Mapping[Slot, str]
    claims: WordList
    personas: Collection[str]

    def finding(
        self, rule: StoryRule, slot: Slot | None, sentence: str = "", **params: Param
    ) -> StoryFinding:
        name = sentence or rule.value
        what, fix = Message(f"story.{name}", **params), Message(f"story.{name}_fix", **params)
        return StoryFinding(self.story.id, rule, slot, what, fix)


def hook_is_short(case: StoryCase) -> Iterator[StoryFinding]:
    first = case.story.hook.split("\n")[0].strip()
    if len(first) > LONGEST_HOOK and not _QUESTION.search(first):
        yield case.finding(StoryRule.HOOK, Slot.MORNING, count=len(first), most=LONGEST_HOOK)


def quiz_has_one_answer(case: StoryCase) -> Iterator[StoryFinding]:
    if not has_one_answer(case.story.quiz):
        yield case.finding(StoryRule.QUIZ, Slot.NOON)


def nobody_spoils_it(case: StoryCase) -> Iterator[StoryFinding]:
    story = case.story
    for slot, text in ((Slot.MORNING, story.hook), (Slot.AFTERNOON, story.clue)):
        if says_answer(story.quiz, text):
            yield case.finding(StoryRule.SPOILER, slot, right=story.quiz.right)


def evening_names_the_answer(case: StoryCase) -> Iterator[StoryFinding]:
    quiz, solution = case.story.quiz, case.story.solution
    if not has_one_answer(quiz):
        return
    params = {"answer": quiz.answer, "right": quiz.right}
    if others := sorted(letters_said(solution) - {quiz.answer}):
        yield case.finding(StoryRule.ANSWER, Slot.EVENING, "other_answer", other=others[0], **params)
    elif not says_answer(quiz, solution):
        yield case.finding(StoryRule.ANSWER, Slot.EVENING, "no_answer", **params)


def evening_explains_it(case: StoryCase) -> Iterator[StoryFinding]:
    quiz, solution = case.story.quiz, case.story.solution
    right = quiz.right if has_one_answer(quiz) else ""
    if not quiz.why and len(solution) - len(right) < LEAST_WHY:
        yield case.finding(StoryRule.WHY, Slot.EVENING)


def evening_refers_back(case: StoryCase) -> Iterator[StoryFinding]:
    story = case.story
    morning_and_noon, solution = (_bare(story.hook), _bare(story.quiz.question)), _bare(story.solution)
    shared = any(piece in solution for text in morning_and_noon for piece in _pieces(text))
    if not shared and not _BACK.search(story.solution):
        yield case.finding(StoryRule.BACK, Slot.EVENING)


def every_slot_invites(case: StoryCase) -> Iterator[StoryFinding]:
    for slot, text in case.texts.items():
        ending = _end_of(case.story.solution) if slot is Slot.EVENING else text
        if not _ACT.search(ending) and not re.search("[?？]", ending):
            yield case.finding(StoryRule.ACT, slot)


def no_forbidden_claims(case: StoryCase) -> Iterator[StoryFinding]:
    for slot, own in _own_words(case.story).items():
        for hit in case.claims.hits(f"{own}\n{case.texts.get(slot, '')}"):
            yield case.finding(StoryRule.CLAIM, slot, word=hit.word, kind=hit.kind, kind_zh=hit.zh)


def little_is_sold(case: StoryCase) -> Iterator[StoryFinding]:
    for slot, text in _own_words(case.story).items():
        words = sorted({match[0] for match in _SELLING.finditer(text)})
        listed = "、".join(words)
        if words and slot is not Slot.EVENING:
            yield case.finding(StoryRule.SELLING, slot, "selling_early", words=listed)
        elif len(words) > MOST_SELLING:
            yield case.finding(StoryRule.SELLING, slot, "selling_much", words=listed, most=MOST_SELLING)
        elif words and case.story.promo == 0:
            yield case.finding(StoryRule.SELLING, slot, "selling_unsaid", words=listed)


def every_way_takes_it(case: StoryCase) -> Iterator[StoryFinding]:
    for slot, text in case.texts.items():
        for limit in exceeded(text)[:1]:
            over = bytes_of(text) - limit.bytes
            yield case.finding(
                StoryRule.LENGTH,
                slot,
                taker=limit.name,
                limit=limit.bytes,
                count=bytes_of(text),
                over=over,
                characters=-(-over // 3),
            )


def its_persona_is_known(case: StoryCase) -> Iterator[StoryFinding]:
    name = case.story.persona
    if name and name not in case.personas:
        known = ", ".join(sorted(case.personas)) or "-"
        yield case.finding(StoryRule.PERSONA, None, name=name, known=known)


RULES: tuple[Callable[[StoryCase], Iterator[StoryFinding]], ...] = (
    hook_is_short,
    quiz_has_one_answer,
    nobody_spoils_it,
    evening_names_the_answer,
    evening_explains_it,
    evening_refers_back,
    every_slot_invites,
    no_forbidden_claims,
    little_is_sold,
    every_way_takes_it,
    its_persona_is_known,
)


def _own_words(story: Story) -> dict[Slot, str]:
    """What the story itself says in each slot, in the group or on the poster."""
    steps = [f"{step.title} {step.note}" for step in story.steps]
    return {
        Slot.MORNING: story.hook,
        Slot.NOON: "\n".join((story.quiz.question, *story.quiz.options)),
        Slot.AFTERNOON: story.clue,
        Slot.EVENING: "\n".join((story.solution, story.quiz.why, story.solution_title, *steps)),
    }


def _end_of(solution: str) -> str:
    """The last two sentences, where an invitation stands; the first one names the answer."""
    _, *rest = [part for part in _SENTENCE.findall(solution) if part.strip()] or [""]
    return "".join(rest[-2:])


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + SHARED] for at in range(len(text) - SHARED + 1))
