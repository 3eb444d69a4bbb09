"""The members' submission page: a process and a port of its own, for whoever has a group's link.

It sees one folder and nothing else of the workspace (content.submission_page): no database, no media, no
settings. It never opens a picture: a few bytes of its head are looked at, the night's workers decode it.

    server     the process: its port, its limits; __main__: how it is started
    app        guards and routes put together
    guards     bodies of bounded size and speed, counted before anything parses them
    site       what the house published, read again when it changes
    pages      the form and what is sent with it; thanks
    form       what a form says, checked, with what is missing
    uploads    photos that come piece by piece and go on after a break
    photo_head what a file is, and how many pixels it has, by its first bytes
    drop       a submission, whole or not at all, for the night to take
    withdrawing  a code, what it stands for, and taking that back
    limits     how often and how much; proofs of work while a flood lasts
    keys       the page's own key: codes, stamps, and names that are not kept
    look       templates, words and the brand's colours
"""
