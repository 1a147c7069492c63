"""The data, a file a noun. Rows of the portfolio are written by `web.operations` and by nothing else."""

from followthrough.web.models.account import User
from followthrough.web.models.candidate import Candidate
from followthrough.web.models.connection import Connection, TrackerAccount
from followthrough.web.models.decision import Decision
from followthrough.web.models.document import Document
from followthrough.web.models.event import ChainHead, Event
from followthrough.web.models.incident import Incident, Repeat
from followthrough.web.models.item import Item, Replacement
from followthrough.web.models.link import Clash, Link, SyncNote
from followthrough.web.models.notice import Notice
from followthrough.web.models.nudge import Address, Channel, Feed, Nudge, NudgeLine, NudgeRun
from followthrough.web.models.outbox import Delivery, Outbox
from followthrough.web.models.policy import PolicyVersion
from followthrough.web.models.review import Presence, Review, ReviewEntry, Rhythm
from followthrough.web.models.rollup import IncidentSpellRow, RollupHead, SpellRow, TallyRow, View
from followthrough.web.models.team import Membership, Person, Service, Team
from followthrough.web.models.token import Token

__all__ = [
    "Address",
    "Candidate",
    "ChainHead",
    "Channel",
    "Clash",
    "Connection",
    "Decision",
    "Delivery",
    "Document",
    "Event",
    "Feed",
    "Incident",
    "IncidentSpellRow",
    "Item",
    "Link",
    "Membership",
    "Notice",
    "Nudge",
    "NudgeLine",
    "NudgeRun",
    "Outbox",
    "Person",
    "PolicyVersion",
    "Presence",
    "Repeat",
    "Replacement",
    "Review",
    "ReviewEntry",
    "Rhythm",
    "RollupHead",
    "Service",
    "SpellRow",
    "SyncNote",
    "TallyRow",
    "Team",
    "Token",
    "TrackerAccount",
    "User",
    "View",
]
