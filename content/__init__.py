"""The trade: what a community photographs and says becomes four linked posts a day for every group.

The way of the data, one line a stage:

    gather      an inbox's items become submissions, once per content; broken ones go to quarantine
    score       every submission gets a score, with the parts that made it
    learn       what the team decided becomes weights, used once they order better than the hand's
    shortlist   every submission is kept or dropped, with a reason
    planner     groups x days get a story and a submission to show, or a gap that is explained
    compose     each of these becomes four posts: texts from copy templates, poster specs, one story
    posters     the specs become files, each drawn once and named by its hash
    review      people approve, amend, swap, return, undo; and say which submissions they want
    ledger      by night: the messages of the groups, without words, become days
    feedback    what came back to the posts that went out, against what is usual in the group
    bell        who is told of what; each person's choices count
    koc         who matters to a community, and the ladder that leads to co-hosting
    publish     what may go out when, in which parts, and what became of it

What they stand on:

    model       what things are; standard library only
    store       SQLAlchemy, here and nowhere else; the queue's one door
    inbox       what we ask of a source of UGC
    upload      bytes that arrive in pieces at the desk, and the inbox that they are taken in from
    media       pictures on disk: originals and working copies
    credit      how a member is named beside a photo, at home and in other groups
    rights      asking members, reading their answers, erasing them; text: what words may say
    stories     what makes a good story: the linter, SOPs; days: holidays, festivals, sales
    submission_page  what the members' page and the house tell each other, by files
    sanitize    members' words without what hides in them
    workers     supervised processes for what may crash, hang or eat the memory
    address_space  how much memory the shell or the service manager lets us have
    settings    every knob; workspace: the folder they stand in
    access      who may read that folder; run_lock: one run in it at a time
    night       what a night is asked for, and what its stages answer
    backup      what a workspace held, in a vault of parts named by their hash
    accounts    passwords and secrets, as hashes
    shipped     where the files lie that come with the program
    brand       brand.toml: who speaks and what posters look like; brand_file: written back as people wrote it
    messages    every sentence that a person reads, in two languages; errors: one tree
    validation  what is wrong with a value, as Messages
    dataclass_json  dataclasses as JSON and back, by their annotations
    files       whole writes, bounded reads; formats: TOML and JSON; syntax: their errors
    file_kinds  what a file is, by its first bytes
    gc_pause    the garbage collector, paused where much is made and nothing dropped

It knows neither Prefect nor HTTP: services/ call its stages, flows/ say when, channels/ how things arrive and
leave.
"""
