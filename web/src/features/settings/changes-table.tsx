import type { ReactElement } from 'react'
import { visibleText } from '../../ui/visible-text.ts'
import { valueWords } from './setting-values.ts'
import type { Field, Preview } from './settings-documents.ts'

/** A setting's whole name: its group and its own words. */
export function fieldName(field: Pick<Field, 'group' | 'label'> | undefined, path: string): string {
  if (!field) return path
  return field.group ? `${field.group}: ${field.label}` : field.label
}

/** What would change, value by value, and why one of them would be refused. */
export function ChangesTable({
  fields,
  preview,
  heads = ['Now', 'Then'],
}: {
  fields: readonly Field[]
  preview: Pick<Preview, 'changes' | 'refusals'>
  /** What the two columns of values are called. */
  heads?: readonly [string, string]
}): ReactElement {
  const fieldAt = (path: string): Field | undefined => fields.find((field) => path === field.path || path.startsWith(`${field.path}.`))
  return (
    <table className="small-table changes-table">
      <caption className="hidden-text">What changes</caption>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.changes.map(({ path, before, after }) => {
          const field = fieldAt(path)
          const refusal = preview.refusals.find((one) => one.path === path)
          return (
            <tr key={path}>
              <th scope="row">
                {fieldName(field, path)}
                {refusal && <p className="field-error sm">{refusal.message.replace(path, field?.label ?? path)}</p>}
              </th>
              <td>
                <del>
                  <span className="hidden-text">deleted </span>
                  {visibleText(valueWords(before, field))}
                </del>
              </td>
              <td>
                <ins>
                  <span className="hidden-text">inserted </span>
                  {visibleText(valueWords(after, field))}
                </ins>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
