"""What each number means, in one sentence, for pages and command line to show beside it. The counting is in the files beside this one."""

from __future__ import annotations

from typing import Final

DEFINITIONS: Final[dict[str, str]] = {
    "open": "Items accepted and not closed: open, in progress or blocked.",
    "overdue": "Open items whose due date has passed; on its due date an item is not yet overdue.",
    "oldest": "The open item that was accepted longest ago; its age is the days since then.",
    "buckets": "Open items by the days since they were accepted.",
    "completion": "Of the items whose original due date falls in the window, the share that is done; moving a date changes nothing, "
    "and an item that was split or merged counts through what replaced it.",
    "done_on_time": "Done on or before the original due date.",
    "done_late": "Done after the original due date.",
    "risk_accepted": "A person decided not to do it and to live with the consequence until a date.",
    "declined": "A person decided that it is not worth doing, or replaced it and nothing stands in its place.",
    "still_open": "Not done and not decided.",
    "last_quarter": "The last calendar quarter that is wholly past.",
    "running": "The last 90 days, today included.",
    "weeks": "Items by the week of their original due date: done, decided (risk accepted or declined), and still open.",
    "loop": "What became of an incident's items; decided counts as closed, and its share is shown.",
    "none_recorded": "The incident has no action item.",
    "none_closed": "The incident has action items, and none is done or decided.",
    "partly_closed": "Some of the incident's action items are done or decided, some are open.",
    "closed": "All of the incident's action items are done or decided.",
    "decided_share": "The share of the incident's items that was not done but decided away: risk accepted or declined.",
    "flow": "Per week: items accepted, returned (reopened, or back from an accepted risk), done, decided, replaced, and open at its end. "
    "What is taken back on the same day is not counted.",
    "slips": "How often an item's due date was moved later; a move that was taken back does not count.",
    "time_to_done": "Days from acceptance until the item is done, by Kaplan and Meier: an open item counts for as long as it has lasted, "
    "and one that was decided against until then. The mean of the done ones is not shown: it leaves out what takes longest.",
    "repeats": "Incidents that a person confirmed to repeat an earlier one, by the quarter they began in; warned of, where an item of the "
    "earlier one was open, or its risk accepted, on the day before.",
    "balance": "Items by type; an item that was split or merged counts through what replaced it.",
}
