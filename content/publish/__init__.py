"""Publishing: what may go out when, in which parts, and what became of it.

sender       what a sender is asked for, and what it answers
fit_picture  a poster's file brought within what a channel takes
"""
