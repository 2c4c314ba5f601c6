import type { ReactElement } from 'react'
import { formatCount, formatDuration } from '../../lib/formats.ts'
import { countOf, fieldsOf, wordOf } from '../../lib/json.ts'
import { Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import type { Health } from './health-documents.ts'

/** The processes with their uptime, the version, the mode and the database. */
export function MachinesCard({ health }: { health: Health }): ReactElement {
  const database = fieldsOf(health.database)
  return (
    <section className="card" aria-labelledby="version-title">
      <h2 id="version-title">Version, processes, database</h2>
      <ul className="row-list" aria-label="Processes">
        {health.processes.map(({ kind, version, host, pid, startedAt, seenAt, live }) => (
          <li key={`${host} ${pid} ${startedAt}`}>
            <span className="grow">
              <Verdict kind={live ? 'ok' : 'bad'}>{kind === 'api' ? 'API' : 'Job runner'}</Verdict>
              <span className="muted sm row-note">
                {host}, process {pid}, <code>{version}</code>
              </span>
            </span>
            <span className="muted sm number">
              {live ? (
                // Processes live in real time, also where business time was moved.
                <>up {formatDuration(Math.max(0, Math.round((Date.parse(seenAt) - Date.parse(startedAt)) / 1_000) * 1_000))}</>
              ) : (
                <>
                  last seen <Time at={seenAt} as="clock" />
                </>
              )}
            </span>
          </li>
        ))}
        {health.processes.length === 0 && <li className="muted">No process has reported within the last hour.</li>}
      </ul>
      <dl className="pairs">
        <dt>Version</dt>
        <dd>
          <code>{health.version}</code>
        </dd>
        <dt>Mode</dt>
        <dd>{health.mode}</dd>
        <dt>PostgreSQL</dt>
        <dd className="number">{wordOf(database.version)}</dd>
        <dt>Size</dt>
        <dd className="number">{formatCount(Math.round(countOf(database.bytes) / 1_000_000))} MB</dd>
        <dt>Connections</dt>
        <dd className="number">{formatCount(countOf(database.connections))}</dd>
      </dl>
    </section>
  )
}
