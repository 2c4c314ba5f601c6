import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { valueWords } from './setting-values.ts'
import type { Control, Field, SettingsData } from './settings-documents.ts'

/** What keeps people safe: each with its value now and once the ramp is over, and what may be done with it until then. */
export function SafetyControlsCard({ settings }: { settings: SettingsData }): ReactElement {
  const fieldOf = ({ section, path }: Control): Field | undefined =>
    settings.sections.find(({ name }) => name === section)?.fields.find((field) => field.path === path)
  return (
    <section className="card" aria-labelledby="section-title">
      <div className="card-title">
        <h2 id="section-title" tabIndex={-1}>
          Safety controls
        </h2>
        <Verdict kind={settings.tighteningOnly ? 'warn' : 'ok'}>
          {settings.tighteningOnly ? 'The ramp is on: they can only be tightened' : 'The ramp is over'}
        </Verdict>
      </div>
      <table className="small-table" aria-label="Safety controls">
        <thead>
          <tr>
            <th scope="col">Control</th>
            <th scope="col">Now</th>
            <th scope="col">After graduation</th>
            <th scope="col" data-phone="off">
              Section changed
            </th>
          </tr>
        </thead>
        <tbody>
          {settings.safetyControls.map((control) => {
            const field = fieldOf(control)
            const changed = settings.sections.find(({ name }) => name === control.section)
            const later = control.afterGraduation === null ? 'Ends with the ramp' : valueWords(control.afterGraduation, field)
            return (
              <tr key={control.label}>
                <th scope="row">
                  {control.section ? <Link href={`/settings?section=${control.section}`}>{control.label}</Link> : control.label}
                  {control.whileRamp && (
                    <p className="muted sm">{`${control.whileRamp.charAt(0).toUpperCase()}${control.whileRamp.slice(1)}.`}</p>
                  )}
                </th>
                <td>{valueWords(control.now, field)}</td>
                <td className={later === valueWords(control.now, field) ? 'muted' : undefined}>{later}</td>
                <td className="muted" data-phone="off">
                  {changed?.changedBy && changed.changedAt ? (
                    <>
                      <Bidi text={changed.changedBy} />, <Time at={changed.changedAt} />
                    </>
                  ) : (
                    '–'
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
