import type { ReactElement } from 'react'
import { visibleText } from '../../ui/visible-text.ts'
import './import.css'

export type ImportColumn = { header: string; field: string | null; samples: readonly string[] }

/** What a column can be, in the API's names. */
const fields = [
  ...['email', 'workEmail', 'secondaryEmail', 'tertiaryEmail', 'emailStatus', 'secondaryEmailStatus', 'tertiaryEmailStatus', 'catchAll'],
  ...['firstName', 'lastName', 'fullName', 'title', 'seniority', 'linkedinUrl', 'phone'],
  ...['companyName', 'companyDomain', 'employees', 'industry', 'keywords', 'technologies'],
  ...['city', 'state', 'country', 'companyCity', 'companyState', 'companyCountry', 'location'],
  ...['stage', 'lifecycle', 'interest', 'optOut', 'doNotContact', 'bounced', 'replied', 'matchesFilters', 'kind', 'value', 'note'],
]

/** A field in words: `companyName` is company name. */
export function fieldWords(field: string): string {
  const words = field
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replace('linkedin', 'LinkedIn')
    .replace(' url', ' URL')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Each column with samples of what stands in it and what it is taken for; in the file's order. A change asks for the preview anew. */
export function MappingTable({
  columns,
  refusal,
  onField,
}: {
  columns: readonly ImportColumn[]
  refusal: string | null
  onField(header: string, field: string | null): void
}): ReactElement {
  const used = columns.filter((column) => column.field !== null).length
  return (
    <section className="card mapping" aria-labelledby="mapping-title">
      <h2 id="mapping-title">
        Columns{' '}
        <span className="muted sm number">
          {used} of {columns.length} used
        </span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="mapping-scroll" tabIndex={0} aria-label="Columns of the file">
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">In the file</th>
              <th scope="col">Is</th>
              <th scope="col" className="mapping-samples">
                For example
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.header}>
                <th scope="row">{visibleText(column.header)}</th>
                <td>
                  <select
                    className="input"
                    aria-label={`${column.header} is`}
                    value={column.field ?? ''}
                    disabled={refusal !== null}
                    title={refusal ?? undefined}
                    onChange={(event) => onField(column.header, event.target.value === '' ? null : event.target.value)}
                  >
                    <option value="">Not used</option>
                    {[...fields, ...(column.field !== null && !fields.includes(column.field) ? [column.field] : [])].map((field) => (
                      <option key={field} value={field}>
                        {fieldWords(field)}
                      </option>
                    ))}
                  </select>
                </td>
                <td className="muted mapping-samples">{column.samples.map(visibleText).join(' · ') || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
