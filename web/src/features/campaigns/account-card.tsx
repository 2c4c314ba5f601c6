import { type ReactElement, useState } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { platformName } from '../../lib/provider-label.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { AccountHistory } from './account-history.tsx'
import { AccountPause } from './account-pause.tsx'
import type { Account, AccountRecord } from './campaign-documents.ts'
import { healthVerdict, opensWords, rateWords, recordVerdict, warmupWords } from './campaign-words.ts'

/** One account: what came of its last days, what it may send today, its records, and why it is held where it is. */
export function AccountCard({ account }: { account: Account }): ReactElement {
  const { address, platform, health, counts, paused, pausedAt, pauseReason, sentToday, dailyLimit } = account
  const [kind, words] = healthVerdict(account)
  const name = `account-${account.id}`
  // The pause repeats the first reason; the others are told beside it.
  const others = paused ? health.reasons.filter((reason) => !pauseReason?.includes(reason.message)) : health.reasons
  return (
    <article className="card account-card" aria-labelledby={name}>
      <header>
        <h3 id={name}>
          <Bidi text={address} clip />
        </h3>
        <Verdict kind={kind}>{words}</Verdict>
      </header>
      {paused && (
        <p className="account-why">
          <Icon name="warn" size={14} />
          <span>
            {visibleText(pauseReason ?? 'No reason was given.')}
            {pausedAt && (
              <span className="muted">
                {' '}
                Since <Time at={pausedAt} as="full" />.
              </span>
            )}
          </span>
        </p>
      )}
      {account.recallsOpen > 0 && (
        <p role="status">
          <Verdict kind="warn">
            {formatCount(account.recallsOpen)} {account.recallsOpen === 1 ? 'send is' : 'sends are'} being taken back;{' '}
            {platformName(platform)} has not confirmed it yet.
          </Verdict>
        </p>
      )}
      {others.length > 0 && (
        <ul className="account-reasons">
          {others.map((reason) => (
            <li key={reason.code}>
              <Verdict kind="bad">{visibleText(reason.message)}</Verdict>
            </li>
          ))}
        </ul>
      )}
      <dl className="account-counts">
        <Count name="Sent" value={formatCount(counts.sends)} />
        <Count name="Opens" value={opensWords(counts)} />
        <Count name="Replies" value={formatCount(counts.replies)} />
        <Count name="Bounces" value={formatCount(counts.bounces)} />
      </dl>
      <dl className="pairs">
        <dt>Platform</dt>
        <dd>{platformName(platform)}</dd>
        <dt>Today</dt>
        <dd className="number">
          {dailyLimit === null ? formatCount(sentToday) : `${formatCount(sentToday)} of ${formatCount(dailyLimit)}`}
        </dd>
        <dt>Warm-up</dt>
        <dd className="number">{warmupWords(account)}</dd>
        {platform !== 'HEYREACH' && (
          <>
            <dt>Bounce rate</dt>
            <dd className="number">{rateWords(health.bounceRate, health.bounced, health.sent)}</dd>
            <dt>Complaints</dt>
            <dd className="number">{rateWords(health.complaintRate, health.complained, health.sent)}</dd>
          </>
        )}
      </dl>
      {platform !== 'HEYREACH' && <Records account={account} />}
      <AccountPause account={account} />
    </article>
  )
}

function Count({ name, value }: { name: string; value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  )
}

/** The three records, with what stands there and how the account stood before behind a fold. */
function Records({ account }: { account: Account }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const { health } = account
  const records: [string, AccountRecord | null][] = [
    ['SPF', health.spf],
    ['DKIM', health.dkim],
    ['DMARC', health.dmarc],
  ]
  return (
    <details className="account-records" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="next" size={12} />
        {records.map(([name, record]) => {
          const [kind, word] = recordVerdict(record)
          return (
            <Verdict key={name} kind={kind}>
              {name}
              <span className="hidden-text"> is {word}</span>
            </Verdict>
          )
        })}
      </summary>
      {records.map(([name, record]) => (
        <div key={name} className="account-record">
          <p>
            <strong>{name}</strong> {record ? visibleText(record.message) : 'Not looked up yet.'}
          </p>
          {record?.found.map((text) => (
            <code key={text}>{visibleText(text)}</code>
          ))}
        </div>
      ))}
      {health.recordsCheckedAt && (
        <p className="muted sm">
          Looked up <Time at={health.recordsCheckedAt} as="full" />.
        </p>
      )}
      {isOpen && <AccountHistory id={account.id} />}
    </details>
  )
}
