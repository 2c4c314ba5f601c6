import type { ComponentType } from 'react'
import type { IconName } from '../../ui/icons.tsx'

export type Page = {
  path: string
  name: string
  icon: IconName
  /** The letter after `g`. */
  letter: string
  /** Stands in the phone's tab bar. */
  tab?: boolean
  /** Has an element `#list`, to which the first skip link leads. */
  list?: boolean
  /** Its address says what it shows: a person may keep that as a view. */
  views?: boolean
  load(): Promise<{ default: ComponentType }>
  /** The page of one of its things. */
  one?: { path: string; load(): Promise<{ default: ComponentType }> }
}

/** Makes a route's named component loadable on first use. */
function page<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N): Page['load'] {
  return async () => ({ default: (await load())[name] })
}

/** Every page with a place in the rail, in its order: routes, rail, tab bar, palette and `g` keys are read from here. */
export const pages: Page[] = [
  {
    path: '/',
    name: 'Overview',
    icon: 'overview',
    letter: 'o',
    tab: true,
    load: page(() => import('../../routes/overview.tsx'), 'OverviewPage'),
  },
  {
    path: '/queue',
    name: 'Queue',
    icon: 'queue',
    letter: 'q',
    tab: true,
    list: true,
    views: true,
    load: page(() => import('../../routes/queue.tsx'), 'QueuePage'),
  },
  {
    path: '/leads',
    name: 'Leads',
    icon: 'leads',
    letter: 'l',
    list: true,
    views: true,
    load: page(() => import('../../routes/leads.tsx'), 'LeadsPage'),
    one: { path: '/leads/:id', load: page(() => import('../../routes/lead.tsx'), 'LeadPage') },
  },
  {
    path: '/import',
    name: 'Import',
    icon: 'import',
    letter: 'i',
    load: page(() => import('../../routes/import.tsx'), 'ImportPage'),
  },
  {
    path: '/dispatch',
    name: 'Dispatch',
    icon: 'dispatch',
    letter: 'd',
    tab: true,
    load: page(() => import('../../routes/dispatch.tsx'), 'DispatchPage'),
    one: { path: '/dispatch/:id', load: page(() => import('../../routes/batch.tsx'), 'BatchPage') },
  },
  {
    path: '/campaigns',
    name: 'Campaigns',
    icon: 'campaigns',
    letter: 'c',
    load: page(() => import('../../routes/campaigns.tsx'), 'CampaignsPage'),
  },
  {
    path: '/cadence',
    name: 'Cadence',
    icon: 'cadence',
    letter: 'a',
    load: page(() => import('../../routes/cadence.tsx'), 'CadencePage'),
  },
  {
    path: '/replies',
    name: 'Replies',
    icon: 'replies',
    letter: 'r',
    tab: true,
    list: true,
    load: page(() => import('../../routes/replies.tsx'), 'RepliesPage'),
  },
  {
    path: '/kpis',
    name: 'KPIs',
    icon: 'kpis',
    letter: 'k',
    views: true,
    load: page(() => import('../../routes/kpis.tsx'), 'KpisPage'),
  },
  {
    path: '/runs',
    name: 'Runs',
    icon: 'runs',
    letter: 'u',
    load: page(() => import('../../routes/runs.tsx'), 'RunsPage'),
  },
  {
    path: '/settings',
    name: 'Settings',
    icon: 'settings',
    letter: 's',
    load: page(() => import('../../routes/settings.tsx'), 'SettingsPage'),
  },
  {
    path: '/health',
    name: 'Health',
    icon: 'health',
    letter: 'h',
    load: page(() => import('../../routes/health.tsx'), 'HealthPage'),
  },
]

/** Pages without a place in the rail: other pages and the palette lead to them. */
export const quietPages: Pick<Page, 'path' | 'name' | 'load' | 'views'>[] = [
  { path: '/blocked', name: 'Blocked drafts', load: page(() => import('../../routes/blocked.tsx'), 'BlockedPage'), views: true },
  { path: '/sends', name: 'Sends', load: page(() => import('../../routes/sends.tsx'), 'SendsPage'), views: true },
  { path: '/account', name: 'Your account', load: page(() => import('../../routes/account.tsx'), 'AccountPage') },
  { path: '/go-live', name: 'Go live', load: page(() => import('../../routes/go-live.tsx'), 'GoLivePage') },
  { path: '/day', name: 'Day', load: page(() => import('../../routes/day.tsx'), 'DayPage') },
  { path: '/alerts', name: 'Alerts', load: page(() => import('../../routes/alerts.tsx'), 'AlertsPage'), views: true },
  { path: '/proposals', name: 'Template changes', load: page(() => import('../../routes/proposals.tsx'), 'ProposalsPage') },
  { path: '/duplicates', name: 'Possible duplicates', load: page(() => import('../../routes/duplicates.tsx'), 'DuplicatesPage') },
  { path: '/tasks', name: 'Tasks', load: page(() => import('../../routes/tasks.tsx'), 'TasksPage') },
  {
    path: '/standing-approvals',
    name: 'Standing approvals',
    load: page(() => import('../../routes/standing-approvals.tsx'), 'StandingApprovalsPage'),
  },
  { path: '/providers', name: 'Providers', load: page(() => import('../../routes/providers.tsx'), 'ProvidersPage') },
  { path: '/audit', name: 'Audit trail', load: page(() => import('../../routes/audit.tsx'), 'AuditPage'), views: true },
  { path: '/deliveries', name: 'Deliveries', load: page(() => import('../../routes/deliveries.tsx'), 'DeliveriesPage'), views: true },
]

/** The page of the rail that a path belongs to: `/leads/x` to Leads. */
export function pageAt(path: string): Page | null {
  return pages.find((one) => one.path === path) ?? pages.find((one) => one.path !== '/' && path.startsWith(`${one.path}/`)) ?? null
}

/** What the page at a path is called; null where there is none. */
export function pageName(path: string): string | null {
  return pageAt(path)?.name ?? quietPages.find((one) => one.path === path)?.name ?? null
}

/** Whether what the page at a path shows may be kept as a view. */
export function hasViews(path: string): boolean {
  return [...pages, ...quietPages].some((one) => one.path === path && one.views === true)
}
