import { type ReactElement, useId } from 'react'
import { useQuery } from 'urql'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { auditNamesQuery } from './audit-documents.ts'
import { type AuditTyped, auditFields } from './audit-filter.ts'
import { actionWords } from './audit-words.ts'

/** What of the trail is asked for. The names that stand in it are offered; without them any can still be typed. */
export function AuditFilterForm({
  typed,
  onTyped,
  onFilter,
}: {
  typed: AuditTyped
  onTyped(next: AuditTyped): void
  onFilter(): void
}): ReactElement {
  const id = useId()
  const [{ data }] = useQuery({ query: auditNamesQuery, requestPolicy: 'cache-and-network' })
  return (
    <form
      className="form-row audit-filter"
      onSubmit={(event) => {
        event.preventDefault()
        onFilter()
      }}
    >
      {auditFields.map(({ name, label, hint, type, names }) => (
        <TextField
          key={name}
          label={label}
          hint={hint}
          type={type}
          maxLength={300}
          list={names && `${id}-${names}`}
          value={typed[name]}
          onChange={(event) => onTyped({ ...typed, [name]: event.currentTarget.value })}
        />
      ))}
      <Button type="submit">Filter</Button>
      <datalist id={`${id}-actors`}>
        {data?.auditNames.actors.map((actor) => (
          <option key={actor} value={actor} />
        ))}
      </datalist>
      <datalist id={`${id}-actions`}>
        {data?.auditNames.actions.map((action) => (
          <option key={action} value={action}>
            {actionWords(action)}
          </option>
        ))}
      </datalist>
    </form>
  )
}
