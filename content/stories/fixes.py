"""What stands beside a finding: the field it is about, the words it names, and a fix that is one click."""

import re
from dataclasses import dataclass, replace

from content.messages import render
from content.model import Message, Slot, Story
from content.stories.answer import has_one_answer
from content.stories.finding import StoryFinding, StoryRule

FIELDS = {Slot.MORNING: "hook", Slot.NOON: "question", Slot.AFTERNOON: "clue", Slot.EVENING: "solution"}
EVENING = ("solution", "why", "solution_title", "steps")
A_LITTLE = 0.3  # what an evening that sells counts at least, 0..1
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile(r"((?:答案|正解|正确|选)(?:是|为|就是)?[:：\s]*)([A-DＡ-Ｄ])")


@dataclass(frozen=True, slots=True)
class QuickFix:
    """What the button says, and the story as it is after it."""

    label: Message
    story: Story


def field_of(finding: StoryFinding, story: Story) -> str:
    """The field of the editor that the finding stands at: one of `texts_of`, "persona" or "promo"."""
    if finding.slot is None:
        return finding.rule.value
    if finding.rule is StoryRule.SELLING and finding.what.code == "story.selling_unsaid":
        return "promo"
    words, texts = words_of(finding), texts_of(story)
    fields: tuple[str, ...] = EVENING if finding.slot is Slot.EVENING else (FIELDS[finding.slot],)
    if finding.slot is Slot.NOON:
        fields = ("question", "options")
    return next((name for name in fields if any(word in texts[name] for word in words)), fields[0])


def words_of(finding: StoryFinding) -> tuple[str, ...]:
    """The words of the story that the finding is about, as they stand there; none where it is about all."""
    match finding.rule:
        case StoryRule.SPOILER:
            return (str(finding.what.params["right"]),)
        case StoryRule.CLAIM:
            return (str(finding.what.params["word"]),)
        case StoryRule.SELLING:
            return tuple(str(finding.what.params["words"]).split("、"))
    return ()


def texts_of(story: Story) -> dict[str, str]:
    """The words of a story by field, as editors see them."""
    return {
        "hook": story.hook,
        "question": story.quiz.question,
        "options": "\n".join(story.quiz.options),
        "why": story.quiz.why,
        "clue": story.clue,
        "solution": story.solution,
        "solution_title": story.solution_title,
        "steps": "\n".join(f"{step.title} {step.note}" for step in story.steps),
    }


def fix_of(finding: StoryFinding, story: Story, before: Story | None) -> QuickFix | None:
    """What one click can do about it: nothing that makes up words. `before` is the version in use, whose own
    words may come back. None where a person must think."""
    own = _own_fix(finding, story)
    if own is not None and own.story != story:
        return own
    name = field_of(finding, story)
    if before is None or name not in FIELDS.values() or texts_of(before)[name] == texts_of(story)[name]:
        return None
    return QuickFix(Message("story.put_back"), with_text(story, name, texts_of(before)[name]))


def _own_fix(finding: StoryFinding, story: Story) -> QuickFix | None:
    match finding.rule, finding.what.code:
        case StoryRule.CLAIM, _:
            return QuickFix(Message("story.cut_sentence"), _without(finding, story))
        case StoryRule.ANSWER, "story.no_answer" if has_one_answer(story.quiz):
            sentence = Message("story.answer_is", answer=story.quiz.answer, right=story.quiz.right)
            first = render(sentence, "zh" if _HAN.search(story.quiz.question) else "en")
            solution = f"{first}{story.solution}" if story.solution else first
            return QuickFix(Message("story.say_answer"), replace(story, solution=solution))
        case StoryRule.ANSWER, "story.other_answer":
            solution = _LETTER.sub(rf"\g<1>{story.quiz.answer}", story.solution)
            return QuickFix(Message("story.right_letter"), replace(story, solution=solution))
        case StoryRule.SELLING, "story.selling_unsaid":
            return QuickFix(Message("story.count_promo", promo=A_LITTLE), replace(story, promo=A_LITTLE))
        case StoryRule.SELLING, "story.selling_early":
            return QuickFix(Message("story.cut_sentence"), _without(finding, story))
        case StoryRule.PERSONA, _:
            return QuickFix(Message("story.usual_voice"), replace(story, persona=""))
    return None


def _without(finding: StoryFinding, story: Story) -> Story:
    """The story without the sentences that hold the words of a finding; itself if nothing would be left."""
    name = field_of(finding, story)
    if name not in ("hook", "question", "clue", "solution", "why"):
        return story
    words, text = words_of(finding), texts_of(story)[name]
    kept = [part for part in _SENTENCE.findall(text) if not any(word in part for word in words)]
    left = "".join(kept).strip()
    return with_text(story, name, left) if left else story


def with_text(story: Story, name: str, text: str) -> Story:
    """The story with another text in one of its fields."""
    if name == "question":
        return replace(story, quiz=replace(story.quiz, question=text))
    if name == "why":
        return replace(story, quiz=replace(story.quiz, why=text))
    match name:
        case "hook":
            return replace(story, hook=text)
        case "clue":
            return replace(story, clue=text)
        case "solution":
            return replace(story, solution=text)
    return story
