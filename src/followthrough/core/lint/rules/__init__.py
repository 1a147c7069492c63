"""Every rule, in the order of the codes. A new rule is a file here and a line below; a retired code is never used again."""

from __future__ import annotations

from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules.compound import compound
from followthrough.core.lint.rules.due_in_the_past import due_in_the_past
from followthrough.core.lint.rules.due_too_late import due_too_late
from followthrough.core.lint.rules.items_in_code import items_in_code
from followthrough.core.lint.rules.no_action_items import no_action_items
from followthrough.core.lint.rules.no_detection_item import no_detection_item
from followthrough.core.lint.rules.no_done_criterion import no_done_criterion
from followthrough.core.lint.rules.no_due_date import no_due_date
from followthrough.core.lint.rules.no_mitigation_item import no_mitigation_item
from followthrough.core.lint.rules.no_owner import no_owner
from followthrough.core.lint.rules.no_prevention_item import no_prevention_item
from followthrough.core.lint.rules.no_tracking_id import no_tracking_id
from followthrough.core.lint.rules.one_type_only import one_type_only
from followthrough.core.lint.rules.owner_not_a_person import owner_not_a_person
from followthrough.core.lint.rules.promised_before import promised_before
from followthrough.core.lint.rules.several_owners import several_owners
from followthrough.core.lint.rules.suppression_without_reason import suppression_without_reason
from followthrough.core.lint.rules.too_large import too_large
from followthrough.core.lint.rules.unanswered_problem import unanswered_problem
from followthrough.core.lint.rules.unused_suppression import unused_suppression
from followthrough.core.lint.rules.vague import vague
from followthrough.core.lint.rules.vague_due_date import vague_due_date

RULES: tuple[Rule, ...] = (
    no_owner,
    owner_not_a_person,
    several_owners,
    no_due_date,
    vague_due_date,
    due_in_the_past,
    due_too_late,
    no_tracking_id,
    vague,
    too_large,
    compound,
    no_done_criterion,
    no_action_items,
    no_detection_item,
    one_type_only,
    no_prevention_item,
    no_mitigation_item,
    unanswered_problem,
    promised_before,
    items_in_code,
    unused_suppression,
    suppression_without_reason,
)
