"""What stands before every request. Plain ASGI, from the outside in: headers, hosts, methods, bodies,
origins, turns. Around them all, what a connection may do."""

from desk.guard.bodies import Bodies
from desk.guard.connections import Connections
from desk.guard.headers import Headers
from desk.guard.hosts import Hosts
from desk.guard.methods import Methods
from desk.guard.origins import Origins
from desk.guard.turns import Turns

__all__ = ["Bodies", "Connections", "Headers", "Hosts", "Methods", "Origins", "Turns"]
