"""`sishi`: the one place where all houses meet and are wired.

app           the commands and their one-line helps; each is imported when it is called
language      which language a command speaks: --lang, else the workspace's, else the machine's
spoken        commands whose help is in the catalogues; page and misuse draw help and wrong use
common        what commands share: the workspace, results on stdout, progress on stderr, exit codes
setup         init, db, doctor; checks: what doctor looks at; new_brand: what init asks
night         run, replan, up, status; words: what a run did, in one language
gather        gather: one file or folder
library       group, product, story, member: list, import, export; member: export one, erase
people        member: merge, doubles
table_import  what became of each row of a table, and its template
story, sop    story: lint, and the SOP on paper; days: days list, days import
curation      shortlist, explain, quarantine; submission: everything that was sent
why_json      why a submission, a post or a gap is as it is; why_in_words: as a story
posts         queue: list, show, export; post approve
channel       the channels: add, list, test, pause, resume, remove
send          what is on its way: list, show, mark, pause, resume; publisher: who sends it
notices       notices digest: what waits and what happened, to all who want it
plan          plan: show, diff, explain, certify, rules, solve, check
upset         what upsets a plan: pause, resume, left, retire
consent       consent: list, ask, grant, refuse, withdraw, import, removed
score         score, dupes: photos without a workspace; calibrate: thresholds from decisions
text          text check: may these words be quoted; complaint list
model         model: list, show, use, train
ledger, staff messages without their words; the team's own people; orders: the shop's list
results       tables in by hand of what came back: results import, clicks; came_back: as explain shows it
owner         who sends by hand in which groups: set, list, leave, link, revoke
intake        the members' submission page: link, list, revoke, publish, serve
insight       what came back, with its doubt; insight_json: the same for scripts
experiment    new, list, show, stop: questions put to the groups
learning      what the plan does differently because of what came back, and a word on it
report        the week as a page, a picture, a workbook
koc, activity who matters to the community; calls for photos
desk          desk, and user: who may sign in
poster        poster: render; poster_tools: lint, proof, preview, new; tuning: tune;
              layout: pin, ban, free, rules
              page_pictures: day, nine
backup        backup: create, list, verify, restore
completion    completion for the shell

Exit codes: 0 all well, 1 some items failed and are listed, 2 wrong use or wrong input, said in one sentence.
"""

from cli.app import main

__all__ = ["main"]
