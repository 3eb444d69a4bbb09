"""Asking members and heeding what they say.

    codes         the short code that an answer names
    page_codes    the longer code that opens a submission of the members' page
    kit           the words to send to a member, with the code in them
    answers       what members wrote -> granted, refused, or a note for a person
    hear_answers  what these do to the consents that were asked for
    consents      the one door through which a consent changes: people, sources, answers
    consequences  what follows from a no: shortlist, plan and queue, and what a person must take down
    signature     who changes it, when and why
    withdraw      a no of one submission or of all of a member; what it would do
    showing       whether posts may be shown at this moment, asked wherever they leave
    leave         posters and copies of what was taken back leave the disk
    naming        whether members may be named in a post, and posts as they read with names
    merging       two members who are one person, with the stricter rights of both
    erasure       what erasing a member takes from the database; the audit stays
    inboxes       search for a member's pictures and name in the inboxes
    spare         what sources bring of the erased is not taken

Erasing a member, merging two, and handing over all that is held of one are use cases: services.erase,
services.people, services.dossier.
The rules of consent stand in content.model.rights; content.store keeps rows and decides nothing.
"""
