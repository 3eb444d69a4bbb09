"""The ledger of messages: days made of it by night, and what it tells.

days       what the messages of a day come to
mesh       who answers whom, and how much of it touches the team; talk: of a day
upkeep     by night: days that changed are summed up, messages beyond their time let go
show       the messages of a group, and its days
usual      what is usual, of earlier days
"""
