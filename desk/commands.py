"""What the palette can do besides finding: rooms and lists to go to, for those who may."""

from dataclasses import dataclass

from content.model import Message, Verb
from content.text.pinyin import sounds_like
from desk.auth import Person
from desk.i18n import worded


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is a message `desk_command.*`, `sign` its icon, `verb` what one must be allowed."""

    name: str
    address: str
    sign: str
    verb: Verb = Verb.VIEW

    @property
    def message(self) -> Message:
        return Message(f"desk_command.{self.name}")


COMMANDS = (
    Command("review", "/review?sort=due", "check"),
    Command("cull", "/cull", "cull"),
    Command("today", "/", "home"),
    Command("weeks", "/weeks", "week"),
    Command("pending", "/queue?status=in_review", "clock"),
    Command("returned", "/queue?status=returned", "return"),
    Command("send", "/send", "plane"),
    Command("groups", "/groups", "groups"),
    Command("group_gaps", "/groups?gaps=1", "plus"),
    Command("koc", "/koc", "star"),
    Command("insight", "/insight", "insight"),
    Command("templates", "/templates", "templates"),
    Command("models", "/models", "spark"),
    Command("runs", "/runs", "runs"),
    Command("audit", "/audit", "audit"),
    Command("settings", "/settings", "settings"),
    Command("users", "/settings/users", "person", Verb.USERS),
    Command("orders", "/insight/business", "table", Verb.SEE_ORDERS),
)


def commands_for(person: Person, text: str, language: str) -> tuple[Command, ...]:
    """Those whose words have the text, or sound like it; all for an empty one."""
    allowed = (command for command in COMMANDS if person.may(command.verb))
    return tuple(command for command in allowed if _matches(worded(command.message, language), text))


def _matches(words: str, text: str) -> bool:
    return text.lower() in words.lower() or (
        len(text) > 1 and text.isascii() and sounds_like(words, text.lower()) >= 0
    )
