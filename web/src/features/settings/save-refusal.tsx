import type { ReactElement, ReactNode } from 'react'
import type { Refused } from '../../lib/refused.ts'
import { Icon } from '../../ui/icons.tsx'
import { visibleText } from '../../ui/visible-text.ts'

/** Why nothing was saved, where saving was asked for. */
export function SaveRefusal({ what, refused, children }: { what: string; refused: Refused; children?: ReactNode }): ReactElement {
  return (
    <div className="save-refusal">
      <Icon name="bad" />
      <div>
        <p>
          <strong>{what}</strong> {visibleText(refused.message)}
        </p>
        {children}
      </div>
    </div>
  )
}
