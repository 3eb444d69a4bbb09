"""Asking members and heeding what they say.

    codes      the short code that an answer names
    kit        the words to send to a member, with the code in them
    answers    what members wrote -> granted, refused, or a note for a person
    spare      what sources bring of the erased is not taken
    withdraw   a no of one submission or of all of a member; what it would do
    showing    whether posts may be shown at this moment, asked wherever they leave
    leave      posters and copies of what was taken back leave the disk
    inboxes    where a member's pictures and name lie in the inboxes

Erasing a member, and handing over all that is held of one, are use cases: services.erase, services.dossier.
The rules of consent stand in content.model.rights, the one door in content.store.rights, and what follows
from a no in content.store.withdrawals.
"""
