"""Stories as Markdown come back as they were written; a file with a mistake is named with what is wrong."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.exports.stories_markdown import as_markdown, write_markdown
from channels.imports import read_stories
from content.errors import BadTable, WrongInput
from content.messages import render
from content.model import Quiz, Slot, SolutionStep, Sop, Story
from content.sanitize import one_line
from content.shipped import shipped

_SEEN = st.characters(exclude_categories=("C", "Z"), include_characters=" \n")
texts = st.text(_SEEN, min_size=1, max_size=16).map(str.strip).filter(bool)
marks = st.sampled_from(
    ["# 一", "## 早", "### x", "> 引", "- [x] B", "- 点", "1. 先", "---", "\\", "\\# x", "    缩"]
)
passages = st.lists(texts | marks, min_size=1, max_size=3).map("\n".join).map(str.strip).filter(bool)
lines = texts.filter(lambda text: not set(text) & set("\n|：:;；"))
options = st.lists(passages, min_size=2, max_size=4, unique_by=lambda text: "".join(text.split()).casefold())


@st.composite
def stories(draw: st.DrawFn) -> Story:
    said = draw(options)
    answer = draw(st.sampled_from("ABCD"[: len(said)]))
    return Story(
        id=draw(st.sampled_from(["s1", "杯 2", "a.b", "日期"])),
        title=draw(passages.map(one_line)),
        product="mug",
        form="choice",
        hook=draw(passages),
        quiz=Quiz(draw(passages), tuple(said), answer, draw(st.just("") | passages)),
        clue=draw(passages),
        solution=draw(passages),
        solution_title=draw(st.just("") | passages),
        steps=tuple(
            SolutionStep(title, note) for title, note in draw(st.lists(st.tuples(lines, lines), max_size=2))
        ),
        forms=draw(st.dictionaries(st.sampled_from(Slot), lines, max_size=2)),
        tags=draw(st.frozensets(lines, max_size=2)),
        sop=draw(st.dictionaries(st.sampled_from(Slot), st.builds(Sop, scene=lines, goal=lines), max_size=2)),
    )


def same_options(story: Story) -> bool:
    """Whether a table would take its options: they differ also without widths."""
    folded = {unicodedata.normalize("NFKC", option).casefold() for option in story.quiz.options}
    return len(folded) == len(story.quiz.options)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories().filter(same_options))
def test_whatever_a_story_says_comes_back(tmp_path: Path, story: Story) -> None:
    write_markdown(tmp_path / "story.md", [story])
    assert read_stories(tmp_path / "story.md") == [story]


def test_the_whole_sample_library_comes_back_from_a_folder(tmp_path: Path) -> None:
    library = read_stories(shipped("examples/chunri/stories.yaml"))
    write_markdown(tmp_path / "stories", library)
    assert read_stories(tmp_path / "stories") == sorted(library, key=lambda story: f"{story.id}.md")
    assert len(list((tmp_path / "stories").iterdir())) == 40


A_FILE = """---
id: s1
product: mug
form: choice
promo: 0.2
sop: {noon: {场景: 午休}}
---
# 一杯醒神

## 早 · 埋梗
早上这口黑，
谁先喝完？

## Noon
几度？
- [ ] 85 ℃
- [x] 92 ℃

## 暮
看这张。

## evening
答案是 B。
"""


def test_a_file_written_by_hand_is_read(tmp_path: Path) -> None:
    (tmp_path / "s1.md").write_text(A_FILE.replace("\n", "\r\n"), encoding="utf-8-sig")
    (story,) = read_stories(tmp_path / "s1.md")
    assert (story.title, story.hook, story.clue) == ("一杯醒神", "早上这口黑，\n谁先喝完？", "看这张。")
    assert story.quiz == Quiz("几度？", ("85 ℃", "92 ℃"), "B", "")
    assert (story.promo, story.sop) == (0.2, {Slot.NOON: Sop(scene="午休")})


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("---\nid", "id", "does not begin with front matter"),
        ("id: s1", "id: [", "this is not YAML"),
        ("id: s1\n", "id: s1\nid: s2\n", "'id' is there twice"),
        ("id: s1\n", "", "column id: this is missing"),
        ("promo: 0.2", "promo: 2", "column promo: '2' is not a number between 0 and 1"),
        ("promo: 0.2", "clue: 看", "clue stands in the front matter and in the text"),
        ("- [x]", "- [ ]", "0 options are marked"),
        ("- [ ]", "- [x]", "2 options are marked"),
        ("## 暮", "## 下午茶", "'## 下午茶' is no section"),
        ("## 暮", "## 早", "'## 早' is no section"),
        ("看这张。", "", "column clue: this is missing"),
        ("午休}", "午休, 天气: 晴}", "'天气' is no field of a SOP"),
        ("{noon", "{night", "'night' is not a slot"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, was: str, becomes: str, why: str) -> None:
    (tmp_path / "good.md").write_text(A_FILE.replace("id: s1", "id: s0"), encoding="utf-8")
    (tmp_path / "bad.md").write_text(A_FILE.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(WrongInput) as refused:
        read_stories(tmp_path)
    assert why in str(refused.value)
    if isinstance(refused.value, BadTable):
        assert [render(problem, "en").split(",")[0].split(":")[0] for problem in refused.value.problems] == [
            "bad.md"
        ]


def test_an_id_in_two_files_is_named(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(A_FILE, encoding="utf-8")
    with pytest.raises(BadTable, match=r"b\.md, column id: 's1' is already the id of a\.md"):
        read_stories(tmp_path)


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="no Markdown files"):
        read_stories(tmp_path)


def test_one_file_holds_one_story(tmp_path: Path) -> None:
    story = read_stories(shipped("examples/chunri/stories.yaml"))[0]
    with pytest.raises(WrongInput, match="holds one story"):
        write_markdown(tmp_path / "all.md", [story, story])
    with pytest.raises(WrongInput, match="nothing to write"):
        write_markdown(tmp_path / "none.md", [])


def test_ids_that_are_no_file_names_still_get_files_of_their_own(tmp_path: Path) -> None:
    story = read_stories(shipped("examples/chunri/stories.yaml"))[0]
    ids = ["a:b", "a?b", "CON*", "A:B"]
    write_markdown(
        tmp_path,
        [Story(**{name: getattr(story, name) for name in Story.__slots__} | {"id": key}) for key in ids],
    )
    assert sorted(story.id for story in read_stories(tmp_path)) == sorted(ids)


def test_a_line_that_reads_as_a_mark_gets_a_backslash() -> None:
    story = read_stories(shipped("examples/chunri/stories.yaml"))[0]
    written = as_markdown(
        Story(**{n: getattr(story, n) for n in Story.__slots__} | {"clue": "# 一\n- [x] 二"})
    )
    assert "\\# 一\n\\- [x] 二" in written
