const words: Readonly<Record<string, string>> = {
  WORKER: 'The job runner takes it up within a minute.',
  FAILED: 'It could not be finished; the log of the job runner says why. It is tried again every minute.',
  HANDING_OVER: 'A message is being handed over right now.',
  UNCLEAR_SEND: 'It is not clear yet whether a message went out; the platform is being asked.',
  RECALL: 'A platform has not confirmed yet that it gave a message back.',
  PROOF: 'A platform has not said yet that it sent a message; it is asked for two days after the send window.',
  MEETING: 'A meeting is being booked.',
  RUN: 'A pipeline run has a question about them at a provider.',
  BLOCK_LIST: 'Instantly has not confirmed yet that the address is on its block list; a day at most.',
  DO_NOT_DISTURB: 'GoHighLevel has not confirmed yet that mail is off for the contact; a day at most.',
}

/** What an erasure waits for, as a sentence; the codes are those of `erasure_waits_for`. */
export function waitingFor(code: string): { code: string; message: string } {
  return { code, message: words[code] ?? 'Something of theirs is under way.' }
}
