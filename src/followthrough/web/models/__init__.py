"""The data, a file a noun. Rows of the portfolio are written by `web.operations` and by nothing else."""

from followthrough.web.models.account import User
from followthrough.web.models.candidate import Candidate
from followthrough.web.models.decision import Decision
from followthrough.web.models.document import Document
from followthrough.web.models.event import ChainHead, Event
from followthrough.web.models.incident import Incident, Repeat
from followthrough.web.models.item import Item, Replacement
from followthrough.web.models.team import Membership, Person, Service, Team

__all__ = [
    "Candidate",
    "ChainHead",
    "Decision",
    "Document",
    "Event",
    "Incident",
    "Item",
    "Membership",
    "Person",
    "Repeat",
    "Replacement",
    "Service",
    "Team",
    "User",
]
