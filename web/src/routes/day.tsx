import { type ReactElement, useContext } from 'react'
import { useQuery } from 'urql'
import { useSearchParams } from 'wouter'
import { DayCosts } from '../features/costs/day-costs.tsx'
import { CloseDay } from '../features/day/close-day.tsx'
import { dayQuery, todayQuery } from '../features/day/day-documents.ts'
import { DayLog } from '../features/day/day-log.tsx'
import { fullDay, shiftDay } from '../features/day/day-words.ts'
import { ShellContext } from '../features/shell/shell-data.ts'
import { faultOf } from '../lib/fault.ts'
import { useScope } from '../lib/scope.ts'
import { useAgain } from '../lib/use-again.ts'
import { Button } from '../ui/button.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'

const againMs = 20_000

/** The log of a day of the organisation, today's unless the address names another, and its close. */
export function DayPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const asked = /^\d{4}-\d{2}-\d{2}$/.exec(address.get('on') ?? '')?.[0] ?? null
  const [today, todayAgain] = useQuery({ query: todayQuery, requestPolicy: 'cache-and-network' })
  const [other, otherAgain] = useQuery({
    query: dayQuery,
    variables: { on: asked ?? '' },
    pause: asked === null,
    requestPolicy: 'cache-and-network',
  })
  const reload = (): void => {
    todayAgain({ requestPolicy: 'network-only' })
    if (asked !== null) otherAgain({ requestPolicy: 'network-only' })
  }
  useAgain(reload, againMs)
  const mayClose = useScope('operate')
  const me = useContext(ShellContext)?.viewer.name ?? ''
  const error = asked === null ? today.error : other.error
  const day = asked === null ? today.data?.today : other.data?.day
  const now = today.data?.today.on
  const on = asked ?? now
  // The bar stays while another day loads: whoever walks through the days by keyboard keeps their place.
  return (
    <div className="sheet">
      {on !== undefined && (
        <div className="toolbar">
          <h2 className="grow">{fullDay(on)}</h2>
          <Button onClick={() => setAddress({ on: shiftDay(on, -1) })}>Day before</Button>
          <Button
            refusal={now !== undefined && on >= now ? 'This is today: the next day has not begun.' : null}
            onClick={() => setAddress({ on: shiftDay(on, 1) })}
          >
            Day after
          </Button>
          {asked !== null && <LinkButton href="/day">Today</LinkButton>}
        </div>
      )}
      {error && !day ? (
        <ErrorState what="The day could not be loaded" {...faultOf(error)} onRetry={reload} />
      ) : !day ? (
        <div role="status" aria-label="Loading the day">
          <Skeleton height={480} />
        </div>
      ) : (
        <>
          <p className="muted">{day.owner === null ? 'Nobody was named to say go or no-go.' : `Go / no-go: ${day.owner}`}</p>
          <div className="columns">
            <div>
              <DayLog day={day} />
            </div>
            <div>
              <CloseDay key={day.on} day={day} me={me} mayClose={mayClose} onClosed={reload} />
              <DayCosts on={day.on} />
            </div>
          </div>
        </>
      )}
    </div>
  )
}
