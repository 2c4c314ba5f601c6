import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import '../ramp/ramp.css'
import { type LinkedinCriterion, linkedinQuery } from './linkedin-documents.ts'
import { LinkedinEvidence } from './linkedin-evidence.tsx'
import { linkedinStep } from './linkedin-words.ts'
import { ProfileTests } from './profile-tests.tsx'

/** Campaigns and tests are read by sweeps that tell no page: it asks again this often, in milliseconds. */
const againMs = 15_000

/** What must hold before anything but internal tests goes to LinkedIn: each criterion with its rows and what to do until it holds. */
export function LinkedinCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: linkedinQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const criteria = data?.linkedinChecklist
  const missing = criteria?.filter(({ passed }) => !passed).length ?? 0
  return (
    <section className="card" aria-labelledby="linkedin-title">
      <div className="card-title">
        <h2 id="linkedin-title">LinkedIn</h2>
        {criteria && (
          <Verdict kind={missing === 0 ? 'ok' : 'warn'}>
            {missing === 0 ? 'Open' : `Closed: ${formatCount(criteria.length - missing)} of ${formatCount(criteria.length)} hold`}
          </Verdict>
        )}
      </div>
      {error && !data ? (
        <ErrorState what="The checklist could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !criteria ? (
        <div role="status" aria-label="Loading the checklist">
          <Skeleton height={240} />
        </div>
      ) : (
        <>
          <p className="muted sm">Nothing but internal tests goes to LinkedIn until all of this holds.</p>
          <ul className="criteria">
            {criteria.map((criterion) => (
              <Criterion key={criterion.name} criterion={criterion} accounts={data.accounts} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Criterion({
  criterion: { name, passed, value, required, evidence },
  accounts,
}: {
  criterion: LinkedinCriterion
  accounts: readonly { address: string; platform: string; paused: boolean }[]
}): ReactElement {
  const { title, next, where } = linkedinStep(name)
  return (
    <li>
      <details className="fold">
        <summary>
          <Icon name="next" size={12} />
          <span className="grow">
            <Verdict kind={passed ? 'ok' : 'bad'}>
              {title}
              <span className="hidden-text">{passed ? ', holds' : ', does not hold yet'}</span>
            </Verdict>
          </span>
          <span className="number">{value}</span>
          <span className="muted sm criterion-required">{required}</span>
        </summary>
        <div className="evidence sm">
          <LinkedinEvidence evidence={evidence} />
          {!passed && (
            <p>
              <strong>Next:</strong> {next}
            </p>
          )}
          {name === 'test_profiles' && !passed && <ProfileTests accounts={accounts.filter(({ platform }) => platform === 'HEYREACH')} />}
          {where && (
            <p>
              <Link href={where[0]}>Show {where[1]}</Link>
            </p>
          )}
        </div>
      </details>
    </li>
  )
}
