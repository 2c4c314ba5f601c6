import { type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'

/** Copies a text. Without the right to (plain HTTP from afar) it says so: the text can be selected. */
export function CopyButton({ text, what = 'Copy' }: { text: string; what?: string }): ReactElement {
  const [state, setState] = useState<{ of: string; said: string } | null>(null)
  const copy = async (): Promise<void> => {
    const said = await navigator.clipboard?.writeText(text).then(
      () => 'Copied',
      () => 'Select it yourself',
    )
    setState({ of: text, said: said ?? 'Select it yourself' })
  }
  return (
    <Button icon="copy" onClick={() => void copy()}>
      {state?.of === text ? state.said : what}
    </Button>
  )
}
