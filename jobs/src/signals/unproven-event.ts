import { provingSignals } from './prove-sends.ts'
import type { ProviderEvent } from './provider-event.ts'

/** Whether an event says that something of ours went out. */
export const isProof = (event: ProviderEvent): boolean =>
  event.is === 'person' && event.signals.some((signal) => provingSignals.includes(signal))

/**
 * What counts of an event whose sender has not proven to be the provider (signals.md, "Manners"): what stops us counts at once; that something
 * went out does not, until it is read with our own key.
 */
export function withoutProof(event: ProviderEvent): ProviderEvent {
  if (event.is !== 'person' || !isProof(event)) return event
  const signals = event.signals.filter((signal) => !provingSignals.includes(signal))
  return signals.length > 0
    ? { ...event, signals }
    : { is: 'noted', effect: 'Its sender is not proven: what went out is read from the provider.' }
}
