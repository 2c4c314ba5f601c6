import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'
import { formatClock } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ConnectionChip } from './connection-chip.tsx'
import type { Safety, ShellData } from './shell-data.ts'
import './top-bar.css'
import { UserMenu } from './user-menu.tsx'

export type Mode = 'normal' | 'sandbox' | 'shadow' | 'idle' | 'stop' | 'unknown'

/** The mode that outranks the others: a stop, then that no runner works, then shadow, then sandbox. */
export function modeOf(safety: Safety | undefined, runMode: string | undefined, isIdle: boolean): Mode {
  if (safety?.emergencyStop) return 'stop'
  if (isIdle) return 'idle'
  if (safety?.shadowMode) return 'shadow'
  return runMode?.toLowerCase() === 'sandbox' ? 'sandbox' : 'normal'
}

const sandboxWords = 'Sandbox: no real person is written to'
const unknownWords = 'No answer from the server: nobody knows here whether sending is stopped'
const idleWords = 'No runner works: nothing is sent, read or checked, and nobody is told of alerts'
const shadowWords = 'Shadow mode: everything runs, nothing leaves'

function stopWords(safety: Safety): string {
  const since = safety.since ? ` since ${formatClock(Date.parse(safety.since))}` : ''
  const by = safety.by ? ` by ${safety.by}` : ''
  const forced = safety.forced ? " (forced by a running process, can't be lifted here)" : ''
  return `All sending is stopped${since}${by}${safety.reason ? `: ${safety.reason}` : ''}${forced}`
}

/** The whole sentence where there is room; on a phone its first word, and the sentence for those who listen. */
function ModeText({ long, short }: { long: string; short: string }): ReactElement {
  return (
    <strong className="mode-text" title={long}>
      <span className="mode-long">{long}</span>
      <span className="mode-short" aria-hidden="true">
        {short}
      </span>
    </strong>
  )
}

export type TopBarProps = {
  title: string
  /** Another value is another page, or the same one opened anew. */
  place: string
  /** Stands beside the title. */
  views?: ReactNode
  data: ShellData | null
  /** The server was asked how sending stands, and gave no answer. */
  isUnknown: boolean
  /** No runner works. */
  isIdle: boolean
  onStop(): void
  onSearch(): void
  onHelp(): void
}

/** Always there, always 48 px: it changes colour instead of pushing the page down. */
export function TopBar({ title, place, views, data, isUnknown, isIdle, onStop, onSearch, onHelp }: TopBarProps): ReactElement {
  const mode = isUnknown ? 'unknown' : modeOf(data?.safety, data?.health.mode, isIdle)
  const heading = useRef<HTMLHeadingElement>(null)
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another page, whose heading takes the focus
  useEffect(() => {
    if (!first.current) heading.current?.focus()
    first.current = false
  }, [place])
  const stopped = data?.safety.emergencyStop ?? false
  useEffect(() => {
    document.title = `${stopped ? 'STOPPED · ' : ''}${title} · Alpha Swarm`
    document.querySelector('#icon')?.setAttribute('href', stopped ? '/icon-stopped.svg' : '/icon.svg')
  }, [title, stopped])
  return (
    <header className="top-bar" data-mode={mode}>
      <h1 ref={heading} tabIndex={-1}>
        <Bidi text={title} />
      </h1>
      {views}
      <div className="mode">
        {mode === 'idle' && <ModeText long={idleWords} short="No runner" />}
        {mode === 'stop' && data && <ModeText long={stopWords(data.safety)} short="Stopped" />}
        {(mode === 'stop' || mode === 'idle') && data && (
          <>
            {data.safety.shadowMode && <Chip tone="warn">Shadow mode</Chip>}
            {data.health.mode.toLowerCase() === 'sandbox' && <Chip>Sandbox</Chip>}
          </>
        )}
        {mode === 'unknown' && <ModeText long={unknownWords} short="No answer" />}
        {mode === 'shadow' && <ModeText long={shadowWords} short="Shadow mode" />}
        {mode === 'sandbox' && <ModeText long={sandboxWords} short="Sandbox" />}
      </div>
      <ConnectionChip />
      <Button className="jump" tone="quiet" icon="search" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <span className="jump-words">Search or jump</span>{' '}
        <span className="key-words" aria-hidden="true">
          Ctrl K
        </span>
      </Button>
      {stopped ? (
        <Button className="stop-button" icon="stop" keys="!" onClick={onStop}>
          Lift…
        </Button>
      ) : (
        <Button className="stop-button" icon="stop" keys="!" onClick={onStop} aria-label="Stop sending">
          <span>
            Stop<span className="stop-words"> sending</span>
          </span>
        </Button>
      )}
      {data && <UserMenu name={data.viewer.name} scopes={data.viewer.scopes} onHelp={onHelp} />}
    </header>
  )
}
