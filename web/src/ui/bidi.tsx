import type { ReactElement } from 'react'
import { visibleText } from './visible-text.ts'

/** Text from outside, as text: its own direction, and characters that hide or turn it are shown by their code. */
export function Bidi({ text, clip = false }: { text: string; clip?: boolean }): ReactElement {
  const shown = visibleText(text)
  return (
    <bdi dir="auto" className={clip ? 'clip' : undefined} title={clip ? shown : undefined}>
      {shown}
    </bdi>
  )
}
