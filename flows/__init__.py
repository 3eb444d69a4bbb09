"""When it runs. Prefect is used here and nowhere else.

nightly       the night: gather -> feedback -> score -> shortlist -> lay out -> compose -> posters -> report
stages        the same stages as flows of their own: gather, feedback, curate, lay_out, replan, render
publish       a sweep of the outbox, and runs at the minutes at which posts go out
weekly        last week's report, on Mondays
rounds        a stage over all its chunks
tasks         a step of services.nightly on one chunk, as a task; context: what the tasks of a process share
chunks        how work is cut into tasks, and which errors are worth another try
night         one run under way: its seconds, its failures, its last word
watch         how far a night is, for whoever started it by hand
artifacts     what Prefect's pages show of a run: progress and numbers
private       what Prefect may know of an error; records: its records from before that
params        what a run may be asked for
deployments   what is scheduled when
local         a night now, without a server left running: `sishi run`
ending        how a run ends before its time; run_alone: who holds the workspace
up, serving   a server of our own and the schedule, in one command: `sishi up`
server        that server, as a child process; address: where it answers, and its secret; guard: who may ask
orphans       runs that ended without a word
"""
