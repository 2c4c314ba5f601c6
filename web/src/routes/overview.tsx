import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link, useLocation } from 'wouter'
import { useAlertNeeds } from '../features/alerts/use-alert-needs.ts'
import { SandboxClock } from '../features/clock/sandbox-clock.tsx'
import { CeilingsCard } from '../features/dispatch/ceilings-card.tsx'
import { useSendingNeeds } from '../features/dispatch/use-sending-needs.ts'
import { KpiTiles } from '../features/kpis/kpi-tiles.tsx'
import { lastDays } from '../features/kpis/kpi-words.ts'
import { Sparkline, useFigureDays } from '../features/kpis/sparkline.tsx'
import { Funnel } from '../features/leads/funnel.tsx'
import { Activity } from '../features/overview/activity.tsx'
import { NeedsYou } from '../features/overview/needs-you.tsx'
import { funnelQuery, healthQuery, runsQuery } from '../features/overview/overview-documents.ts'
import { GoLiveStrip } from '../features/ramp/go-live-strip.tsx'
import { RampCard } from '../features/ramp/ramp-card.tsx'
import { ReconciliationCard } from '../features/restore/reconciliation-card.tsx'
import { runVerdict, sourceWords } from '../features/runs/run-words.ts'
import { BrakesCard } from '../features/safety/brakes-card.tsx'
import { useKeyNeeds } from '../features/settings/use-key-needs.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useNow } from '../lib/now.ts'
import { useScope } from '../lib/scope.ts'
import { useAgain } from '../lib/use-again.ts'
import { Verdict } from '../ui/chip.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'

/** Runs and health tell nobody when they change: the page asks again this often, in milliseconds. */
const againMs = 15_000
/** The tiles look this far back, in days. */
const kpiDays = 30

/** What needs me now, where the leads stand, the last runs, health, and what happens while I look. */
export function OverviewPage(): ReactElement {
  const [, go] = useLocation()
  const alerts = useAlertNeeds()
  const sending = useSendingNeeds()
  const mayLift = useScope('admin')
  const mayResume = useScope('operate')
  const { from, to } = lastDays(kpiDays, useNow())
  const figureDays = useFigureDays(from, to)
  const keys = useKeyNeeds(mayLift)
  const [{ data: funnel, error: funnelError }, funnelAgain] = useQuery({ query: funnelQuery, requestPolicy: 'cache-and-network' })
  const [{ data: runs, error: runsError }, runsAgain] = useQuery({ query: runsQuery, requestPolicy: 'cache-and-network' })
  const [{ data: health, error: healthError }, healthAgain] = useQuery({ query: healthQuery, requestPolicy: 'cache-and-network' })
  useAgain((options) => {
    for (const again of [funnelAgain, runsAgain, healthAgain]) again(options)
  }, againMs)
  return (
    <div className="sheet">
      <GoLiveStrip />
      {funnelError && !funnel ? (
        <ErrorState
          what="The funnel could not be loaded"
          {...faultOf(funnelError)}
          onRetry={() => funnelAgain({ requestPolicy: 'network-only' })}
        />
      ) : (
        <Funnel counts={funnel?.funnel ?? null} chosen={[]} onToggle={(stage) => go(`/leads?stage=${stage}`)} />
      )}
      <div className="columns">
        <div>
          <ReconciliationCard mayReconcile={mayLift} />
          <BrakesCard mayLift={mayLift} mayResume={mayResume} />
          <NeedsYou sending={[...alerts, ...sending, ...keys]} />
          <section className="stack" aria-labelledby="kpis-title">
            <div className="card-title">
              <h2 id="kpis-title">Last {kpiDays} days</h2>
              <LinkButton href="/kpis">All figures</LinkButton>
            </div>
            <KpiTiles
              from={from}
              to={to}
              open={null}
              linkTo={(name) => `/kpis?days=${kpiDays}&figure=${name}`}
              spark={(name) => <Sparkline figures={figureDays.filter((row) => row.name === name)} from={from} to={to} />}
            />
          </section>
          <Activity />
        </div>
        <div>
          <CeilingsCard />
          <RampCard mayGraduate={mayResume} mayOverride={mayLift} />
          <SandboxClock />
          <section className="card" aria-labelledby="runs-title">
            <div className="card-title">
              <h2 id="runs-title">Runs</h2>
              <LinkButton href="/runs">All runs</LinkButton>
            </div>
            {runsError && !runs ? (
              <ErrorState
                what="The runs could not be loaded"
                {...faultOf(runsError)}
                onRetry={() => runsAgain({ requestPolicy: 'network-only' })}
              />
            ) : !runs ? (
              <Skeleton height={120} />
            ) : runs.pipelineRuns.edges.length === 0 ? (
              <p className="muted">No run yet. A run takes leads through six stages and puts drafts into the queue.</p>
            ) : (
              <ul className="row-list">
                {runs.pipelineRuns.edges.map(({ node }) => {
                  const [kind, words] = runVerdict(node)
                  return (
                    <li key={node.id}>
                      <Link href={`/runs?run=${node.id}`} className="grow">
                        {sourceWords(node.source)}, {formatCount(node.leads)} {node.leads === 1 ? 'lead' : 'leads'}
                      </Link>
                      <Verdict kind={kind}>{words}</Verdict>
                      <Time at={node.startedAt} />
                    </li>
                  )
                })}
              </ul>
            )}
          </section>
          <section className="card" aria-labelledby="health-title">
            <div className="card-title">
              <h2 id="health-title">Health</h2>
              <LinkButton href="/health">Show health</LinkButton>
            </div>
            {healthError && !health ? (
              <ErrorState
                what="Health could not be looked at"
                {...faultOf(healthError)}
                onRetry={() => healthAgain({ requestPolicy: 'network-only' })}
              />
            ) : !health ? (
              <Skeleton height={20} />
            ) : health.health.ready ? (
              <Verdict kind="ok">Everything that must run does</Verdict>
            ) : (
              <ul>
                {health.health.failing.map((reason) => (
                  <li key={reason.code}>
                    <Verdict kind="bad">{reason.message}</Verdict>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      </div>
    </div>
  )
}
