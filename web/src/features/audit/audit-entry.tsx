import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { AuditEntryShown } from './audit-documents.ts'
import { actionWords, subjectPath } from './audit-words.ts'
import './audit.css'

/** Who did what to which, with what was before and after folded under it. */
export function AuditEntryItem({ entry }: { entry: AuditEntryShown }): ReactElement {
  const path = subjectPath(entry)
  const name = `${entry.subjectType.replaceAll('_', ' ')} ${visibleText(entry.subjectId)}`
  return (
    <li className="audit-entry">
      <div className="audit-line">
        <strong>{actionWords(entry.action)}</strong>
        <span>
          by <Bidi text={entry.actor} />
        </span>
        <span className="muted">
          <Time at={entry.at} />
        </span>
      </div>
      <div className="audit-line sm">
        {path === null ? <span className="muted audit-subject">{name}</span> : <Link href={path}>{name}</Link>}
        <span className="muted">{entry.link === null ? 'Not sealed yet' : `Link ${formatCount(entry.link)}`}</span>
      </div>
      {entry.detail === null ? (
        <span className="muted sm">Its content was erased with a person’s data.</span>
      ) : (
        <details>
          <summary>What was decided</summary>
          <pre className="audit-detail">{visibleText(JSON.stringify(entry.detail, null, 2))}</pre>
          {entry.hash !== null && <code className="audit-hash muted">{entry.hash}</code>}
        </details>
      )}
    </li>
  )
}
