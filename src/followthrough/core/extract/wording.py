"""How English asks for work: imperatives, intentions, and what only looks like them. Word lists and short patterns, no state."""

from __future__ import annotations

import re

VERBS = frozenset(
    """
    add adjust adopt agree alert allow always analyse analyze apply arrange ask assess assign attach audit automate avoid backport ban
    be begin block book build bump buy cache cap catch change check choose clarify clean cleanup close collect commit communicate
    compare complete conduct configure confirm connect consider consolidate contact continue convert copy correct cover create cut
    debug decide decommission decouple decrease define delete deploy deprecate design detect determine develop disable discuss
    distribute document don't do double drop educate eliminate emit enable encourage encrypt enforce engage enhance ensure escalate
    establish evaluate examine exclude expand explain explore expose extend figure file filter find finish fix follow force format
    formalise formalize forward gather generate get give go graph guard guarantee handle harden have hire host identify implement
    improve include increase inform install instrument integrate introduce inventory investigate invest invite isolate join keep
    kickoff kill label learn let limit link list lock log look lower maintain make manage mark measure merge migrate minimise minimize
    mirror mitigate mock modify monitor move never notify obtain offer onboard open optimise optimize order organise organize pass
    patch perform persist pin plan post practice practise prepare prevent prioritise prioritize prohibit propose protect prove provide
    provision prune publish pull purge push put rate re-apply re-evaluate reach read rebuild reconfigure reconsider record recreate
    redesign redirect reduce redeploy refactor refresh refine register reindex reject release remind remove rename reorganise
    reorganize repair replace replicate report require reschedule research resize resolve restart restore restrict restructure rethink
    retire retry return revert review revise revisit revoke rewrite roll rotate run safeguard scale scan schedule scope script search
    secure see send separate serve set setup share shift shorten show shut silence simplify simulate size snapshot speak speed spike
    split spread stabilise stabilize standardise standardize start stop store streamline strengthen study submit subscribe suggest
    support suspend swap switch synchronise synchronize tag take talk teach tell test think throttle tidy tighten trace track train
    transfer transition translate treat triage trigger try tune turn unify uninstall update upgrade upload use validate verify version
    visualise visualize wait warn watch whitelist widen work wrap write
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
INTENT = re.compile(
    r"\b(?:we|i|they|the\s+(?:\w+\s+){1,3}?team|engineering)\s*(?:'ll|'re|'d)?\s*(?:also|still|now|then|therefore|definitely|probably|really|all)?\s*"
    r"(?:will|shall|should|must|need\s+to|have\s+to|plan(?:s)?\s+(?:to|on)|intend(?:s)?\s+to|want\s+to|would\s+like\s+to|hope\s+to|aim\s+to|"
    r"are\s+(?:also\s+)?(?:going\s+to|planning|looking\s+(?:into|at)|working\s+on|hoping\s+to|investigating|considering|adding|building)|"
    r"is\s+(?:going\s+to|planning|looking\s+into|working\s+on)|ought\s+to|could\s+(?:add|use|also|improve|consider))\b"
    r"|\b(?:we|they)'ll\s+\w+|\bit\s+(?:would|might|may)\s+be\s+(?:good|nice|better|useful|helpful|worth|wise)\s+to\b"
    r"|\b(?:should|must|needs?\s+to|ought\s+to|has\s+to|will)\s+be\s+(?:\w+ly\s+)?(?:added|changed|removed|made|updated|fixed|improved|created|introduced|automated|"
    r"documented|monitored|tested|reviewed|replaced|moved|enabled|disabled|increased|reduced|conducted|implemented|alerted|extended|rewritten|migrated|upgraded|set)\b"
    r"|\bto\s+be\s+(?:done|added|implemented|fixed)\b|\bTODO\b|\bneeds?\s+(?:an?|more|better)\s+(?:\w+\s+){0,3}?(?:alert|test|runbook|limit|dashboard|check|monitor\w*)\b"
    r"|\b(?:is|are)\s+(?:also\s+)?(?:under\s+way|planned|in\s+the\s+works|coming)\b",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"\b(?:in\s+(?:the\s+)?future|going\s+forward|from\s+now\s+on|next\s+time|in\s+order\s+to\s+(?:avoid|prevent)|to\s+prevent\s+this|so\s+that\s+this)\b",
    re.I,
)
# Past, conditional and hopeful sentences ask for nothing.
NOT_WORK = re.compile(
    r"\b(?:should|could|would|might|must)(?:n't|\s+not)?\s+have\b|\bif\s+(?:you|we\s+had)\b|\byou\s+(?:should|will|must|can|need)\b|\bwe\s+(?:will|'ll)\s+(?:never\s+know|see|not\s+be|be\s+able)\b|"
    r"\bshould\s+(?:never|not)\s+(?:happen|occur|be\s+possible)\b|\bwe\s+(?:should|will)\s+(?:note|be\s+(?:fine|ok|okay|safe|aware))\b|\bwill\s+(?:remain|continue\s+to\s+be)\b|"
    r"\bthank\w*\b|\bapologi[sz]e\b|\bwe\s+need\s+to\s+know\b|\bplease\b",
    re.IGNORECASE,
)
QUESTION = re.compile(r"\?\W*$")
PLACEHOLDER = re.compile(
    r"^\W*(?:n/?a|none|tbd|tba|todo|nothing|no action items?.*|\.{2,}|…|x+|-+|action(?: item)? ?#?\d*|item ?#?\d*|task ?#?\d*|"
    r"example|description|owner|lorem ipsum.*)\W*$"
    r"|^\s*[<\[{(][^>\]})]{0,300}[>\]})]\s*\.?$|<(?:insert|add|describe|your|enter|name|link|date|who|what|action|ticket)\b[^>]*>|\{\{|\byyyy\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
SENTENCE = re.compile(r"(?<=[.!?])[)\"”’*_]{0,3}\s+(?=[A-Z\"“(\[*_`@])|\n\s*\n")


def opening(text: str) -> str:
    """The first word, in lower case; a leading "to" or "we should" is passed over."""
    found = WORD.findall(text[:120].replace("’", "'"))
    words: list[str] = [word.lower() for word in found]
    for lead in (
        ["to"],
        ["we", "should"],
        ["we", "need", "to"],
        ["we", "will"],
        ["please"],
        ["also"],
        ["need", "to"],
        ["should"],
        ["then"],
        ["maybe"],
        ["possibly"],
    ):
        if words[: len(lead)] == lead and len(words) > len(lead):
            return words[len(lead)]
    return words[0] if words else ""


def is_imperative(text: str) -> bool:
    """Whether it opens like an order: "Add a timeout"."""
    return opening(text) in VERBS


def intends(text: str) -> bool:
    """Whether it says that work is to come, in whatever person."""
    return bool(INTENT.search(text)) and not NOT_WORK.search(text)


def is_placeholder(text: str) -> bool:
    """Whether a template's author wrote it for the next author to replace."""
    return bool(PLACEHOLDER.search(text)) or not WORD.search(text)
