"""Style sheets and pages are held to the allow-list and its limits before anything is painted."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import PosterError
from content.messages import render
from content.posters.lint import guard
from content.posters.lint.css import sheet_problems, style_problems
from content.posters.lint.html import html_problems, source_problems
from content.posters.template import base_css

FINE = """
.a{left:64px;top:-40px;width:calc(100% - 72px);padding:0 28px 4px;line-height:1.3;flex:1}
.b{background-image:linear-gradient(180deg,rgba(0,0,0,.42),color-mix(in srgb,var(--deep) 9%,transparent) 4%)}
.c{--soft:color-mix(in srgb,#fff 24%,var(--acc));color:var(--soft);transform:rotate(-2.2deg) scale(1.2)}
.d{box-shadow:0 36px 80px -32px rgba(0,0,0,.3),0 4px 10px #0001;font-family:"Noto Serif CJK SC"}
.e::before,.f .g > .h{grid-template-columns:repeat(2,minmax(0,1fr));font-feature-settings:"halt" 1}
"""


def _said(css: str) -> str:
    return "; ".join(render(problem.what, "en") for problem in sheet_problems(css))


def test_what_both_engines_paint_alike_passes() -> None:
    assert sheet_problems(FINE) == ()
    assert sheet_problems(base_css()) == ()


@pytest.mark.parametrize(
    "css, said",
    [
        (".a{width:1e9px}", "1e9px of width is beyond the limit of 4000 px"),
        (".a{left:-4001px}", "-4001px of left"),
        (".a{width:50in}", "50in of width"),
        (".a{filter:blur(300px)}", "300px of blur is beyond the limit of 120 px"),
        (".a{box-shadow:0 0 121px red}", "121px of box-shadow"),
        (".a{filter:drop-shadow(0 0 200px #000)}", "200px of drop-shadow"),
        (".a{font-size:-3px}", "-3px is negative"),
        (".a{font-size:4000px}", "4000px of font-size"),
        (".a{font-size:2em}", "2em of font-size"),
        (".a{line-height:4000}", "4000 of line-height"),
        (".a{transform:scale(400)}", "400 of scale"),
        (".a{width:calc(5000px - 2px)}", "5000px of width"),
        (".a{width:calc(10px*400)}", "multiply and divide in the template"),
        (".a{width:calc((10px*400))}", "multiply and divide in the template"),
        (".a{width:9999zz}", "9999zz of width"),
        (".a{background:url(http://127.0.0.1/x.png)}", "url() is not allowed"),
        ('.a{background:url("file:///etc/passwd")}', "url() is not allowed"),
        (".a{background-image:image-set('a.png' 1x)}", "function image-set()"),
        (".a{width:expression(alert(1))}", "function expression()"),
        (".a{animation:spin 1s infinite}", "the property animation"),
        (".a{content:attr(data-x)}", "the property content"),
        (".a{color:'red'}", "a text in quotes has no meaning for color"),
        ("@import 'http://127.0.0.1/x.css';", "@import is not allowed"),
        ("@font-face{font-family:x;src:url(x)}", "@font-face is not allowed"),
        ("@media print{.a{color:red}}", "@media is not allowed"),
        (".a{.b{color:red}}", "no rules within rules"),
        (".a{--a:var(--b);--b:var(--a)}", "--a is defined by itself"),
        (".a{--deep:red}", "--deep is the palette's"),
        (".a{background-image:linear-gradient(red" + ",blue" * 20 + ")}", "more than 16 stops"),
        (".a{text-shadow:" + ",".join(["0 0 1px red"] * 20) + "}", "more than 12 parts"),
        (".a{color:red" + ";color:red" * 9000 + "}", "characters; at most 60,000"),
        (".a{background:url(x", "url() is not allowed"),
    ],
)
def test_what_is_dear_dangerous_or_not_alike_is_named(css: str, said: str) -> None:
    assert said in _said(css)


def test_values_that_grow_when_they_are_put_in_are_found() -> None:
    doubled = "".join(f"--v{at}:var(--v{at + 1}) var(--v{at + 1});" for at in range(20))
    assert "tokens when its var() are put in" in _said(f".a{{{doubled}}}")


def test_a_problem_has_its_line() -> None:
    (problem,) = sheet_problems(".a{color:red}\n.b{\nwidth:9000px}")
    assert problem.line == 3


@given(st.integers(0, 4000), st.integers(-4000, 0))
def test_every_place_on_a_poster_passes(width: int, left: int) -> None:
    assert style_problems(f"left:{left}px;width:{width}px") == ()


@given(st.floats(4000.5, 1e30), st.sampled_from(["width", "left", "padding", "border-radius", "gap"]))
def test_no_length_beyond_the_limit_passes(px: float, name: str) -> None:
    assert style_problems(f"{name}:{px:f}px")


@given(st.integers(121, 10**6))
def test_no_blur_beyond_the_limit_passes(px: int) -> None:
    assert style_problems(f"filter:blur({px}px)")
    assert style_problems(f"box-shadow:0 0 {px}px red")


@given(st.text(alphabet="abc:;{}()'\"\\/*-0123456789px%,@!<>\n é\0", max_size=200))
def test_no_text_makes_the_reader_of_css_fail(css: str) -> None:
    assert isinstance(sheet_problems(css), tuple)
    assert isinstance(style_problems(css), tuple)


def test_a_problem_of_a_style_attribute_names_the_number_as_written() -> None:
    (problem,) = style_problems("filter:blur(300px)")
    assert render(problem.what, "en").startswith("300px")


@pytest.mark.parametrize(
    "html",
    [
        '<div class="abs a" style="left:64px">早<br><img src="asset:qr-0" width="224" height="224"></div>',
        '<div lang="zh-CN" style="--deep:#3A2820;--a:color-mix(in srgb,#fff 9%,var(--deep))">&lt;b&gt;</div>',
    ],
)
def test_pages_of_our_templates_pass(html: str) -> None:
    assert list(html_problems(html)) == []


@pytest.mark.parametrize(
    "html, said",
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ('<iframe src="http://127.0.0.1/"></iframe>', "<iframe> is not allowed"),
        ('<link rel="stylesheet" href="x">', "<link> is not allowed"),
        ("<svg><image/></svg>", "<svg> is not allowed"),
        ('<div onclick="x()"></div>', "the attribute onclick"),
        ('<div tw="w-[1e9px]"></div>', "the attribute tw"),
        ('<img src="file:///etc/passwd">', "pictures come from asset()"),
        ('<img src="http://127.0.0.1/a.png">', "pictures come from asset()"),
        ('<img src="asset:a" width="1e9">', "width is '1e9'"),
        ("<div style='width:1px'></div>", 'must be written as name="value"'),
        ('<div class=">" style="width:1e9px"></div>', "must be written as"),
        ('<div style="width:1e9&#112;x"></div>', "1e9px of width"),
        ('<div style="--a:var(--a)"></div>', "the palette's var() alone"),
        ("<!-- hidden -->", "this is no tag of a template"),
        ("<div <div <div ", "this is no tag of a template"),
        ("<div>" * 41 + "</div>" * 41, "more than 40 deep"),
        ("<br>" * 601, "more than 600 elements"),
    ],
)
def test_what_a_page_may_not_hold_is_named(html: str, said: str) -> None:
    assert said in "; ".join(render(problem, "en") for problem in html_problems(html))


def test_branches_that_no_sample_takes_are_read_as_well() -> None:
    source = (
        '<div>\n{% if link %}<script>x</script>{% endif %}\n<b style="left:{{ x }}px" onload="y"></b></div>'
    )
    assert [line for line, _ in source_problems(source)] == [2, 3]


def test_the_guard_refuses_with_a_sentence_and_takes_no_time() -> None:
    page = '<div class="abs" style="left:64px;top:{}px"><span>早</span></div>'
    guard(page.format(0), FINE)
    begun = perf_counter()
    for top in range(100):
        guard(page.format(top) * 20, FINE)
    assert (perf_counter() - begun) / 100 < 0.005  # 0.2 ms; the rest is for slow machines
    with pytest.raises(PosterError, match=r"not painted: 4001px of width is beyond the limit of 4000 px"):
        guard('<div style="width:4001px"></div>', FINE)
    with pytest.raises(PosterError, match="not painted: @import is not allowed"):
        guard("<div></div>", "@import 'x';")


@given(st.text(alphabet='<>/"= abdivstyle&;#\n', max_size=300))
def test_no_text_makes_the_reader_of_pages_fail(html: str) -> None:
    assert isinstance(list(html_problems(html)), list)
