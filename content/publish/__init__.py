"""Publishing: what may go out when, in which parts, and what became of it.

sender      what a sender is asked for, and what it answers
duty        who sends by hand in a group on a day
tasks       posts that are sent by hand, as acts of a person; on_time: how punctual they were
"""
