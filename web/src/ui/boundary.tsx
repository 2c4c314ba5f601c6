import { Component, type ReactNode } from 'react'
import { ErrorState } from './states.tsx'

/** Keeps a failure inside the part that failed. A page that could not be loaded (a new version was deployed) is loaded anew. */
export class Boundary extends Component<{ what: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <ErrorState
        what={this.props.what}
        message="The rest works on. Loading the page anew usually helps."
        onRetry={() => location.reload()}
      />
    )
  }
}
