import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Checklist } from '../features/go-live/checklist.tsx'
import { productionListQuery } from '../features/go-live/go-live-documents.ts'
import { SwitchLive } from '../features/go-live/switch-live.tsx'
import { GoLiveStrip } from '../features/ramp/go-live-strip.tsx'
import { goLiveStep } from '../features/ramp/ramp-words.ts'
import { OnlyFor } from '../features/shell/only-for.tsx'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useAgain } from '../lib/use-again.ts'
import { Button } from '../ui/button.tsx'
import { Verdict } from '../ui/chip.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

/** What is looked up tells nobody when it changes: the list is read again this often, in milliseconds. */
const againMs = 20_000
/** Steps that can't hold before the first live message. */
const afterwards = ['activate', 'clean_days', 'graduate']

/** From the sandbox to the first message to a real person: the production list with its evidence, the steps, and the switch. */
export function GoLivePage(): ReactElement {
  return (
    <OnlyFor
      scope="admin"
      instead={
        <div className="sheet">
          <EmptyState title="The production list is shown to admins." actions={<LinkButton href="/">Overview</LinkButton>}>
            The steps of going live stand on the Overview.
          </EmptyState>
        </div>
      }
    >
      <ProductionList />
    </OnlyFor>
  )
}

function ProductionList(): ReactElement {
  const [{ data, error, fetching }, again] = useQuery({ query: productionListQuery, requestPolicy: 'network-only' })
  const reload = (): void => again({ requestPolicy: 'network-only' })
  useAgain(again, againMs)
  if (!data)
    return (
      <div className="sheet">
        {error ? (
          <ErrorState what="The production list could not be loaded" {...faultOf(error)} onRetry={reload} />
        ) : (
          <div role="status" aria-label="Loading the production list" className="stack">
            <Skeleton height={120} />
            <Skeleton height={480} />
          </div>
        )}
      </div>
    )
  const { productionList: items, goLive, health } = data
  const open = items.filter(({ passed, blocking }) => blocking && !passed)
  const steps = goLive.filter(({ name, passed }) => !passed && !afterwards.includes(name))
  const isProduction = health.mode === 'production'
  const missing = [...(isProduction ? open.map(({ title }) => title) : []), ...steps.map(({ name }) => goLiveStep(name).words)]
  return (
    <div className="sheet">
      <GoLiveStrip />
      <div className="columns">
        <div>
          <section className="card" aria-labelledby="list-title">
            <div className="card-title">
              <h2 id="list-title">
                <Verdict kind={open.length === 0 ? 'ok' : 'bad'}>
                  {open.length === 0
                    ? 'Everything that production needs is there'
                    : `${formatCount(open.length)} of ${formatCount(items.filter(({ blocking }) => blocking).length)} are missing`}
                </Verdict>
              </h2>
              <Button size="dense" onClick={reload}>
                {fetching ? 'Checking…' : 'Check now'}
              </Button>
            </div>
            <Checklist items={items} onConfirmed={reload} />
          </section>
        </div>
        <div>
          <section className="card" aria-labelledby="switch-title">
            <h2 id="switch-title">{isProduction ? 'The first real message' : 'This is a sandbox'}</h2>
            {isProduction ? (
              <SwitchLive data={data} missing={missing} onSwitched={reload} />
            ) : (
              <>
                <p className="sm">
                  A sandbox never becomes production, and nobody real is written to from here. Going live is a new database:
                </p>
                <ol className="what-changes sm">
                  <li>
                    Start the product with MODE=production, the providers’ keys, PUBLIC_URL and a DATA_DIR or DATABASE_URL of its own.
                    Shadow mode is on.
                  </li>
                  <li>
                    <code>npm run swarm -- go-live --from FOLDER</code> with the DATA_DIR of this sandbox: it shows what it would carry
                    over, and after a yes takes over what people decided here: settings, suppressions and exclusions.
                  </li>
                  <li>Work off this list there. Its last step is on this page, there.</li>
                </ol>
              </>
            )}
          </section>
        </div>
      </div>
    </div>
  )
}
