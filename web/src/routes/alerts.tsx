import { type ReactElement, useContext, useEffect, useRef } from 'react'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { AlertCard } from '../features/alerts/alert-card.tsx'
import { type Alert, alertsQuery, channelsQuery } from '../features/alerts/alert-documents.ts'
import { channelNames } from '../features/alerts/notice-words.ts'
import { useSettleAlert } from '../features/alerts/use-settle-alert.ts'
import { ExportRow } from '../features/export/export-button.tsx'
import { ShellContext } from '../features/shell/shell-data.ts'
import { pausedStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useKeys } from '../lib/keys.ts'
import { useScope } from '../lib/scope.ts'
import { useStore } from '../lib/store.ts'
import { usePages } from '../lib/use-pages.ts'
import { Button } from '../ui/button.tsx'
import { Verdict } from '../ui/chip.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'

type Which = 'open' | 'resolved'
const tabs: Tab<Which>[] = [
  { id: 'open', label: 'Open' },
  { id: 'resolved', label: 'Resolved' },
]
const pageSize = 50

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-alert]')]

/** The alert that the focus is in or on; null where it is nowhere in the list. */
const focusedId = (): string | null => document.activeElement?.closest<HTMLElement>('[data-alert]')?.dataset['alert'] ?? null

function moveFocus(step: number): void {
  const all = cards()
  const at = all.findIndex((card) => card.dataset['alert'] === focusedId())
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]?.focus()
}

/** What people should know, open first: how often, since when, who is on it, who was told, and what it is about. */
export function AlertsPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const which: Which = address.get('tab') === 'resolved' ? 'resolved' : 'open'
  const paused = useStore(pausedStore)
  const viewer = useContext(ShellContext)?.viewer.name ?? ''
  const mayOperate = useScope('operate')
  const [{ data: ways }] = useQuery({ query: channelsQuery, requestPolicy: 'cache-and-network' })
  const alerts = usePages(
    alertsQuery,
    (after) => ({ open: which === 'open', first: pageSize, after, count: after === null }),
    (data) => ({ rows: data.alerts.edges.map((edge) => edge.node), ...data.alerts.pageInfo, total: data.alerts.totalCount ?? null }),
    (alert) => alert.id,
  )
  const { asItStands, newcomers, acknowledge, resolve, forget } = useSettleAlert(alerts.rows, viewer, paused)
  // What came meanwhile is in the list now, and the first of it takes the focus that asked for it.
  const wanted = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows stand for a list that was read anew
  useEffect(() => {
    forget()
    if (wanted.current) cards()[0]?.focus()
    wanted.current = false
  }, [alerts.rows])
  const showNew = (): void => {
    wanted.current = true
    alerts.reload()
  }
  const refusal = mayOperate ? null : 'Acknowledging and resolving need the scope operate.'
  const focused = (): Alert | null => {
    const row = alerts.rows.find(({ id }) => id === focusedId())
    return row ? asItStands(row) : null
  }
  useKeys('Alerts', [
    { key: 'j', does: 'Next alert', repeats: true, run: () => moveFocus(1) },
    { key: 'k', does: 'Previous alert', repeats: true, run: () => moveFocus(-1) },
    {
      key: 'a',
      does: 'Acknowledge',
      refusal,
      run: () => {
        const alert = focused()
        if (alert?.open && !alert.acknowledgedAt && !refusal) void acknowledge(alert)
      },
    },
    {
      key: 'r',
      does: 'Resolve',
      refusal,
      run: () => {
        const alert = focused()
        if (alert?.open && !refusal) void resolve(alert)
      },
    },
    { key: 'n', does: 'Show new alerts', run: () => newcomers.length > 0 && showNew() },
  ])
  const broken = (ways?.alertChannels ?? []).filter(({ ready }) => !ready)
  return (
    <div className="sheet">
      <div className="alert-tabs">
        <Tabs<Which>
          label="Which alerts"
          tabs={tabs.map((tab) => (tab.id === which && alerts.total !== null && !alerts.loading ? { ...tab, count: alerts.total } : tab))}
          current={which}
          panelId="alerts-panel"
          onChange={(tab) => setAddress(tab === 'open' ? {} : { tab }, { replace: true })}
        />
        <div className="alert-new">
          {which === 'open' && alerts.rows.length > 0 && newcomers.length > 0 && (
            <Button size="dense" keys="n" onClick={showNew}>
              Show {formatCount(newcomers.length)} new
            </Button>
          )}
        </div>
      </div>
      {broken.length > 0 && (
        <section className="card" aria-label="Ways that reach nobody">
          <ul className="row-list sm">
            {broken.map(({ channel, problem }) => (
              <li key={channel}>
                <span className="grow">
                  <Verdict kind="warn">
                    {channelNames[channel]}: not configured. {problem}
                  </Verdict>
                </span>
              </li>
            ))}
          </ul>
          <div>
            <LinkButton href="/settings?section=alerts">Alert settings</LinkButton>
          </div>
        </section>
      )}
      <div id="alerts-panel" role="tabpanel" aria-label={which === 'open' ? 'Open' : 'Resolved'} className="stack">
        <ExportRow list="alerts" variables={{ open: which === 'open' }} total={alerts.total} isEmpty={alerts.rows.length === 0} />
        {alerts.error && alerts.rows.length === 0 ? (
          <ErrorState what="The alerts could not be loaded" {...faultOf(alerts.error)} onRetry={alerts.reload} />
        ) : alerts.loading ? (
          <div role="status" aria-label="Loading alerts" className="stack">
            <Skeleton height={132} />
            <Skeleton height={132} />
          </div>
        ) : alerts.rows.length === 0 && newcomers.length > 0 && which === 'open' ? (
          <EmptyState
            title={newcomers.length === 1 ? 'One alert came just now.' : `${formatCount(newcomers.length)} alerts came just now.`}
            actions={
              <Button keys="n" onClick={showNew}>
                Show {formatCount(newcomers.length)} new
              </Button>
            }
          />
        ) : alerts.rows.length === 0 ? (
          <EmptyState
            title={which === 'open' ? 'Nothing open.' : 'Nothing was resolved yet.'}
            actions={<LinkButton href="/health">Show health</LinkButton>}
          >
            {which === 'open' ? 'What needs somebody comes here, and to Slack.' : 'What is over is kept here.'}
          </EmptyState>
        ) : (
          <ul className="stack">
            {alerts.rows.map(asItStands).map((alert) => (
              <AlertCard
                key={alert.id}
                alert={alert}
                refusal={refusal}
                onAcknowledge={() => void acknowledge(alert)}
                onResolve={() => void resolve(alert)}
              />
            ))}
          </ul>
        )}
        <ShowMore list={alerts} />
      </div>
    </div>
  )
}
