"""What a person does next with a member on each rung of the ladder. The moves themselves are model.CLIMBS."""

from collections.abc import Mapping
from types import MappingProxyType

from content.model import Message, Rung

TASKS: Mapping[Rung, tuple[Message, ...]] = MappingProxyType(
    {
        Rung.NONE: (),
        Rung.CANDIDATE: (Message("koc.look"), Message("koc.write")),
        Rung.CONTACTED: (Message("koc.note_answer"), Message("koc.complete_consents")),
        Rung.VIP: (Message("koc.preview"), Message("koc.host")),
        Rung.CO_HOST: (Message("koc.choose_topics"), Message("koc.look_back")),
        Rung.DECLINED: (Message("koc.leave_in_peace"),),
    }
)
