/** How full a model's context is. In the first two it does its best; a CRITICAL prompt is not sent. */
export const CONTEXT_ZONES = ['SMART', 'CAUTION', 'DUMB', 'CRITICAL'] as const
export type ContextZone = (typeof CONTEXT_ZONES)[number]

/** Where each zone ends, as a share of the context; what lies above the last is CRITICAL. */
const ENDS: readonly (readonly [ContextZone, number])[] = [
  ['SMART', 0.4],
  ['CAUTION', 0.6],
  ['DUMB', 0.8],
]

export function contextZoneOf(promptTokens: number, contextTokens: number): ContextZone {
  return ENDS.find(([, end]) => promptTokens < end * contextTokens)?.[0] ?? 'CRITICAL'
}

/** Tokens of a text, guessed high: one for each three bytes. No model counts the same, and too small a guess would send what does not fit. */
export function tokensOf(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 3)
}
