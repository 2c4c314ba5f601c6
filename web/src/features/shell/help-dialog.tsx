import type { ReactElement } from 'react'
import { keyTables, singleKeysStore, switchSingleKeys } from '../../lib/keys.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import './help-dialog.css'
import { pages } from './pages.ts'

/** All keys that are in force here, drawn from the tables that drive them. */
export function HelpDialog({ onClose }: { onClose(): void }): ReactElement {
  const tables = useStore(keyTables)
  const singleKeys = useStore(singleKeysStore)
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <Button className="help-switch" aria-pressed={singleKeys} onClick={() => switchSingleKeys(!singleKeys)}>
        Single-key shortcuts {singleKeys ? 'on' : 'off'}
      </Button>
      <div className="help-tables">
        {tables.map((table) => (
          <section key={table.title}>
            <h3>{table.title}</h3>
            <dl className="help-keys">
              {table.bindings().map((binding) => (
                <Row key={binding.key} keys={binding.key} does={binding.does} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Go to</h3>
          <dl className="help-keys">
            {pages.map((page) => (
              <Row key={page.path} keys={`g ${page.letter}`} does={page.name} />
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  )
}

function Row({ keys, does }: { keys: string; does: string }): ReactElement {
  return (
    <div>
      <dt>
        <kbd>{keys.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ')}</kbd>
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
