"""What looks like a name, and whether it is a person's, a team's or a role's. Knows no item and finds no owner."""

from __future__ import annotations

import re

from followthrough.core.extract.verbs import VERBS, base
from followthrough.core.item import OwnerKind
from followthrough.core.pattern import Pattern

NAME = r"[^\W\d_a-z][\w'’.-]*(?: (?:(?:van|von|de|der|da|di|bin|al|la|le) )*[^\W\d_a-z][\w'’.-]*){0,3}"
HANDLE = Pattern(r"(?<![\w@/.`])@([A-Za-z][\w-]*(?:[./][\w-]+)*)", needs=("@",))
_SEPARATE = Pattern(r"\s*(?:,|;|/|&|\+|\band\b|<br>|\n)\s*", longest=500)
_TEAM = Pattern(
    r"\b(?:teams?|squads?|groups?|guilds?|crew|tribe|department|dept|org|chapter|sres?|infra(?:structure)?|platform"
    r"|dev-?ops|devs|ops|operations|engineering"
    r"|security|support|eng|networking|backend|frontend|qa|data|product|everyone|everybody|all|anyone|we|us|core|it"
    r"|legal|marketing|hr|admins|maintainers|developers|engineers|staff)\b",
    re.IGNORECASE,
)
_ROLE = Pattern(
    r"\b(?:on-?call|incident (?:lead|commander|manager|owner)|commander|manager|tech(?:nical)? lead|team lead|lead"
    r"|director|cto|ciso|vp|head of|architect|author"
    r"|engineer|developer|scribe|operator|product owner|po|em|pm|administrator|coordinator|owner|deployer|reviewer|sysadmin)\b",
    re.IGNORECASE,
)
_A_ROLE = Pattern(
    r"(?:the |current |secondary |primary )?(?:on-?call(?: (?:engineer|person|lead))?|incident (?:lead|commander|manager|owner)"
    r"|(?:tech|technical|team|engineering) (?:lead|manager|director)|product (?:owner|manager)|service owner|cto|ciso|engineering manager)",
    re.IGNORECASE,
)
NOBODY = Pattern(
    r"^(?:[\W_]*|n/?a|none|no one|nobody|tbd|tba|tbc|to be (?:decided|determined|assigned)|unassigned|unknown|\?+|todo"
    r"|name|owner|owners|who|person"
    r"|assignee|yes|no|open|done|x|nobody yet|to determine"
    r"|under consideration|<.*>|\[.*\]|\{.*\}|your name|firstname.*|john/jane doe|not assigned(?: yet)?)$",
    re.IGNORECASE,
)
# Capitalised at the start of an entry and yet nobody's name.
_TOPICS = frozenset(
    """
    alert alerts alerting alarm api apis application app architecture auto automation availability aws azure backend backup
    backups better billing bug build cache caching capacity cd ci client cloud cluster code communication communications
    config configuration cpu customer customers dashboard dashboards data database databases db deploy deployment deployments
    detection dev dns docker docs documentation done edit elasticsearch example exploration fastly feature fix frontend
    future github gitlab goal google grafana immediate impact improve infrastructure infra investigation issue issues jira
    k8s kafka kubernetes later linux load log logging logs long long-term mail medium memory metrics mitigation mobile
    monitoring more mysql network new nginx node nodes note open ops optional other p0 p1 p2 p3 people performance phase plan
    platform postgres postgresql prevention priority process processes product production prometheus proposal question queue
    reason redis release reliability remediation resilience result review rollback runbook runbooks security service services
    short short-term slack software staging status step storage system systems task team technical terraform test testing
    tests tier ticket todo tool tooling tools traffic training tuning ui update upgrade user users warning web website why
    wip actions action follow-up medium-term near-term optionally additionally also finally first second third next however
    if when while the this that these those we it there our all any both each some for from in on at to by as an a and or but
    not no yes monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december completed complete closed progress planned pending started deferred cancelled high
    low critical major minor urgent everyone
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
A_TEAM = Pattern(r"(?:the )?(?:[\w&/-]+ ){0,3}(?:team|squad|guild)", re.IGNORECASE)
EVERYONE = Pattern(r"(?:all|everyone|everybody|whole team|all of us|all teams)", re.IGNORECASE)
# What stands in one bracket with an owner and is none.
_BESIDE = Pattern(
    r"^(?:due|by|eta|within|in|over|deadline|target|before|until|ticket|tickets|tracking|jira|status|priority|p\d|sev|next|this"
    r"|end of|q[1-4]|eo[qmyw]|asap|soon)\b|^[A-Z][A-Z0-9]+-?\d+$|^&\d|^\S*#\d+$|^https?:|.*\b\d{4}\b|^\d"
    r"|.*\b(?:days?|weeks?|months?|sprints?|quarters?)$",
    re.IGNORECASE,
    longest=200,
)
# "Priya (with Sam)" is two, "Priya (payments)" one.
_WITH = Pattern(r"\(\s*(?:with|and|/|\+|&)\s*([^()]{1,60}?)(?: (?:supporting|helping|support))?\s*\)", needs=("(",))
_REMARK = Pattern(r"(?<=\w) *\([^()]*\)", needs=("(",))
ASIDE = Pattern(r"\s*(?:\(.*\)?|\s[-–—]\s.*)$", longest=300)
_WORD = Pattern(r"[^\W\d_][\w'’-]*")
_PARTICLES = frozenset({"van", "von", "de", "der", "den", "da", "di", "do", "dos", "del", "bin", "al", "la", "le", "el", "y", "zu"})
_INITIAL = Pattern(r"\w [A-Z]$")
MOST = 12
# Common given names of many places: a single word before a colon is taken for a person only if it is one of these.
FIRST_NAMES = frozenset(
    """
    aaron adam adrian ahmed aisha alan albert alejandro alessandro alex alexander alexandra alexis alfred ali alice alicia
    alina alison amanda amber amina amir amit amy ana anders andre andrea andreas andrew andy angela anika anil anita anjali
    ann anna anne annika anthony antoine anton antonio anya arjun arthur asha ashley astrid ben benjamin bernd beth bjorn bob
    boris brandon brian bruce bruno carl carla carlos carmen carol caroline catherine cathy cecilia chad charles charlie
    charlotte chen chloe chris christian christina christine christopher claire clara claudia colin connor craig cynthia dan
    dana daniel daniela dave david dean deborah denise dennis diana diego dimitri dmitri dominic don donna doug douglas ed
    eddie edgar eduardo edward elena eli elias elif elizabeth ella ellen emil emily emma eric erica erik erin ethan eva evan
    eve fabian fatima felipe felix fernando filip fiona florian francesca francesco francis francisco frank franz fred
    frederic gabriel gabriela gareth gary gavin george georgia gerald giovanni gita giulia grace greg gregory guillaume
    gustavo hamza hana hannah hans harald harold harry hassan heather heidi helen helena henrik henry hiroshi holly hugo ian
    ibrahim igor ines ingrid irene iris isabel isabella ivan jack jackie jacob jake james jamie jan jana jane janet jason
    javier jay jean jeff jeffrey jenna jennifer jenny jens jeremy jerome jerry jess jesse jessica jill jim jimmy jing joan
    joao joe joel johan johanna john johnny jon jonas jonathan jordan jorge jose josef joseph josh joshua juan judith julia
    julian julie jun jurgen justin kai kara karen karim karin karl kate katherine kathy katie keith kelly ken kenji kenneth
    kevin kim kiran klaus kofi kristen kristin kumar kurt kyle lars laura lauren laurent lea leah lee leila lena leo leon
    leonard leonie li liam lila lily linda ling lisa liz lorenzo louis louise luca lucas lucia lucy luis luisa luke lydia
    magnus maja mandy manuel marc marcel marco marcus margaret maria marie marina mario marion mark markus marta martha
    martin martina mary mateo mathias matt matteo matthew maurice max maya megan mei meera mehmet melanie melissa mia michael
    michal michel michele michelle miguel mika mike mikhail mila milan mira miriam mo mohamed mohammed moira molly monica
    morgan moritz nadia nancy naomi natalia natalie natasha nate nathan neha neil nick nicholas nicola nicolas nicole niels
    nikhil nikita nikolai nils nina noah noor nora olaf oleg olga oliver olivia omar oscar otto pablo pamela paolo pascal
    patricia patrick paul paula pavel pedro penny pete peter petra phil philip philipp pierre pim piotr pooja priya rachel
    rafael raj rajesh ralph ramon raul ravi ray rebecca renee ricardo richard rick rita rob robert roberto robin rodrigo
    roger roland roman ron rosa rosie ross ruben rui russell ruth ryan sabine sally sam samantha samir samuel sandra sandy
    sanjay sara sarah sasha scott sean sebastian serena sergei sergio shane shannon sharon shawn sheila simon simone sofia
    sonia sophia sophie stefan stefano stella stephan stephanie stephen steve steven stuart sue sunil susan suzanne sven
    sylvia takashi tamara tania tara tariq ted teresa terry theo theresa thomas tiago tim tina tobias todd tom tomas tony
    tracy travis trevor tyler ulrich uma ursula valentina vanessa vera veronica vicky victor victoria vijay vikram viktor
    vincent vivian vlad walter wei wendy werner will william wolfgang xavier yan yara yasmin yuki yuri yusuf yvonne zach
    zachary zara zoe
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)


def kind_of(names: list[str] | tuple[str, ...]) -> OwnerKind:
    """Whether these are one person, several, a team or a role."""
    if not names:
        return OwnerKind.NONE
    if EVERYONE.fullmatch(names[0]):
        return OwnerKind.SEVERAL
    kinds = [_kind(name) for name in names]
    persons = kinds.count(OwnerKind.PERSON)
    if persons > 1 or (persons and len(names) > 1):
        return OwnerKind.SEVERAL
    return kinds[0]


def separate(words: str) -> list[str]:
    """The names in a heading that may hold names only."""
    return names_in(ASIDE.sub("", words.strip(" :")))


def looks_like_initials(name: str) -> bool:
    """Whether it is two or three capitals that name nothing of the trade."""
    return name.isalpha() and name.isupper() and 2 <= len(name) <= 3 and name.lower() not in _TOPICS


def may_be_name(name: str) -> bool:
    """Whether it could be a name where its neighbours are: a capitalised word that is none of the trade."""
    words = _WORD.findall(name)
    return 1 <= len(words) <= 3 and all(is_name(f"{word} Smith", frozenset()) for word in words) and bool(re.fullmatch(NAME, name))


def is_sure_name(name: str) -> bool:
    """Whether it is a name wherever it stands."""
    return is_name(name, frozenset()) and name.split()[0].lower() in FIRST_NAMES


def is_name(name: str, people: frozenset[str]) -> bool:
    """Whether capitalised words look like a person's name: known to the document, or two words of which neither is a word of the trade."""
    lower = name.lower()
    if lower in people:
        return True
    words = _WORD.findall(name)
    if (
        not words
        or len(words) > 4
        or any(word.lower() in _TOPICS or word.lower() in VERBS or (word.isupper() and len(word) > 1) for word in words)
    ):
        return False
    if any(word.islower() and word not in _PARTICLES for word in words[1:]) and name[0].isupper():
        return False
    if any(re.search(r"[a-z][A-Z]|\d", word) and not word.startswith(("Mc", "Mac", "De", "Le", "O'", "O’")) for word in words):
        return False
    if any(
        base(word) is not None or word.lower().endswith(("tion", "ment", "ness", "ing", "ity", "ance", "ence", "ware")) for word in words
    ):
        return False
    return len(words) > 1 or lower in FIRST_NAMES


def is_role(words: str) -> bool:
    """Whether a few words name a role and nothing else."""
    return bool(_A_ROLE.fullmatch(words.strip()))


def is_group(name: str) -> bool:
    """Whether a short name says itself that it is a team's."""
    return bool(re.search(r"\b(?:team|squad|guild|sres?|devops|infra|eng)\b", name, re.IGNORECASE)) and len(name.split()) <= 4


def _kind(name: str) -> OwnerKind:
    if re.search(r"\b(?:team|squad|guild|group)s?\b", name, re.IGNORECASE) or "/" in name:
        return OwnerKind.TEAM
    if _ROLE.search(name):
        return OwnerKind.ROLE
    if _TEAM.search(name) or (name.isupper() and 2 <= len(name) <= 6 and " " not in name and len(name) > 2):
        return OwnerKind.TEAM
    return OwnerKind.PERSON


def names_in(words: str) -> list[str]:
    """The names that words list, without what stands beside names and is none."""
    words = _WITH.sub(r", \1", words[:400])
    words = without_marks(_REMARK.sub("", words))
    if not HANDLE.fullmatch(words):  # "@company/team" is one
        words = " ".join(_SEPARATE.sub("\n", words).split(" "))
    parts = [without_marks(HANDLE.sub(r"\1", part).strip("@ ")) for part in words.split("\n")]
    return [part for part in dict.fromkeys(parts) if part and not NOBODY.match(part) and not _BESIDE.match(part)][:MOST]


def without_marks(part: str) -> str:
    """A name without the marks around it; the point of "Petra M." is its own."""
    bare = part.strip(" .*_()[]")
    return f"{bare}." if _INITIAL.search(bare) and part.strip(" *_()[]").endswith(f"{bare[-1]}.") else bare
