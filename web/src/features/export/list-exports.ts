import type { AnyVariables, TypedDocumentNode } from '@urql/core'
import { graphql } from '../../lib/graphql.ts'

/** A list that can be put into a file: what it asks for of each row, and the head of each of its columns by its path. */
export type ListExport<Variables extends AnyVariables> = {
  /** In the plural, as the file is named. */
  what: string
  query: TypedDocumentNode<unknown, Variables>
  columns: Record<string, string>
}

const list = <Variables extends AnyVariables>(
  what: string,
  query: TypedDocumentNode<unknown, Variables>,
  columns: Record<string, string>,
): ListExport<Variables> => ({ what, query, columns })

const ofLead = { 'lead.fullName': 'Lead', 'lead.email': 'Email', 'lead.company.name': 'Company' }

/** Every list of the pages. A test compares columns and documents. */
export const listExports = {
  leads: list(
    'leads',
    graphql(`query ExportLeads($filter: LeadFilter, $asOf: DateTime, $orderBy: LeadOrder) {
      leads(filter: $filter, asOf: $asOf, orderBy: $orderBy) { edges { node {
        fullName tier score title company { name domain industry } status stage source updatedAt email linkedinUrl seniority intent createdAt
      } } } }`),
    {
      fullName: 'Name',
      tier: 'Tier',
      score: 'Score',
      title: 'Title',
      'company.name': 'Company',
      'company.domain': 'Domain',
      'company.industry': 'Industry',
      status: 'Status',
      stage: 'Stage',
      source: 'Source',
      updatedAt: 'Changed',
      email: 'Email',
      linkedinUrl: 'LinkedIn',
      seniority: 'Rank',
      intent: 'Intent',
      createdAt: 'Known since',
    },
  ),
  audit: list(
    'audit entries',
    graphql(`query ExportAudit($subject: ID, $actor: String, $action: String, $from: DateTime, $to: DateTime) {
      auditTrail(subject: $subject, actor: $actor, action: $action, from: $from, to: $to) { edges { node {
        at actor action subjectType subjectId detail link hash
      } } } }`),
    {
      at: 'at',
      actor: 'actor',
      action: 'action',
      subjectType: 'subject type',
      subjectId: 'subject',
      detail: 'detail',
      link: 'link',
      hash: 'hash',
    },
  ),
  queue: list(
    'drafts',
    graphql(`query ExportQueue($filter: QueueFilter) { queue(filter: $filter) { edges { node {
      status angle tier score step channel subject body createdAt dueAt edited guardNotes { code } lead { fullName email company { name } }
    } } } }`),
    {
      ...ofLead,
      status: 'Status',
      angle: 'Angle',
      tier: 'Tier',
      score: 'Score',
      step: 'Step',
      channel: 'Channel',
      subject: 'Subject',
      body: 'Text',
      createdAt: 'Crafted',
      dueAt: 'Decision due',
      edited: 'Edited',
      'guardNotes.code': 'Guards',
    },
  ),
  deliveries: list(
    'deliveries',
    graphql(`query ExportDeliveries($provider: String, $applied: Boolean) { deliveries(provider: $provider, applied: $applied) { edges { node {
      receivedAt provider eventType authenticated applied duplicate effect error lead { fullName email }
    } } } }`),
    {
      receivedAt: 'Received',
      provider: 'Provider',
      eventType: 'Event',
      authenticated: 'Proven',
      applied: 'Had its effect',
      duplicate: 'Again',
      effect: 'Effect',
      error: 'Error',
      'lead.fullName': 'Lead',
      'lead.email': 'Email',
    },
  ),
  sends: list(
    'sends',
    graphql(`query ExportSends($status: [SendStatus!], $proofOverdue: Boolean) { sends(status: $status, proofOverdue: $proofOverdue) { edges { node {
      status code message motion step channel platform account address subject scheduledAt acceptedAt provenAt providerMessageId hash
    } } } }`),
    {
      status: 'Status',
      code: 'Code',
      message: 'Why',
      motion: 'Motion',
      step: 'Step',
      channel: 'Channel',
      platform: 'Platform',
      account: 'Account',
      address: 'Address',
      subject: 'Subject',
      scheduledAt: 'Planned for',
      acceptedAt: 'Accepted',
      provenAt: 'Proven',
      providerMessageId: 'Id at the platform',
      hash: 'SHA-256',
    },
  ),
  parked: list(
    'parked sends',
    graphql(`query ExportParked { parkedSends { edges { node {
      code message step channel platform account subject scheduledAt lead { fullName email company { name } }
    } } } }`),
    {
      ...ofLead,
      code: 'Code',
      message: 'Why',
      step: 'Step',
      channel: 'Channel',
      platform: 'Platform',
      account: 'Account',
      subject: 'Subject',
      scheduledAt: 'Was planned for',
    },
  ),
  tasks: list(
    'tasks',
    graphql(`query ExportTasks($open: Boolean) { tasks(open: $open) { edges { node {
      kind script dueAt open completedAt completedBy outcome note cancelledAt lead { fullName email company { name } }
    } } } }`),
    {
      ...ofLead,
      kind: 'Task',
      script: 'Script',
      dueAt: 'Due',
      open: 'Open',
      completedAt: 'Done',
      completedBy: 'By',
      outcome: 'Outcome',
      note: 'Note',
      cancelledAt: 'Cancelled',
    },
  ),
  alerts: list(
    'alerts',
    graphql(`query ExportAlerts($open: Boolean) { alerts(open: $open) { edges { node {
      severity level cause message count open firstAt lastAt acknowledgedBy acknowledgedAt resolvedBy resolvedAt
    } } } }`),
    {
      severity: 'Severity',
      level: 'Level',
      cause: 'Cause',
      message: 'Message',
      count: 'Times',
      open: 'Open',
      firstAt: 'First',
      lastAt: 'Last',
      acknowledgedBy: 'Acknowledged by',
      acknowledgedAt: 'Acknowledged',
      resolvedBy: 'Resolved by',
      resolvedAt: 'Resolved',
    },
  ),
  blocked: list(
    'blocked drafts',
    graphql(`query ExportBlocked($guard: [String!]) { queue(filter: { status: [BLOCKED], hidden: true, guard: $guard, orderBy: NEWEST }) { edges { node {
      angle tier subject createdAt guardNotes { code message } lead { fullName email company { name } }
    } } } }`),
    {
      ...ofLead,
      angle: 'Angle',
      tier: 'Tier',
      subject: 'Subject',
      createdAt: 'Crafted',
      'guardNotes.code': 'Guards',
      'guardNotes.message': 'Why',
    },
  ),
  duplicates: list(
    'possible duplicates',
    graphql(`query ExportDuplicates { mergeSuggestions { edges { node {
      at kind evidence lead { fullName email linkedinUrl } other { fullName email linkedinUrl }
    } } } }`),
    {
      at: 'Seen',
      kind: 'Kind',
      evidence: 'Evidence',
      'lead.fullName': 'Lead',
      'lead.email': 'Email',
      'lead.linkedinUrl': 'LinkedIn',
      'other.fullName': 'Other',
      'other.email': 'Email of the other',
      'other.linkedinUrl': 'LinkedIn of the other',
    },
  ),
  replies: list(
    'replies',
    graphql(`query ExportReplies($unconfirmed: Boolean, $unmatched: Boolean) { replies(unconfirmed: $unconfirmed, unmatched: $unmatched) { edges { node {
      at channel provider from subject newText class readAs confidence automatic confirmedBy lead { fullName email company { name } }
    } } } }`),
    {
      at: 'Written',
      channel: 'Channel',
      provider: 'Provider',
      from: 'From',
      ...ofLead,
      subject: 'Subject',
      newText: 'Text',
      class: 'Class',
      readAs: 'Read as',
      confidence: 'Confidence',
      automatic: 'By a machine',
      confirmedBy: 'Said by',
    },
  ),
  runs: list(
    'runs',
    graphql(`query ExportRuns { pipelineRuns { edges { node {
      key mode source limit leads errors approved sent proven status startedAt finishedAt startedBy failure
    } } } }`),
    {
      key: 'Run',
      mode: 'Mode',
      source: 'Source',
      limit: 'Limit',
      leads: 'Leads',
      errors: 'Errors',
      approved: 'Approved',
      sent: 'Sent',
      proven: 'Proven',
      status: 'Status',
      startedAt: 'Started',
      finishedAt: 'Finished',
      startedBy: 'By',
      failure: 'Failure',
    },
  ),
  batches: list(
    'batches',
    graphql(`query ExportBatches { batches { edges { node {
      status motion isTest scopeHash counts createdBy createdAt expiresAt decidedBy decidedAt decisionReason startedAt finishedAt
    } } } }`),
    {
      status: 'Status',
      motion: 'Motion',
      isTest: 'Test',
      scopeHash: 'Hash',
      counts: 'Counts',
      createdBy: 'Frozen by',
      createdAt: 'Frozen',
      expiresAt: 'Until',
      decidedBy: 'Decided by',
      decidedAt: 'Decided',
      decisionReason: 'Why',
      startedAt: 'Started',
      finishedAt: 'Ended',
    },
  ),
  imports: list(
    'imports',
    graphql(`query ExportImports { imports { edges { node {
      fileName kind status isPreview rows created updated duplicates excluded invalid startedBy startedAt finishedAt failure undoneBy undoneAt
    } } } }`),
    {
      fileName: 'File',
      kind: 'As',
      status: 'Status',
      isPreview: 'Preview',
      rows: 'Rows',
      created: 'Created',
      updated: 'Updated',
      duplicates: 'Duplicates',
      excluded: 'Excluded',
      invalid: 'Invalid',
      startedBy: 'By',
      startedAt: 'Started',
      finishedAt: 'Finished',
      failure: 'Failure',
      undoneBy: 'Taken back by',
      undoneAt: 'Taken back',
    },
  ),
  exclusions: list(
    'exclusions',
    graphql(`query ExportExclusions($search: String) { exclusions(search: $search) { edges { node {
      kind email domain linkedinUrl name note source at
    } } } }`),
    { kind: 'Kind', email: 'Email', domain: 'Domain', linkedinUrl: 'LinkedIn', name: 'Name', note: 'Note', source: 'Source', at: 'Since' },
  ),
  suppressions: list(
    'suppressions',
    graphql(`query ExportSuppressions($search: String) { suppressions(search: $search) { edges { node {
      email domain linkedinUrl reason source at until
    } } } }`),
    { email: 'Email', domain: 'Domain', linkedinUrl: 'LinkedIn', reason: 'Reason', source: 'Source', at: 'Since', until: 'Until' },
  ),
  enrollments: list(
    'enrollments',
    graphql(`query ExportEnrollments($active: Boolean, $step: Int) { enrollments(active: $active, step: $step) { edges { node {
      state plan planVersion nextStep nextDueAt startedAt pausedAt pausedUntil reason account platform lead { fullName email company { name } }
    } } } }`),
    {
      ...ofLead,
      state: 'State',
      plan: 'Plan',
      planVersion: 'Version',
      nextStep: 'Next step',
      nextDueAt: 'Due',
      startedAt: 'Enrolled',
      pausedAt: 'Paused',
      pausedUntil: 'Until',
      reason: 'Why',
      account: 'Account',
      platform: 'Platform',
    },
  ),
  campaigns: list(
    'campaigns',
    graphql(`query ExportCampaigns { campaigns { edges { node {
      platform state address zone windowFrom windowTo createdAt providerCampaignId lastError
    } } } }`),
    {
      platform: 'Platform',
      state: 'State',
      address: 'Account',
      zone: 'Zone',
      windowFrom: 'From',
      windowTo: 'To',
      createdAt: 'Made',
      providerCampaignId: 'Id at the platform',
      lastError: 'Error',
    },
  ),
  kpiRows: list(
    'counted rows',
    graphql(`query ExportKpiRows($name: String!, $group: JSON, $from: DateTime!, $to: DateTime!) { kpiRows(name: $name, group: $group, from: $from, to: $to) {
      edges { node { at counts minutes cost note draft { subject angle variant } lead { fullName email company { name } } } } } }`),
    {
      at: 'When',
      counts: 'Counts',
      minutes: 'Minutes',
      cost: 'Cost',
      note: 'Note',
      ...ofLead,
      'draft.subject': 'Subject',
      'draft.angle': 'Angle',
      'draft.variant': 'Variant',
    },
  ),
} as const

export type ListName = keyof typeof listExports

type VariablesOf<Export> = Export extends ListExport<infer Variables> ? Variables : never

/** What chooses and sorts the rows of a list. */
export type ListVariables<Name extends ListName> = VariablesOf<(typeof listExports)[Name]>
