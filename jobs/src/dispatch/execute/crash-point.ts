/**
 * Where the crash harness ends the process, as a power cut would (invariants.md, Faults). Each stands between two things of which the second
 * must still be right when the process never came to it.
 */
export const crashPoints = [
  // The batch is executing and its campaigns are rows; nothing was asked of the platform.
  '01 batch-started',
  // A draft is about to be made.
  '02 before-create',
  // The draft was made; our row does not know its id.
  '03 created',
  '04 drafted',
  // Leads were put into the draft; nobody has read them back.
  '05 leads-added',
  '06 read-back',
  '07 filled',
  // The row says that a hand-over begins; nothing is reserved.
  '08 before-reserve',
  // The sends are in flight in our book; no byte has left.
  '09 reserved',
  // The connection stands; the first byte is next.
  '10 before-write',
  // The platform has it, the answer is in hand, and nothing is settled.
  '11 activated',
  '12 settled',
  '13 active',
  // A refused lead was taken out of the draft; nobody has read it back.
  '14 lead-taken-out',
  // A draft that nobody needs is gone at the platform; our row still has it.
  '15 draft-removed',
  // A lead was taken back, or a campaign paused; nobody has read it back.
  '16 recalled',
  // The platform was asked about an unknown send; the answer is not written down.
  '17 unknown-read',
  // Proof was read and is not written down.
  '18 proof-read',
  '19 batch-finished',
] as const

/** The same for platforms that take one recipient with each delivering request. */
export const directCrashPoints = [
  // Everything around the message stands at the platform; nothing is reserved.
  '20 direct-prepared',
  '21 direct-reserved',
  '22 direct-before-write',
  // The platform has it, the answer is in hand, and nothing is settled.
  '23 direct-delivered',
  '24 direct-settled',
  // The platform was asked about an unknown send; the answer is not written down.
  '25 direct-unknown-read',
  '26 direct-proof-read',
] as const
export type CrashPoint = (typeof crashPoints)[number] | (typeof directCrashPoints)[number]

let armed: string | null = null
let signal: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'

/**
 * Arms one point, by its number or name; with `pause ` before it the process stands still there, once, until it is told to go on. Only a
 * sandbox's runner does this; everywhere else no point does anything.
 */
export function armCrashPoint(name: string | null): void {
  signal = name?.startsWith('pause ') ? 'SIGSTOP' : 'SIGKILL'
  armed = name?.replace(/^pause /, '') ?? null
}

export function crashPoint(point: CrashPoint): void {
  if (armed === null || (point !== armed && !point.startsWith(`${armed} `))) return
  armed = null
  process.kill(process.pid, signal)
}
