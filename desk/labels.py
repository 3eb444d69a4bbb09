"""What things are called on pages: values of the model, actions of the audit, slots of a day."""

from content.model import Message, Slot
from desk.i18n import named


def action_name(kind: str) -> Message | str:
    """What an entry of the audit, or a scope, is called."""
    return named(Message(f"desk_action.{kind}"), kind)


def value_name(name: str) -> Message | str:
    """A state, choice, rung, type, role, kind of group or field in words; all else as it is."""
    return named(Message(f"desk_value.{name}"), name)


def slot_name(slot: Slot) -> Message:
    return Message(f"desk_name.slot_{slot.value}")


def slot_job(slot: Slot) -> Message:
    """What a slot is for: hook, quiz, community share, solution."""
    return Message(f"desk_name.job_{slot.value}")
