import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { countOf, rowsOf, wordOf } from '../../lib/json.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'

/** Whom we hear: when each provider delivered last, and whether its hook was found working. */
export function WebhooksCard({ webhooks, labelOf }: { webhooks: unknown; labelOf(provider: string): string }): ReactElement {
  const hooks = rowsOf(webhooks)
  const used = hooks.filter(({ isHearing, lastSeenAt }) => typeof isHearing === 'boolean' || wordOf(lastSeenAt) !== '')
  const unused = hooks.filter((hook) => !used.includes(hook)).map(({ provider }) => labelOf(wordOf(provider)))
  return (
    <section className="card" aria-labelledby="webhooks-title">
      <div className="card-title">
        <h2 id="webhooks-title">Webhooks</h2>
        <Link href="/deliveries">Deliveries</Link>
      </div>
      <ul className="row-list">
        {used.map((hook) => {
          const [waiting, failed] = [countOf(hook.waiting), countOf(hook.failed)]
          const verdict =
            hook.isHearing === false ? 'bad' : failed > 0 || hook.isUnsigned === true ? 'warn' : hook.isHearing === true ? 'ok' : 'skipped'
          return (
            <li key={wordOf(hook.provider)}>
              <span className="grow">
                <Verdict kind={verdict}>
                  {labelOf(wordOf(hook.provider))}
                  {hook.isHearing === false ? ': not heard' : hook.isHearing === true ? ': heard' : ''}
                </Verdict>{' '}
                {hook.isUnsigned === true && <Chip tone="warn">Unsigned ones are let in</Chip>}
                <span className="muted sm row-note">
                  {wordOf(hook.lastSeenAt) ? (
                    <>
                      Last seen <Time at={wordOf(hook.lastSeenAt)} as="ago" />
                    </>
                  ) : (
                    'Nothing came yet'
                  )}
                  {waiting > 0 && `, ${formatCount(waiting)} wait`}
                  {failed > 0 && `, ${formatCount(failed)} could not be applied`}
                  {wordOf(hook.problem) && `. ${wordOf(hook.problem)}`}
                </span>
              </span>
            </li>
          )
        })}
      </ul>
      {unused.length > 0 && <p className="muted sm">Nothing came from {unused.join(', ')}, and no hook of theirs is watched.</p>}
    </section>
  )
}
