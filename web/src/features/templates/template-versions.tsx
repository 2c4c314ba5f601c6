import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { DifferenceView } from '../queue/difference-view.tsx'
import { signOffTemplate, type Template, type TemplateVersion } from './template-documents.ts'
import { Checks } from './template-preview-pane.tsx'
import { textChanges, textOf } from './template-text.ts'
import { useTemplatePreview } from './use-template-preview.ts'

/** Every version of a text, newest first: which one is live, what another one would change, and the sign-off that lets it go live. */
export function TemplateVersions({ template, onSigned }: { template: Template; onSigned(): void }): ReactElement {
  const liveVersion = template.live?.version ?? null
  const [open, setOpen] = useState<number | null>(template.newest.version === liveVersion ? null : template.newest.version)
  const live = template.versions.find(({ version }) => version === liveVersion) ?? null
  return (
    <section className="card" aria-labelledby="template-versions-title">
      <h2 id="template-versions-title">Versions</h2>
      <ul className="row-list">
        {template.versions.map((version) => {
          const isLive = version.version === liveVersion
          const isWaiting = version.version > (liveVersion ?? 0)
          return (
            <li key={version.version} className="version">
              <span className="grow">
                <strong className="number">Version {version.version}</strong>
                <span className="muted sm">
                  {' '}
                  <Bidi text={version.createdBy} />, <Time at={version.createdAt} />
                  {version.note !== null && (
                    <>
                      {' · '}
                      <Bidi text={version.note} />
                    </>
                  )}
                </span>
              </span>
              {isLive ? <Chip tone="ok">Live</Chip> : isWaiting ? <Chip tone="warn">Waits for sign-off</Chip> : null}
              {!isLive && (
                <Button
                  size="dense"
                  aria-expanded={open === version.version}
                  onClick={() => setOpen(open === version.version ? null : version.version)}
                >
                  {live === null ? 'Look at' : 'Compare'}
                  <span className="hidden-text">
                    {' '}
                    version {version.version}
                    {live === null ? '' : ' with the live one'}
                  </span>
                </Button>
              )}
              {open === version.version && <Candidate template={template} live={live} version={version} onSigned={onSigned} />}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** One version beside the live one, where there is one: the difference, the checks, and the button that lets it go live. */
function Candidate({
  template,
  live,
  version,
  onSigned,
}: {
  template: Template
  live: TemplateVersion | null
  version: TemplateVersion
  onSigned(): void
}): ReactElement {
  const { preview } = useTemplatePreview(template.angle, version.document, null)
  const [{ fetching }, signOff] = useMutation(signOffTemplate)
  const [refused, setRefused] = useState<Refused | null>(null)
  const mayReview = useScope('review')
  const changes = textChanges(textOf(live?.document), textOf(version.document))
  const refusal = !mayReview
    ? 'Signing off a text needs the scope review.'
    : fetching
      ? 'Already on its way.'
      : !preview
        ? 'The checks are still at work.'
        : preview.passed
          ? null
          : 'It fails a check.'
  const act = async (): Promise<void> => {
    const input = { angle: template.angle, version: version.version, liveVersion: live?.version ?? null, clientMutationId: newId() }
    const { data, error } = await signOff({ input })
    const why = refusedOf(data?.signOffTemplate, 'SignOffTemplateSuccess', error)
    setRefused(why)
    announce(why ? `Not signed off. ${why.message}` : `Version ${version.version} is live.`, why ? 'assertive' : 'polite')
    if (!why) onSigned()
  }
  return (
    <div className="candidate stack">
      {changes.length === 0 && <p className="muted">The words are those of the live version.</p>}
      {changes.map(({ field, before, after }) => (
        <section key={field} aria-label={field}>
          <h3>{field}</h3>
          <DifferenceView before={before} after={after} />
        </section>
      ))}
      {preview && <Checks preview={preview} />}
      <p>
        {live === null
          ? `Nobody gets this text yet. From the sign-off on drafts are written from version ${version.version}.`
          : `Drafts that are made from then on are written from version ${version.version}. Those that wait keep their words${
              template.outdated > 0 ? ` (${formatCount(template.outdated)} already have others than the live ones)` : ''
            }; they can be crafted again afterwards.`}
      </p>
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Not signed off. {refused.message}
        </p>
      )}
      <div className="state-actions">
        <Button tone="primary" refusal={refusal} onClick={() => void act()}>
          {fetching
            ? 'Signing off…'
            : version.version > (live?.version ?? 0)
              ? `Sign off version ${version.version}`
              : `Make version ${version.version} live again`}
        </Button>
      </div>
    </div>
  )
}
