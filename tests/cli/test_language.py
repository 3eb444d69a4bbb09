"""Which language `sishi` speaks, and that all it says is there in both."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from cli.app import build
from cli.language import choose, speaking, text_of
from cli.spoken import SpokenApp, option_help
from cli.words import in_words
from content import errors
from content.messages import LANGUAGES, render
from content.model import Message
from content.store import Quarantined

Sishi = Callable[..., Any]
CLI = Path(__file__).parents[2] / "cli"
CHINESE = re.compile("[\u4e00-\u9fff]")
TWO_WORDS = re.compile(r"[A-Za-z]{2,},? +[A-Za-z]{2,}")
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}
PRINTING = {"print", "say", "put", "input", "getpass"} | ERRORS
WORKSPACE_FILES = {"BLANK", "BRANDED", "PERSONAS", "FOR_EVER", "OWN", "SAMPLE"}  # what `init` writes


def commands(app: App | None = None) -> Iterator[SpokenApp]:
    """Every command and every folder of commands."""
    for name, command in (app or build()).resolved_commands().items():
        if isinstance(command, SpokenApp) and not name.startswith("-"):
            yield command
            yield from commands(command)


PATHS = [command.path for command in commands()]


@pytest.mark.parametrize(
    ("arguments", "environ", "language"),
    [
        (["--lang", "zh", "status"], {"LANG": "en_GB.UTF-8"}, "zh"),
        (["status", "--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["status", "--lang", "fr"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["status", "--lang"], {}, "en"),
        (["score", "--", "--lang", "zh"], {"LANG": "C"}, "en"),
        (["status"], {"LANG": "zh_TW"}, "zh"),
        (["status"], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (["status"], {"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        (["status"], {}, "en"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_machine(
    arguments: list[str], environ: dict[str, str], language: str, tmp_path: Path
) -> None:
    assert choose(arguments, environ | {"SISHI_WORKSPACE": str(tmp_path)}) == language


@pytest.mark.parametrize(
    ("toml", "language"),
    [
        ('language = "en"', "en"),
        ('language = "zh"', "zh"),
        ("", "zh"),
        ('language = "fr"', "en"),
        ("=", "en"),
    ],
)
def test_a_workspace_has_its_language_before_the_machine(toml: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "sishi.toml").write_text(toml, encoding="utf-8")
    machine = {"LANG": "zh_CN" if language == "en" and toml.startswith('language = "en') else "en_GB"}
    assert choose(["status", "--workspace", str(tmp_path)], machine) == language
    assert choose(["status", "--lang", "zh", f"--workspace={tmp_path}"], machine) == "zh"


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_and_each_of_its_parameters_has_a_help_in_both_languages(path: tuple[str, ...]) -> None:
    pages = []
    for language in LANGUAGES:
        with speaking(language):
            command = build()[path[0]] if len(path) == 1 else build()[path[0]][path[1]]
            arguments = _arguments(command)
            pages.append((command.help, *arguments))
            assert bool(CHINESE.search(command.help)) is (language == "zh")
            for text in arguments:
                assert CHINESE.search(text) is None or language == "zh"
    zh, en = pages
    assert len(zh) == len(en)
    assert zh[0] != en[0]


def _arguments(command: App) -> list[str]:
    if command.default_command is None:
        return []
    arguments = command.assemble_argument_collection(parse_docstring=True)
    return [argument.parameter.help or "" for argument in arguments if argument.show]


def test_no_help_is_left_of_a_command_or_parameter_that_is_gone() -> None:
    codes = {code for area in ("help", "option") for code in _codes(area)}
    for command in commands():
        dotted = ".".join(command.path).replace("-", "_")
        codes.discard(f"help.{dotted}")
        for argument in command.assemble_argument_collection() if command.default_command else ():
            name = argument.name.strip("-").lower().replace("-", "_")
            codes -= {f"option.{dotted}.{name}"} & codes or {f"option.{name}"}
    assert codes == {"option.lang"}


def _codes(area: str) -> list[str]:
    text = (CLI.parent / f"content/messages/locale/en/{area}.po").read_text(encoding="utf-8")
    return re.findall(r'^msgid "(.+)"', text, re.M)


def test_a_parameter_without_a_help_is_an_error() -> None:
    with pytest.raises(KeyError):
        option_help(("run",), "--nothing")


def test_the_language_may_stand_before_the_command_or_behind_it(sishi: Sishi, told_village: Path) -> None:
    before = sishi("status", at=told_village, lang="zh")
    assert before.out.startswith("工作区：")
    assert sishi("--help", lang="zh").out.startswith("用法：sishi COMMAND")
    assert "[默认：.]" in sishi("run", "--help", lang="zh").out
    assert "[default: .]" in sishi("run", "--help").out


def test_an_error_is_told_in_the_language_of_the_reader(sishi: Sishi, told_village: Path) -> None:
    said = sishi("queue", "show", "nobody", at=told_village, lang="zh")
    assert (said.code, said.err) == (2, "sishi: 没有推送 'nobody'；`sishi queue list` 列出现有的。\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("queu",), "没有命令 “queu”。是不是想写 “queue”？"),
        (("frobnicate",), "没有命令 “frobnicate”；有哪些见 `sishi --help`。"),
        (("run", "--dayz", "3"), "没有选项 --dayz。是不是想写 --days？"),
        (("run", "--zzz"), "没有选项 --zzz。"),
        (("run", "--days", "many"), "--days 要写数字，不能是 “many”。"),
        (("run", "--days", "1", "--days", "2"), "--days 写了不止一次。"),
        (("queue", "export"), "缺少 --out，或没有给它值。"),
        (("koc", "list", "--rung", "king"), "--rung 不能是 “king”；可以是：none、"),
    ],
)
def test_wrong_use_is_told_in_chinese_too(sishi: Sishi, arguments: tuple[str, ...], sentence: str) -> None:
    said = sishi(*arguments, lang="zh")
    assert said.code == 2
    assert "".join(sentence.split()) in "".join(said.err.replace("│", "").split())


def test_a_run_is_told_in_either_language() -> None:
    not_drawn = Message("run_report.poster_failed", poster="4f2", why=Message("refusal.gone"))
    report = {
        "first_day": "2026-11-23", "days": 7, "gathered": 3, "duplicates": 0, "quarantined": 1, "scored": 3,
        "shortlisted": 2, "dropped_by_reason": {"blurred": 1}, "tellings": 7, "posts": 28,
        "gaps": [{"date": "2026-11-23", "group": "g1", "slot": None, "zh": "缺照片", "en": "no photo"}] * 11,
        "seconds_by_stage": {"gather": 1.0, "score": 0.5}, "quarantine": [], "failed": [not_drawn.to_json()],
    }  # fmt: skip
    told = {}
    for language in LANGUAGES:
        with speaking(language):
            told[language] = [text_of(line) for line in in_words(report, Path("w"))]
    assert [line for line in told["en"] if CHINESE.search(line)] == []
    assert "用时 1.5 秒：收稿 1.0、评分 0.5" in told["zh"]
    assert "took 1.5 s: gather 1.0, score 0.5" in told["en"]
    assert "... and 1 more, see `sishi run --json`" in told["en"]


def test_a_run_tells_reasons_and_what_it_passed_over_in_either_language() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    refused = Quarantined("inbox", "g1/x.jpg", "gone", Message("refusal.gone"), "", monday)
    broken = {"path": "g1/x.jpg", "reason": "gone", "why": render(refused.why, "en")}
    report = {
        "first_day": "2026-11-23", "days": 7, "gathered": 3, "duplicates": 0, "quarantined": 1, "scored": 3,
        "shortlisted": 2, "dropped_by_reason": {"blurred": 2, "of_tomorrow": 1}, "tellings": 7, "posts": 28,
        "gaps": [], "seconds_by_stage": {}, "failed": [], "messages": 0, "messages_left_out": {},
        "not_looked_at": 4, "quarantine": [broken],
    }  # fmt: skip
    told = {}
    for language in LANGUAGES:
        with speaking(language):
            told[language] = [text_of(line) for line in in_words(report, Path("w"), [refused])]
    assert f"隔离 g1/x.jpg：{render(refused.why, 'zh')}" in told["zh"]
    assert "未入选 模糊 2、of_tomorrow 1" in told["zh"]
    assert "没有看 4 个文件（视频、语音、程序和系统自己的文件）" in told["zh"]
    assert "Not looked at: 4 files (films, sounds, what programs and machines keep)" in told["en"]
    assert [line for line in told["en"] if CHINESE.search(line)] == []


@pytest.mark.parametrize("file", sorted(CLI.glob("*.py")), ids=lambda file: file.name)
def test_nothing_is_said_but_from_the_catalogues(file: Path) -> None:
    """No Chinese but in docstrings and in files that `init` writes; no sentence where something is said."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    wrong = [
        f"{file.name}:{node.lineno}: {node.value}" for node in _texts(tree) if CHINESE.search(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in PRINTING:
            texts = (text for argument in node.args for text in _texts(argument))
            wrong += [f"{file.name}:{node.lineno}: {t.value}" for t in texts if TWO_WORDS.search(t.value)]
    assert not wrong, "\n".join(wrong)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    """The string constants below a node: no docstrings, no codes of Messages, not what `init` writes."""
    match node:
        case ast.Constant(str()):
            yield node
        case ast.Expr(ast.Constant()) | ast.Call(ast.Name("Message")):
            return
        case ast.Assign([ast.Name(name), *_]) if name in WORKSPACE_FILES:
            return
        case ast.Assign([ast.Tuple([ast.Name(name), *_])]) if name in WORKSPACE_FILES:
            return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def test_every_column_of_a_table_has_a_heading_in_both_languages() -> None:
    for file in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == "print_table":
                for column in _texts(node.args[0]):
                    assert all(render(Message(f"column.{column.value}"), lang) for lang in LANGUAGES)
