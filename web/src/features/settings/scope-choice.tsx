import type { ReactElement } from 'react'
import type { AccessScope } from './use-access.tsx'

/** The scopes as boxes to tick, each with what it allows. */
export function ScopeChoice({
  legend,
  scopes,
  chosen,
  onChange,
}: {
  legend: string
  scopes: readonly AccessScope[]
  chosen: readonly string[]
  onChange(chosen: string[]): void
}): ReactElement {
  return (
    <fieldset className="setting-choices scope-choice">
      <legend>{legend}</legend>
      {scopes.map(({ name, may }) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))}
          />
          <span>
            <strong>{name}</strong>
            <span className="muted sm row-note">{may}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** All scopes with what each allows, and the mutations that ask for it. */
export function ScopeTable({ scopes }: { scopes: readonly AccessScope[] }): ReactElement {
  return (
    <table className="small-table" aria-label="What each scope allows">
      <thead>
        <tr>
          <th scope="col">Scope</th>
          <th scope="col">Allows</th>
        </tr>
      </thead>
      <tbody>
        {scopes.map(({ name, may, mutations }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {may}
              {mutations.length > 0 && (
                <details>
                  <summary className="muted">
                    {mutations.length} {mutations.length === 1 ? 'mutation' : 'mutations'}
                    <span className="hidden-text"> of {name}</span>
                  </summary>
                  <p className="muted scope-mutations">{mutations.join(', ')}</p>
                </details>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
