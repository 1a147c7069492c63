"""The verbs that work is asked for with. Knows words only, no sentences."""

from __future__ import annotations

import re
from functools import lru_cache

VERBS = frozenset(
    """
    abandon absorb accelerate acquire adapt add address adjourn adjust adopt advise agree aim alert allow amend analyse
    analyze announce append apply archive arm arrange ask assess assign attach audit automate avoid await back backfill
    backport bake balance batch bind block boost bound bring build bump bypass cache calculate cancel cap capture catch
    change chase check cherry-pick choose clarify classify clean cleanup clear clone close codify collect combine commit
    communicate compare compile complete compress condense conduct configure confirm connect consider consolidate constrain
    contact continue contribute convert coordinate copy correct cover crash-test create cross-check cull curate cut cycle
    debug decide decommission decouple decrease dedupe deduplicate defer define degrade delay delete demand demote depend
    deploy deprecate derive design detect determine develop diagnose differentiate disable disallow disconnect discourage
    discuss dismiss display distribute diversify document dogfood double downgrade downsize draft drain drill drop dump
    duplicate ease edit educate elevate eliminate embed emit emphasise emphasize enable encapsulate encode encourage encrypt
    enforce engage enhance ensure erase escalate establish evaluate evict examine exclude exempt exercise expand experiment
    explain explore export expose extend extract facilitate fail favor favour fence figure file filter finalise finalize find
    finish fix flag follow forbid force form formalise formalize forward freeze front fund funnel gate gather generate get
    give grant group guarantee guard guide halt hammer handle harden have help hide hire hold hook host identify implement
    import improve include incorporate increase increment index inform ingest initiate inject inline insert inspect install
    instrument integrate intercept introduce inventory invest investigate invite isolate issue join journal justify keep kill
    label launch lay lead learn lengthen leverage lift limit link list load locate lock log look lower maintain make manage
    map mark mask match measure meet merge migrate minimise minimize mirror mitigate mock modernise modify monitor mount move
    mute nag name narrow negotiate network nominate notify observe obsolete obtain offer offload onboard open optimise
    optimize order organise organize outline outsource overhaul override own page pair parallelise parse partition patch
    pause perform persist pilot pin place plan poll pool populate port post practice practise prefetch preload prepare
    preserve prevent preview print prioritise prioritize probe produce profile prohibit promote prompt propose protect
    prototype prove provide provision prune publish pull pump purchase purge push put quantify quarantine query queue raise
    rate re-enable reach reactivate read reallocate reassign rebalance rebuild recalculate reclaim reconcile reconfigure
    reconsider record recreate recycle redact redeploy redesign redirect reduce refactor refine refresh refuse regenerate
    register reinforce reinstate reintroduce reiterate reject relax release reload relocate remediate remember remind remove
    rename render renew reorder reorganise reorganize repair repeat rephrase replace replay replicate report reprioritise
    reprioritize reproduce repurpose request require rerun research resend reserve reset reshape resize resolve respond
    restart restate restore restrict restructure resync retain rethink retire retrain retry retune return reuse revamp reveal
    revert review revise revisit revoke reword rework rewrite right-size rip roll roll-back rotate route run safeguard sample
    sanitise sanitize save scale scan schedule scope score script scrub search secure seek segment select sell send separate
    sequence serve set setup shard share sharpen shed shield shift ship shorten show shrink shrinkwrap shut sign signal
    silence simplify simulate sink size skip slice slow smoke-test snapshot soak solve sort source specify spin split
    stabilise stabilize stage stagger stamp standardise standardize start steer stop store streamline strengthen stress stub
    study subdivide submit subscribe substitute suggest supply support suppress surface suspend swap sweep switch sync
    synchronise synchronize systematise tag take talk teach tell terminate test think throttle throw tick tidy tie tighten
    time toggle touch trace track train transfer transition translate trap treat triage trial trigger trim truncate trust try
    tune turn tweak unblock uncouple understand undo unify uninstall unit unpin unplug unset update upgrade upload upskill
    use utilise utilize vacuum validate vary verify version vet veto visualise visualize wait wake walk warm warn watch weigh
    whitelist widen wire withdraw work wrap write zero
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_FIRST = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_LONGEST = 200  # characters that are looked at
_ADVERBS = frozenset(
    """
    also please always never don't dont don’t do not be more actively automatically systematically possibly maybe then and
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
# What was done, or is to be done, where no ending says so.
_IRREGULAR = {
    "made": "make", "given": "give", "held": "hold", "kept": "keep", "sent": "send", "shown": "show", "taken": "take", "written": "write",
    "rewritten": "rewrite", "built": "build", "rebuilt": "rebuild", "told": "tell", "found": "find", "brought": "bring",
    "withdrawn": "withdraw", "chosen": "choose", "taught": "teach", "bought": "buy", "met": "meet", "sought": "seek", "frozen": "freeze",
    "undone": "undo", "laid": "lay", "rethought": "rethink", "retaught": "teach", "thought": "think", "swept": "sweep", "shut": "shut",
}  # fmt: skip
# Endings that turn a verb into what was done, or is being done.
_DONE = ("ed", "d")


@lru_cache(maxsize=4096)
def opening(text: str) -> str:
    """The first word that could be a verb, in lower case; empty where there is none."""
    for count, found in enumerate(_FIRST.finditer(text, 0, _LONGEST)):
        word = found[0].lower()
        if (word in _ADVERBS or (word.endswith("ly") and word not in VERBS)) and word not in {"do", "be"}:
            continue
        return word if count < 3 else ""
    return ""


def base(word: str) -> str | None:
    """The verb that a word is a form of (adding, added, adds); None where it is none that we know."""
    word = word.lower()
    if word in VERBS:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    prefix = word.removeprefix("re-")
    if prefix != word and prefix in VERBS:
        return prefix
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            for candidate in (stem, stem + "e", stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem):
                if candidate in VERBS:
                    return candidate
            if stem.endswith("i") and stem[:-1] + "y" in VERBS:
                return stem[:-1] + "y"
    return None


def is_imperative(text: str) -> bool:
    """Whether words open with a verb that asks for work ("Add an alert")."""
    word = opening(text)
    if word in {"do", "be"}:
        return True
    return word in VERBS or word.removeprefix("re-") in VERBS


def is_gerund(text: str) -> bool:
    """Whether words open with the -ing form of such a verb ("Adding an alert")."""
    word = opening(text)
    return word.endswith("ing") and base(word) is not None and word not in VERBS


def is_past(text: str) -> bool:
    """Whether words open with such a verb as something finished ("Added an alert")."""
    word = opening(text)
    if word in VERBS or word in {"need", "needed"}:
        return False
    return (word.endswith(_DONE) and base(word) is not None) or word in {"made", "wrote", "built", "ran", "sent", "took", "moved", "split"}
