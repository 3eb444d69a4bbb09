"""Use cases, each written once: the command line, the flows and the desk call the same functions.

context      what a use case works in: workspace, worker processes, clock
nightly      the steps of a night, in their order; report: what a night did
plan_now     the coming days planned again at once, beside whoever asks
composing    what posts are written with, and writing them
pages        a day in one long picture, a picture cut in nine squares
drawing      posters for good, and small ones while somebody types
tuning       a template turned without code: drawn, looked over, taken along as one's own
sources      the inboxes of a night; one export looked into, and taken
explain      why a submission, a post or a gap is as it is
stories      the library as its page lists it; story_check: what is wrong with stories, and how they look
             story_writing: frames, drafts, a draft put to use; story_files: into files and out of them
brand_kit    what the brand looks like, tried on a wall of posters and written to brand.toml
table_shelf  a table taken in whole: what is new or changed goes where it belongs
text_check   whether lines of text may be quoted, and why not
comments     what people say of posts, and who is told
shares       links for people without an account; guest_review: what they do with the posts
complaints   what members are unhappy with, for the team to answer
layouts      why a post's poster has its layout and colours; layouts pinned to slots, and banned
planned      what is planned, as the problem that a night would solve
week_insight a week as people read it: week_figures, findings; insight_tables behind its charts
group_rows   all groups; group_insight: one, with group_mesh, group_slots, group_tables
business_view  what members bought beside what they do, with business_tables
weekly       the weekly report, written and sent
models       what was learnt: learning more, and which model counts
feedback     what came back to posts: counted, and read; results: tables in by hand of it;
             sample_history: a made-up one for the sample
learning     what responses teach the planner; proposals: what a person decides of it
             learning_view: what changed, and whether it pays; plan_changes: in words
             group_settings: slot times and promo caps of a group
experiments  planned, drawn and stopped; experiment_values: the one number, by group and week
             experiment_view: what is known, and once it is over the verdict; experiment_tables
             experiment_words: in sentences
counted_pages  what pages of insight show, counted by night and kept
insight      what a period comes to, with its doubt; insight_scope: of which groups and days
             insight_weeks, insight_figures: its numbers; insight_people: who stays, lapses and buys
             insight_health: the classes of groups
community    who matters to the community, measured; calls for photos ranked
uploads      photos brought in at the desk: begun, received in pieces, stopped, cleared away
             upload_look: held against all that is here; upload_take: taken in by gather, one undo entry
             upload_traces: what it left of submissions
corrections  what a person sets of submissions by hand; products: found in their words again
consent      what members say of their pictures, and what follows on disk
erase        a member erased for good; dossier: all that is kept of one
people       members who are one person: likely ones, two merged; naming: who may be named
exports      the queue as a file, written down
approving    posts approved as they are now, without the desk
publisher    one sweep: send what is due, once; publish_loop: every few seconds, until stopped
             calls: claimed, begun, written down; due: what is; sweep: what one did
             look_ups: what platforms tell of calls without an answer; task_stops: tasks not to go out
             holds: by which channel, and what forbids it; delivering: claim, call, outcome
             mass_tasks: posts that one tap sends; letters: what is sent, where and as whom
             winners: who answered rightly, filled into an evening that goes out
             platform_tokens: what a platform gave for a time; asides: what may hang, in threads
digests      what waits and what happened, by robots and to mailboxes, at chosen times
alerts       who is told that something is wrong; the canary of a morning
send_list    what is on its way; send_mark: what a person says became of it
             responses: what came back in the chat; trial_send: a real post to a test group
             send_answer: what somebody saw in the chat, as marks; send_journal: every step of one post
             refusal_cause: why a platform probably said no
publisher_health  whether anything sends, and what would be missed
dispatch     a day of sending as its board shows it; handing_over: what waits, given to the backup
channels     the ways out: added, listed, tried, paused, removed; channel_cells: who takes which slot
owners       who sends by hand: groups, leave, links; owner_tasks: posts as tasks; owner_day: by a link;
             owner_evening: what it says once the day is done, and offers; owner_import: out of a table
submission_links  links to the members' submission page; submission_page: what it shows, published;
             page_taking: what came by it, written down, and taken back
wecom_side   an owner's day inside WeCom: who opened it, signatures, the chat's group, uploads
reminders    owners reminded before a task is due and when it is late; nudges: because somebody asks
accounts     who may sign in: people, roles, passwords, API tokens
new_brand    a workspace for a brand of one's own; workspace_tables: its tables to fill in
next_step    the one thing to do next, for a week to come about
backup       backups made, listed, verified, thinned out; restore: one brought back
             backup_files: what of a workspace is in them
search       one search over everything, by words and first letters of readings
files        whether originals, working copies and posters are as they were written

They know content and channels; Prefect, HTTP and how a result is shown belong to their callers.
"""
