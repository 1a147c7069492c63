"""What is asked of Linear, in GraphQL. Every list says how long it may be: Linear charges for what could come, not for what comes.

Names and types are those of Linear's published schema; linear.app/developers/graphql, rate-limiting (a query may cost 10,000 points).
"""

from __future__ import annotations

from typing import Final

PERSON: Final = "fragment Person on User { id name displayName email active app }"
TICKET: Final = (
    """
fragment Ticket on Issue {
  id identifier url title description createdAt updatedAt archivedAt trashed completedAt canceledAt dueDate previousIdentifiers
  state { id name type position }
  team { id key }
  assignee { ...Person }
  creator { isMe }
  labels(first: 30) { nodes { name } }
  relations(first: 10) { nodes { type relatedIssue { identifier } } }
}
"""
    + PERSON
)
STATES: Final = "fragment States on Team { key states(first: 100) { nodes { id name type position } } defaultIssueState { id } }"
PAGE: Final = "pageInfo { hasNextPage endCursor }"

CHECK: Final = f"""
query Check($place: TeamFilter) {{
  viewer {{ ...Person admin }}
  organization {{ urlKey }}
  teams(filter: $place, first: 1) {{ nodes {{ key name archivedAt }} }}
}} {PERSON}"""

TEAMS: Final = (
    f"query Teams($after: String) {{ teams(first: 100, after: $after) {{ nodes {{ key name }} {PAGE} }} organization {{ urlKey }} }}"
)

TEAM: Final = f"query Team($place: TeamFilter) {{ teams(filter: $place, first: 1) {{ nodes {{ id ...States }} }} }} {STATES}"

MEMBERS: Final = f"""
query Members($place: TeamFilter, $after: String) {{
  teams(filter: $place, first: 1) {{ nodes {{ members(first: 100, after: $after) {{ nodes {{ ...Person }} {PAGE} }} }} }}
}} {PERSON}"""

CHANGED: Final = f"""
query Changed($place: TeamFilter, $filter: IssueFilter) {{
  teams(filter: $place, first: 1) {{ nodes {{ id }} }}
  issues(filter: $filter, sort: [{{ updatedAt: {{ order: Ascending }} }}], first: 50, includeArchived: true) {{
    nodes {{ ...Ticket }} {PAGE}
  }}
}} {TICKET}"""

ISSUE: Final = f"query Issue($id: String!) {{ issue(id: $id) {{ ...Ticket }} }} {TICKET}"

BEFORE: Final = f"query Before($id: String!) {{ issue(id: $id) {{ ...Ticket team {{ ...States }} }} }} {TICKET} {STATES}"

HOME: Final = """
query Home($place: TeamFilter, $label: String!) {
  teams(filter: $place, first: 1) { nodes { id name } }
  all: teams(first: 250) { nodes { key } }
  issueLabels(filter: { name: { eq: $label } }, first: 100) { nodes { id isGroup team { id } } }
}"""

LABELS: Final = (
    "query Labels($label: String!) { issueLabels(filter: { name: { eq: $label } }, first: 100) { nodes { id isGroup team { id } } } }"
)

CREATE: Final = f"mutation Create($input: IssueCreateInput!) {{ issueCreate(input: $input) {{ success issue {{ ...Ticket }} }} }} {TICKET}"

UPDATE: Final = f"""
mutation Update($id: String!, $input: IssueUpdateInput!) {{
  issueUpdate(id: $id, input: $input) {{ success issue {{ ...Ticket }} }}
}} {TICKET}"""

RELATE: Final = "mutation Relate($input: IssueRelationCreateInput!) { issueRelationCreate(input: $input) { success } }"

MAKE_LABEL: Final = "mutation MakeLabel($input: IssueLabelCreateInput!) { issueLabelCreate(input: $input) { success issueLabel { id } } }"

HOOK: Final = "fragment Hook on Webhook { id url enabled resourceTypes allPublicTeams team { id key } }"
HOOKS: Final = f"query Hooks($after: String) {{ webhooks(first: 50, after: $after) {{ nodes {{ ...Hook }} {PAGE} }} }} {HOOK}"
MAKE_HOOK: Final = (
    f"mutation MakeHook($input: WebhookCreateInput!) {{ webhookCreate(input: $input) {{ success webhook {{ ...Hook }} }} }} {HOOK}"
)
MEND_HOOK: Final = f"""
mutation MendHook($id: String!, $input: WebhookUpdateInput!) {{
  webhookUpdate(id: $id, input: $input) {{ success webhook {{ ...Hook }} }}
}} {HOOK}"""
DROP_HOOK: Final = "mutation DropHook($id: String!) { webhookDelete(id: $id) { success } }"
