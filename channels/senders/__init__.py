"""How posts leave: one module for each kind of channel, each a thin client that calls once.

http        one call and how it ended: answered, not reached, no answer
"""
