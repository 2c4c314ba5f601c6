import type { ReadTool } from './tool.ts'

const draftFields = `id version status subject body footer angle tier score step channel variant dueAt expiresAt edited
  lead { id fullName title email company { name domain } } compliance { name passed applies message } guardNotes { code message }
  claims { field start end evidence { __typename } } route { platform account }`

const sendFields = 'id status code message platform account address step channel motion scheduledAt acceptedAt provenAt proofOverdue'

const trace = 'dueAt channel step clearsAt blocker { code message } verdicts { rule passed message clearsAt }'

const read = (name: string, document: string, describedBy = `Query.${name}`): ReadTool => ({ name, group: 'read', describedBy, document })

/** What only looks. Every tool is one query; what it takes and what it says of itself come from the schema. */
export const readTools: readonly ReadTool[] = [
  read('viewer', '{ viewer { name scopes } }'),
  read(
    'leads',
    `query ($filter: LeadFilter, $orderBy: LeadOrder, $asOf: DateTime, $first: Int = 20, $after: String) {
      leads(filter: $filter, orderBy: $orderBy, asOf: $asOf, first: $first, after: $after) {
        totalCount edges { node { id fullName title email score tier status stage source company { name domain industry } } }
        pageInfo { hasNextPage endCursor } } }`,
  ),
  read(
    'lead',
    `query ($id: ID, $email: String) { lead(id: $id, email: $email) {
      id fullName title email emailStatus linkedinUrl score tier status stage statusCause source timeZone createdAt
      company { name domain industry employeeCount } scoreReasons { part points max message } enrollment { state reason nextStep nextDueAt }
      timeline(first: 10) { edges { node { at kind actor summary } } }
      drafts(first: 3) { edges { node { id status step subject createdAt } } } } }`,
  ),
  read(
    'whyNotSent',
    `query ($id: ID, $email: String) { lead(id: $id, email: $email) { fullName status nextSend { ${trace} } } }`,
    'Lead.nextSend',
  ),
  read(
    'queue',
    `query ($filter: QueueFilter, $first: Int = 20, $after: String) { queue(filter: $filter, first: $first, after: $after) {
      totalCount edges { node { id version status subject angle tier score step channel dueAt lead { fullName title company { name } } } }
      pageInfo { hasNextPage endCursor } } }`,
  ),
  read('draft', `query ($id: ID!) { draft(id: $id) { ${draftFields} } }`),
  read('rejectionTags', '{ rejectionTags { tag label description } }'),
  read(
    'funnel',
    'query ($filter: LeadFilter, $asOf: DateTime) { funnel(filter: $filter, asOf: $asOf) { stage count statuses conversion } }',
  ),
  read(
    'kpis',
    `query ($from: DateTime!, $to: DateTime!, $groupBy: [KpiDimension!], $asOf: DateTime) {
      kpis(from: $from, to: $to, groupBy: $groupBy, asOf: $asOf) {
        rows { name group value unit low high numerator denominator target redFlag note } definitions } }`,
  ),
  read(
    'replies',
    `query ($class: [ReplyClass!], $unconfirmed: Boolean, $first: Int = 20, $after: String) {
      replies(class: $class, unconfirmed: $unconfirmed, first: $first, after: $after) {
        edges { node { id version at class confidence confirmedBy needsPerson doubtful channel subject newText lead { id fullName company { name } } } }
        pageInfo { hasNextPage endCursor } } }`,
  ),
  read(
    'alerts',
    `query ($open: Boolean = true, $first: Int = 20, $after: String) { alerts(open: $open, first: $first, after: $after) {
      totalCount edges { node { id severity level cause message count firstAt lastAt acknowledgedBy } } pageInfo { hasNextPage endCursor } } }`,
  ),
  read('health', '{ health { ready mode version now failing { code message } webhooks providers } }'),
  read(
    'safety',
    `{ safety { emergencyStop forced reason by since shadowMode gatekeeperRequired pausedMotions stoppedAngles batchesToApprove inFlight } }`,
  ),
  read('ramp', '{ ramp { active day dailyLimit tiers cleanDays required canGraduate criteria { name passed required value } } }'),
  read('ceilings', '{ ceilings { name scope limit used reserved free } }'),
  read(
    'batches',
    `query ($status: [BatchStatus!], $first: Int = 20, $after: String) { batches(status: $status, first: $first, after: $after) {
      edges { node { id status motion scopeHash counts createdBy createdAt expiresAt decidedBy } } pageInfo { hasNextPage endCursor } } }`,
  ),
  read(
    'batch',
    `query ($id: ID!) { batch(id: $id) { id status motion scopeHash counts createdBy createdAt expiresAt decidedBy decisionReason
      sends(first: 50) { edges { node { ${sendFields} subject body lead { fullName company { name } } } } }
      held(first: 50) { edges { node { code message clearsAt lead { fullName } } } } } }`,
  ),
  read(
    'sends',
    `query ($leadId: ID, $status: [SendStatus!], $proofOverdue: Boolean, $first: Int = 20, $after: String) {
      sends(leadId: $leadId, status: $status, proofOverdue: $proofOverdue, first: $first, after: $after) {
        edges { node { ${sendFields} lead { id fullName } } } pageInfo { hasNextPage endCursor } } }`,
  ),
  read(
    'sendTrace',
    `query ($id: ID!) { node(id: $id) { ... on Send { ${sendFields} hash providerMessageId lead { id fullName } trace { ${trace} }
      proof { kind at actor detail hash } } } }`,
    'Send.trace',
  ),
  read(
    'forecast',
    'query ($days: Int = 14) { forecast(days: $days) { on emailLimit emailsDue emailsSent firstTouches followUps tasks linkedinRequestsDue linkedinMessagesDue } }',
  ),
]
