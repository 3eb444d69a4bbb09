"""How a member is credited: by nickname at home, elsewhere with the name of their own group before it."""

from content.sanitize import clean

ROOM = 11.0  # characters as wide as a Chinese one that a poster's credit has on its line
NARROW = 0.55  # of such a character is what a letter or a digit takes


def credit(nickname: str, home: str = "") -> str:
    """@阿雅; where `home` names another group, that is the member's own: 老友群的@阿雅. "" for nobody."""
    name = clean(nickname)
    if not name:
        return ""
    group = " ".join(clean(home).split())
    return f"{group}的@{name}" if group else f"@{name}"


def credit_en(nickname: str, home: str = "") -> str:
    """The same in English: @Anna, or @Anna of Old Friends."""
    name, group = clean(nickname), " ".join(clean(home).split())
    return f"@{name} of {group}" if name and group else credit(name)


def short_credit(nickname: str, home: str = "", room: float = ROOM) -> str:
    """The credit for one line of a poster: a long group's name gives way, the nickname never does.

    Of 好久不见·老友群 what comes after the dot is kept, and of that as much as there is room for.
    """
    group = " ".join(clean(home).split()).rpartition("·")[2]
    while len(group) > 1 and _width(credit(nickname, group)) > room:
        group = group.removesuffix("…")[:-1].rstrip() + "…"
    return credit(nickname, group)


def _width(text: str) -> float:
    return sum(NARROW if character.isascii() else 1.0 for character in text)
