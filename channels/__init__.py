"""How things arrive and leave: readers of what communities send, tables in, and the queue's exports.

readers      sources of UGC, one a module: drop_folder
tables       rows of csv, xlsx, yaml, toml and json; imports: rows -> groups, products, members, stories
exports      the queue as files; the same four tables as files
"""
