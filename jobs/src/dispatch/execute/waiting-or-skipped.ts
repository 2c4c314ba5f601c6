export type Refused = { id: string; code: string | null; message: string | null; clearsInTime: boolean }

/**
 * What becomes of sends that still wait after a refusal, which is always about all of a campaign: `reserve` takes all or none. Where others
 * may go now, who may not is skipped, never waited for; where nobody may go, those wait whose reason clears within their window.
 */
export function waitingOrSkipped(refused: readonly Refused[]): { skip: Refused[]; isOpen: boolean } {
  const isOpen = refused.some(({ code }) => code === null)
  return { isOpen, skip: refused.filter(({ code, clearsInTime }) => code !== null && (isOpen || !clearsInTime)) }
}
