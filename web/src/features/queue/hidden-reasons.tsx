import { type ReactElement, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { LinkButton } from '../../ui/link-button.tsx'

export type HiddenReason = { code: string; label: string; count: number; cleanable: boolean }

/** Why drafts are hidden, and one button that takes away those that nobody can act on. */
export function HiddenReasons({
  reasons,
  refusal,
  onClean,
}: {
  reasons: readonly HiddenReason[]
  refusal: string | null
  onClean(): Promise<void>
}): ReactElement | null {
  const [busy, setBusy] = useState(false)
  const total = reasons.reduce((sum, reason) => sum + reason.count, 0)
  const cleanable = reasons.filter((reason) => reason.cleanable).reduce((sum, reason) => sum + reason.count, 0)
  if (total === 0) return null
  return (
    <div className="hidden-reasons">
      <p>
        {total} {total === 1 ? 'is' : 'are'} hidden:{' '}
        {reasons.map((reason) => `${reason.count} ${reason.label.charAt(0).toLowerCase()}${reason.label.slice(1)}`).join(', ')}.
      </p>
      {reasons.some(({ code }) => code === 'blocked_by_guard') && <LinkButton href="/blocked">Blocked drafts</LinkButton>}
      {cleanable > 0 && (
        <Button
          size="dense"
          refusal={refusal ?? (busy ? 'Already cleaning up.' : null)}
          onClick={() => {
            setBusy(true)
            void onClean().finally(() => setBusy(false))
          }}
        >
          Clean up {cleanable}
        </Button>
      )}
    </div>
  )
}
