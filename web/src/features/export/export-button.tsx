import type { ReactElement } from 'react'
import { Button, type ButtonProps } from '../../ui/button.tsx'
import type { ListName, ListVariables } from './list-exports.ts'
import './export-button.css'

/** Puts a list, as it is filtered and sorted, into a file: all of it, not only what the page has loaded. */
export function ExportButton<Name extends ListName>({
  list,
  variables,
  total = null,
  isEmpty,
  size = 'dense',
  className,
}: Pick<ButtonProps, 'size' | 'className'> & {
  list: Name
  variables: ListVariables<Name>
  /** How many rows there are; null where nobody counted. */
  total?: number | null
  isEmpty: boolean
}): ReactElement {
  const save = async (): Promise<void> => {
    // Loaded when somebody wants a file.
    const [{ listExports }, { readExport }, { saveAsFile }] = await Promise.all([
      import('./list-exports.ts'),
      import('./read-export.ts'),
      import('./save-as-file.ts'),
    ])
    const { what, query, columns } = listExports[list]
    await saveAsFile(what, total, (tell, signal) => readExport({ query, variables, columns }, tell, signal))
  }
  return (
    <span className={className ? `export-button ${className}` : 'export-button'}>
      <Button size={size} refusal={isEmpty ? 'There is nothing to put into a file.' : null} onClick={() => void save()}>
        Export CSV
      </Button>
    </span>
  )
}

/** The button at the right edge above its list. */
export function ExportRow<Name extends ListName>(props: Parameters<typeof ExportButton<Name>>[0]): ReactElement {
  return (
    <div className="export-row">
      <ExportButton {...props} />
    </div>
  )
}
