"""What stands before every request. Plain ASGI, from the outside in: headers, hosts, methods, bodies,
origins, turns. Around them all, what a connection may do.

Methods knows the desk's routes and is imported by its own name: the members' page has the others without it.
"""

from desk.guard.bodies import Bodies
from desk.guard.connections import Connections
from desk.guard.headers import Headers
from desk.guard.hosts import Hosts
from desk.guard.origins import Origins
from desk.guard.turns import Turns

__all__ = ["Bodies", "Connections", "Headers", "Hosts", "Origins", "Turns"]
