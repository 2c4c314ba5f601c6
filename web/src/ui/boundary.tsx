import { Component, type ReactElement, type ReactNode, useEffect, useRef } from 'react'
import { connectionStore } from '../lib/connection.ts'
import { useStore } from '../lib/store.ts'
import { ErrorState } from './states.tsx'

/** Keeps a failure inside the part that failed, or has it told by `onFailed`. A page that could not be loaded (a new version was deployed) is loaded anew. */
export class Boundary extends Component<{ what: string; onFailed?: () => void; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(): void {
    this.props.onFailed?.()
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return this.props.onFailed ? null : <Failed what={this.props.what} />
  }
}

/** Without a connection loading anew would take away the page that stands: there it waits, and comes by itself. */
function Failed({ what }: { what: string }): ReactElement {
  const { state } = useStore(connectionStore)
  const isOffline = state === 'offline'
  const wasOffline = useRef(isOffline)
  useEffect(() => {
    if (state === 'live' && wasOffline.current) location.reload()
  }, [state])
  return isOffline ? (
    <ErrorState what={what} message="There is no connection, and it was not opened before. It comes when the connection is back." />
  ) : (
    <ErrorState what={what} message="The rest works on. Loading the page anew usually helps." onRetry={() => location.reload()} />
  )
}
