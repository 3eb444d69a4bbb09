"""Publishing: what may go out when, in which parts, and what became of it.

sender      what a sender is asked for, and what it answers
"""
