import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Alert } from './alert-documents.ts'
import './alerts.css'
import { channelNames, noticeWords } from './notice-words.ts'

const severities = {
  CRITICAL: { tone: 'bad', icon: 'bad', word: 'Critical' },
  WARNING: { tone: 'warn', icon: 'warn', word: 'Warning' },
  INFO: { tone: 'info', icon: 'ok', word: 'News' },
} as const

/** By what people are told at each level, where it is configured. */
const levels: Record<number, string> = {
  1: 'Slack',
  2: 'Slack and text message',
  3: 'Slack, text message and mail',
}

/** One alert: how bad, what, how often, who is on it, who was told, and what it is about. */
export function AlertCard({
  alert,
  refusal,
  onAcknowledge,
  onResolve,
}: {
  alert: Alert
  /** Why nothing can be done about it here now. */
  refusal: string | null
  onAcknowledge(): void
  onResolve(): void
}): ReactElement {
  const { tone, icon, word } = severities[alert.severity]
  const titleId = `alert-${alert.id}`
  return (
    <li className="card alert" data-alert={alert.id} data-open={alert.open} tabIndex={-1} aria-labelledby={titleId}>
      <div className="alert-head">
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
        <h2 id={titleId}>
          <Bidi text={alert.message} />
        </h2>
      </div>
      <p className="sm muted alert-facts">
        {alert.count > 1 ? (
          <span>
            {formatCount(alert.count)} times, first <Time at={alert.firstAt} as="ago" />, last <Time at={alert.lastAt} as="ago" />
          </span>
        ) : (
          <span>
            Raised <Time at={alert.firstAt} as="ago" />
          </span>
        )}
        <span>
          Level {alert.level}: {levels[alert.level]}
        </span>
        <Link href={alert.subject.path}>{alert.subject.label}</Link>
      </p>
      <p className="sm">
        {alert.resolvedAt ? (
          <Verdict kind="ok">
            Resolved by <Bidi text={alert.resolvedBy ?? 'somebody'} />, <Time at={alert.resolvedAt} />
          </Verdict>
        ) : alert.acknowledgedAt ? (
          <Verdict kind="inFlight">
            <Bidi text={alert.acknowledgedBy ?? 'Somebody'} /> is on it, <Time at={alert.acknowledgedAt} />
          </Verdict>
        ) : (
          <Verdict kind={alert.severity === 'INFO' ? 'skipped' : 'warn'}>Nobody is on it yet</Verdict>
        )}
      </p>
      {alert.notices.length > 0 && <Notices notices={alert.notices} />}
      {alert.open && (
        <div className="state-actions">
          {!alert.acknowledgedAt && (
            <Button keys="a" refusal={refusal} onClick={onAcknowledge}>
              Acknowledge
            </Button>
          )}
          <Button keys="r" refusal={refusal} onClick={onResolve}>
            Resolve
          </Button>
        </div>
      )}
    </li>
  )
}

function Notices({ notices }: { notices: Alert['notices'] }): ReactElement {
  const failed = notices.filter(({ state }) => state === 'GIVEN_UP' || state === 'UNKNOWN').length
  return (
    <details className="alert-notices">
      <summary className="sm">
        Who was told{failed > 0 && <span className="alert-failed">, {formatCount(failed)} of them not for sure</span>}
      </summary>
      <ul className="row-list sm">
        {notices.map((notice) => {
          const { kind, words } = noticeWords(notice)
          return (
            <li key={`${notice.level} ${notice.channel} ${notice.recipient}`}>
              <span className="grow">
                Level {notice.level}, {channelNames[notice.channel]}
                {notice.channel !== 'SLACK' && (
                  <>
                    {' to '}
                    <span className="alert-who">{visibleText(notice.recipient)}</span>
                  </>
                )}
                {notice.problem && <span className="muted"> {visibleText(notice.problem)}</span>}
              </span>
              <Verdict kind={kind}>{words}</Verdict>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
