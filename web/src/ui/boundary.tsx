import { Component, type ReactNode } from 'react'
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
    if (this.props.onFailed) return null
    return (
      <ErrorState
        what={this.props.what}
        message="The rest works on. Loading the page anew usually helps."
        onRetry={() => location.reload()}
      />
    )
  }
}
