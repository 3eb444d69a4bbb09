"""Publishing: what may go out when, in which parts, and what became of it.

rules       grace, pauses, the fold of the parts' states; quota: which channel takes which slot
sender      what a sender is asked for, and what it answers
fit_picture a poster brought within what a channel takes
secrets     a channel's secrets, from the environment or a file of the owner's alone
processes   which process sends, and whether one that claimed a post still lives
duty        who sends by hand in a group on a day
tasks       posts that are sent by hand, as acts of a person; on_time: how punctual they were
"""
