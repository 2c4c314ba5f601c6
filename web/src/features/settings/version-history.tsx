import { Fragment, type ReactElement, useState } from 'react'
import { faultOf } from '../../lib/fault.ts'
import { useScope } from '../../lib/scope.ts'
import { usePages } from '../../lib/use-pages.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { ChangesTable } from './changes-table.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { SaveRefusal } from './save-refusal.tsx'
import { type Section, versionsQuery } from './settings-documents.ts'
import { useSettingsSave } from './use-settings-save.ts'

const pageSize = 10

/** Every version of a section, newest first; any of them can be compared with what stands and made the newest again. */
export function VersionHistory({ section, onSaved }: { section: Section; onSaved(): void }): ReactElement {
  const [open, setOpen] = useState<number | null>(null)
  const saving = useSettingsSave()
  const isAdmin = useScope('admin')
  const versions = usePages(
    versionsQuery,
    (after) => ({ section: section.name, first: pageSize, after }),
    (data) => ({ rows: data.settingsVersions.edges.map(({ node }) => node), ...data.settingsVersions.pageInfo, total: null }),
    ({ version }) => String(version),
  )
  const restore = async (version: number): Promise<void> => {
    const saved = await saving.save(section.name, { restore: version }, section.version)
    if (saved !== null) setOpen(null)
    onSaved()
  }
  const compare = (version: number): ReactElement | null =>
    version === section.version ? (
      <span className="muted sm">In force</span>
    ) : (
      <Button
        size="dense"
        aria-expanded={open === version}
        refusal={isAdmin ? null : 'Comparing and restoring need the scope admin.'}
        onClick={() => {
          saving.forget()
          setOpen(open === version ? null : version)
        }}
      >
        Compare
        <span className="hidden-text">{version === 0 ? ' the shipped values' : ` version ${version}`}</span>
      </Button>
    )
  const panel = (version: number): ReactElement | null =>
    open === version ? (
      <li className="history-panel">
        {saving.refused && <SaveRefusal what="Not restored." refused={saving.refused} />}
        <ReviewPanel
          key={section.version}
          section={section}
          wanted={{ restore: version }}
          busy={saving.busy}
          onSave={() => void restore(version)}
          onClose={() => setOpen(null)}
        />
      </li>
    ) : null
  return (
    <section className="card" aria-labelledby="history-title">
      <h2 id="history-title">Versions</h2>
      {versions.error && versions.rows.length === 0 ? (
        <ErrorState what="The versions could not be loaded" {...faultOf(versions.error)} onRetry={versions.reload} />
      ) : versions.loading && versions.rows.length === 0 ? (
        <div role="status" aria-label="Loading versions">
          <Skeleton height={80} />
        </div>
      ) : (
        <ul className="row-list">
          {versions.rows.map(({ version, by, at, changes }) => (
            <Fragment key={version}>
              <li>
                <span className="grow">
                  <strong className="number">Version {version}</strong>
                  <span className="muted sm">
                    {' '}
                    <Bidi text={by} />, <Time at={at} />
                  </span>
                  {changes.length > 0 && (
                    <details className="version-changes">
                      <summary className="muted sm">
                        {changes.length === 1 ? '1 change' : `${changes.length} changes`}
                        <span className="hidden-text"> of version {version}</span>
                      </summary>
                      <ChangesTable fields={section.fields} preview={{ changes, refusals: [] }} heads={['Before', 'After']} />
                    </details>
                  )}
                </span>
                {compare(version)}
              </li>
              {panel(version)}
            </Fragment>
          ))}
          {!versions.hasMore && (
            <li>
              <span className="grow">
                <strong>As shipped</strong>
              </span>
              {compare(0)}
            </li>
          )}
          {!versions.hasMore && panel(0)}
        </ul>
      )}
      <ShowMore list={versions} words="Show earlier ones" />
    </section>
  )
}
