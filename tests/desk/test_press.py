"""What a template says alike on every page stands in it once it is read; all else is said anew."""

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from desk.templating import Press, icon, press


@pytest.fixture
def english() -> Press:
    made = Press("en")
    made.loader = DictLoader({"words": "{{ _('选片') }} {{ icon('check', 13) }} {{ _(said) }} {{ who }}"})
    return made


def code_of(environment: Press, template: str) -> str:
    """The Python that a template becomes."""
    source = DictLoader.get_source(environment.loader, environment, template)[0]  # type: ignore[arg-type] # as made above
    return str(environment.compile(source, template, None, True))


def test_words_and_icons_are_put_in_when_a_template_is_read(english: Press) -> None:
    code = code_of(english, "words")
    assert f"Cull {icon('check', 13)} " in code
    assert "选片" not in code


def test_what_a_page_says_of_its_own_is_said_anew_and_escaped(english: Press) -> None:
    page = english.get_template("words")
    assert page.render(said="队列", who="<b>").endswith("Queue &lt;b&gt;")
    assert page.render(said="周历", who=Markup("<b>")).endswith("Weeks <b>")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ _('{n} 张好了', n=3) }}", "3 张好了"),
        ("{{ _('{n} 张好了', n=count) }}", "4 张好了"),
        ("{{ _('{n} 张好了').format(n=5) }}", "5 张好了"),
        ("{% set a = _('选片') %}{{ a }}", "选片"),
        ("{{ {'a': _('选片')}['a'] }}", "选片"),
    ],
)
def test_words_are_the_same_wherever_a_template_uses_them(template: str, said: str) -> None:
    assert press("zh").from_string(template).render(count=4) == said


def test_a_word_with_signs_of_html_is_escaped_and_an_icon_is_not() -> None:
    page = press("zh").from_string("{{ _('<i>') }}{{ icon('check') }}")
    assert page.render() == f"&lt;i&gt;{icon('check')}"
