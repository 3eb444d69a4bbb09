"""The table of stories: its columns, and what a row becomes."""

from collections.abc import Mapping
from typing import Any

from channels import cells, story_cells
from channels.day_cells import a_day
from channels.definitions import Column, Definition, Values, not_before
from channels.story_cells import LETTERS, OPTION_COLUMNS
from content.model import Message, Quiz, Slot, Story

SOP_COLUMNS = {f"sop_{slot}": slot for slot in Slot}
_SAME_IN_STORY = (
    *("id", "title", "product", "form", "forms", "promo", "persona", "arc", "hook", "clue", "solution"),
    *("solution_title", "theme", "wants_photo", "valid_from", "valid_to", "sop", "extras"),
)


def _story(values: Values) -> Story:
    same = {name: values[name] for name in _SAME_IN_STORY if name in values}
    quiz = Quiz(values["quiz"], tuple(values["options"]), values["answer"], values.get("answer_why", ""))
    return Story(
        **same,
        quiz=quiz,
        steps=tuple(values.get("steps", ())),
        kinds=frozenset(values.get("kinds", ())),
        tags=frozenset(values.get("tags", ())),
        elements=tuple(values.get("elements", ())),
    )


def _in_order(parts: Mapping[str, Any]) -> list[Any]:
    """The options by their letters; what is left out between two of them is empty."""
    return [parts.get(letter, "") for letter in LETTERS if letter <= max(parts)]


def _option_column(name: str, letter: str) -> Column:
    example: Message | str = Message(f"table_example.{name}") if letter in "AB" else ""
    number = LETTERS.index(letter) + 1
    also = (f"{letter}选项", f"选项{number}", letter, f"option_{number}")
    return Column(name, f"选项{letter}", cells.a_text, example, also=also, whole="options", part=letter)


def _sop_column(name: str, slot: Slot) -> Column:
    also = (f"{slot.sign}时段SOP", f"SOP{slot.sign}")
    return Column(
        name, f"{slot.sign}SOP", story_cells.sop, also=also, whole="sop", part=slot.value, structured=True
    )


STORIES = Definition(
    "stories",
    (
        Column(
            "id",
            "剧情编号",
            cells.an_id,
            Message("table_example.story_id"),
            also=("编号", "剧情线编号", "剧情ID", "story_id"),
            required=True,
        ),
        Column(
            "title",
            "标题",
            cells.a_name,
            Message("table_example.title"),
            also=("剧情", "剧情线", "剧情名", "剧情标题", "主题", "名称"),
            required=True,
        ),
        Column(
            "product",
            "商品",
            cells.an_id,
            Message("table_example.product_id"),
            also=(
                "产品",
                "所属商品",
                "关联商品",
                "商品编号",
                "产品编号",
                "商品名",
                "商品名称",
                "产品名称",
                "product_id",
            ),
            required=True,
        ),
        Column(
            "form",
            "形式",
            story_cells.a_form,
            Message("table_example.form"),
            also=("题型", "题目形式"),
            required=True,
        ),
        Column("forms", "各时段形式", story_cells.slot_forms, structured=True, also=("分时段形式",)),
        Column(
            "kinds",
            "适合的群",
            cells.kinds,
            Message("table_example.kind"),
            structured=True,
            also=("群类型", "适合群类型", "适用群类型", "适用群", "kind"),
        ),
        Column("tags", "标签", cells.words, structured=True, also=("适合标签", "tag")),
        Column(
            "elements",
            "元素",
            cells.codes,
            Message("table_example.elements"),
            structured=True,
            also=("要素", "六要素", "内容元素", "element"),
        ),
        Column(
            "promo", "促销", cells.a_fraction, "20%", also=("促销权重", "促销力度", "促销比重", "促销占比")
        ),
        Column("persona", "人设", cells.a_text, also=("口吻", "讲述人")),
        Column("arc", "战役", cells.a_text, also=("活动线", "所属战役", "campaign")),
        Column(
            "hook",
            "钩子",
            cells.a_line,
            Message("table_example.hook"),
            also=("早", "早上", "早间", "早文案", "开场"),
            required=True,
        ),
        Column(
            "quiz",
            "题目",
            cells.a_line,
            Message("table_example.quiz"),
            also=("午", "问题", "题干", "中午", "午文案", "question"),
            required=True,
        ),
        Column(
            "options",
            "选项",
            story_cells.options,
            structured=True,
            also=("全部选项",),
            required=True,
            join=_in_order,
        ),
        *(_option_column(name, letter) for name, letter in zip(OPTION_COLUMNS, LETTERS, strict=True)),
        Column(
            "answer",
            "答案",
            cells.a_line,
            "B",
            also=("正确答案", "正确选项"),
            required=True,
            check=story_cells.right_letter,
        ),
        Column(
            "answer_why",
            "解析",
            cells.a_text,
            Message("table_example.answer_why"),
            also=("答案解析", "为什么", "理由"),
        ),
        Column(
            "clue",
            "线索",
            cells.a_line,
            Message("table_example.clue"),
            also=("暮", "下午", "傍晚", "暮文案"),
            required=True,
        ),
        Column(
            "solution",
            "揭晓",
            cells.a_line,
            Message("table_example.solution"),
            also=("晚", "晚上", "晚间", "晚文案", "谜底"),
            required=True,
        ),
        Column("solution_title", "揭晓标题", cells.a_text, also=("晚标题", "谜底标题")),
        Column(
            "steps", "步骤", cells.steps, Message("table_example.steps"), structured=True, also=("揭晓步骤",)
        ),
        Column("theme", "配色", cells.a_text, also=("主题色", "色板")),
        Column("wants_photo", "要照片", cells.a_truth, also=("早上要照片", "需要照片")),
        Column("valid_from", "有效期起", a_day, also=("生效日期", "开始日期", "有效期开始", "起始日期")),
        Column(
            "valid_to",
            "有效期止",
            a_day,
            "2026-12-31",
            also=("有效期", "有效期至", "失效日期", "结束日期", "截止日期", "有效期结束"),
            check=not_before("valid_from", "有效期起"),
        ),
        Column("sop", "SOP", story_cells.sops, structured=True, join=dict),
        Column(
            "extras",
            "海报字段",
            story_cells.extras,
            Message("table_example.extras"),
            structured=True,
            also=("海报内容", "自由字段", "poster_fields"),
        ),
        *(_sop_column(name, slot) for name, slot in SOP_COLUMNS.items()),
    ),
    _story,
)
