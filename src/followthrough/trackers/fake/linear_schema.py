"""The part of Linear's GraphQL schema that the fake speaks, under Linear's own names and with its nullability. Resolves nothing.

studio.apollographql.com/public/Linear-API; tests hold every request and answer against the whole schema as Linear's SDK declares it.
"""

from __future__ import annotations

from typing import Final

_PAGES: Final = "after: String, before: String, first: Int, includeArchived: Boolean, last: Int, orderBy: PaginationOrderBy"
_LISTED: Final = ("Issue", "Team", "WorkflowState", "IssueLabel", "IssueRelation", "User", "Webhook")

SDL: Final = (
    """
scalar DateTime
scalar TimelessDate
scalar DateTimeOrDuration
enum PaginationOrderBy { createdAt updatedAt }
enum PaginationSortOrder { Ascending Descending }
enum PaginationNulls { first last }
enum IssueRelationType { blocks duplicate related similar }

type Query {
  viewer: User!
  organization: Organization!
  team(id: String!): Team!
  teams(filter: TeamFilter, PAGES): TeamConnection!
  issue(id: String!): Issue!
  issues(filter: IssueFilter, sort: [IssueSortInput!], PAGES): IssueConnection!
  issueLabels(filter: IssueLabelFilter, PAGES): IssueLabelConnection!
  webhooks(PAGES): WebhookConnection!
}
type Mutation {
  issueCreate(input: IssueCreateInput!): IssuePayload!
  issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
  issueLabelCreate(input: IssueLabelCreateInput!, replaceTeamLabels: Boolean): IssueLabelPayload!
  issueRelationCreate(input: IssueRelationCreateInput!, overrideCreatedAt: DateTime): IssueRelationPayload!
  webhookCreate(input: WebhookCreateInput!): WebhookPayload!
  webhookUpdate(id: String!, input: WebhookUpdateInput!): WebhookPayload!
  webhookDelete(id: String!): DeletePayload!
}

type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
type Organization { id: ID! name: String! urlKey: String! }
type User {
  id: ID! name: String! displayName: String! email: String! active: Boolean! admin: Boolean! app: Boolean! guest: Boolean!
  isMe: Boolean! url: String! createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime
}
type Team {
  id: ID! key: String! name: String! displayName: String! private: Boolean! triageEnabled: Boolean!
  createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime retiredAt: DateTime
  defaultIssueState: WorkflowState markedAsDuplicateWorkflowState: WorkflowState triageIssueState: WorkflowState
  states(PAGES): WorkflowStateConnection!
  members(includeDisabled: Boolean, PAGES): UserConnection!
  labels(filter: IssueLabelFilter, PAGES): IssueLabelConnection!
}
type WorkflowState {
  id: ID! name: String! type: String! position: Float! color: String! description: String team: Team!
  createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime
}
type IssueLabel {
  id: ID! name: String! color: String! description: String isGroup: Boolean! team: Team
  createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime
}
type Issue {
  id: ID! identifier: String! number: Float! title: String! description: String url: String! priority: Float! priorityLabel: String!
  createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime completedAt: DateTime canceledAt: DateTime startedAt: DateTime
  dueDate: TimelessDate trashed: Boolean previousIdentifiers: [String!]! labelIds: [String!]!
  state: WorkflowState! team: Team! assignee: User creator: User
  labels(filter: IssueLabelFilter, PAGES): IssueLabelConnection!
  relations(PAGES): IssueRelationConnection!
  inverseRelations(PAGES): IssueRelationConnection!
}
type IssueRelation { id: ID! type: String! issue: Issue! relatedIssue: Issue! createdAt: DateTime! updatedAt: DateTime! }
type WebhookFailureEvent { id: ID! httpStatus: Float url: String! createdAt: DateTime! executionId: String! responseOrError: String }
type Webhook {
  id: ID! url: String label: String enabled: Boolean! secret: String team: Team teamIds: [String!] allPublicTeams: Boolean!
  resourceTypes: [String!]! failures: [WebhookFailureEvent!]! creator: User createdAt: DateTime! updatedAt: DateTime!
}
type IssuePayload { issue: Issue lastSyncId: Float! success: Boolean! }
type IssueLabelPayload { issueLabel: IssueLabel! lastSyncId: Float! success: Boolean! }
type IssueRelationPayload { issueRelation: IssueRelation! lastSyncId: Float! success: Boolean! }
type WebhookPayload { webhook: Webhook! lastSyncId: Float! success: Boolean! }
type DeletePayload { entityId: String! lastSyncId: Float! success: Boolean! }

input IssueCreateInput {
  id: String teamId: String! title: String description: String assigneeId: String dueDate: TimelessDate labelIds: [String!]
  stateId: String priority: Int
}
input IssueUpdateInput {
  title: String description: String assigneeId: String dueDate: TimelessDate stateId: String teamId: String trashed: Boolean
  labelIds: [String!] addedLabelIds: [String!] removedLabelIds: [String!] priority: Int
}
input IssueLabelCreateInput { id: String name: String! teamId: String color: String description: String isGroup: Boolean }
input IssueRelationCreateInput { id: String issueId: String! relatedIssueId: String! type: IssueRelationType! }
input WebhookCreateInput {
  id: String url: String! label: String secret: String enabled: Boolean teamId: String allPublicTeams: Boolean resourceTypes: [String!]!
}
input WebhookUpdateInput { url: String label: String secret: String enabled: Boolean resourceTypes: [String!] }

input IdComparator { eq: ID in: [ID!] neq: ID nin: [ID!] }
input IssueIdComparator { eq: ID in: [ID!] neq: ID nin: [ID!] }
input StringComparator { eq: String in: [String!] neq: String nin: [String!] eqIgnoreCase: String contains: String startsWith: String }
input NumberComparator { eq: Float gt: Float gte: Float lt: Float lte: Float in: [Float!] }
input BooleanComparator { eq: Boolean neq: Boolean }
input DateComparator {
  eq: DateTimeOrDuration gt: DateTimeOrDuration gte: DateTimeOrDuration lt: DateTimeOrDuration lte: DateTimeOrDuration
}
input TeamFilter { id: IdComparator key: StringComparator name: StringComparator and: [TeamFilter!] or: [TeamFilter!] }
input NullableTeamFilter { id: IdComparator key: StringComparator null: Boolean }
input WorkflowStateFilter { id: IdComparator name: StringComparator type: StringComparator }
input IssueLabelFilter {
  id: IdComparator name: StringComparator isGroup: BooleanComparator team: NullableTeamFilter
  and: [IssueLabelFilter!] or: [IssueLabelFilter!]
}
input IssueLabelCollectionFilter {
  id: IdComparator name: StringComparator some: IssueLabelFilter every: IssueLabelFilter
}
input IssueFilter {
  id: IssueIdComparator number: NumberComparator title: StringComparator createdAt: DateComparator updatedAt: DateComparator
  team: TeamFilter state: WorkflowStateFilter labels: IssueLabelCollectionFilter and: [IssueFilter!] or: [IssueFilter!]
}
input UpdatedAtSort { nulls: PaginationNulls order: PaginationSortOrder }
input CreatedAtSort { nulls: PaginationNulls order: PaginationSortOrder }
input IssueSortInput { updatedAt: UpdatedAtSort createdAt: CreatedAtSort }
""".replace("PAGES", _PAGES)
    + "\n".join(
        f"type {name}Connection {{ edges: [{name}Edge!]! nodes: [{name}!]! pageInfo: PageInfo! }}\n"
        f"type {name}Edge {{ cursor: String! node: {name}! }}"
        for name in _LISTED
    )
)
