import type { Writer } from '@swarm/db/write'
import { segmentStage } from '../../../jobs/src/segment/segment-stage.ts'

/** Scores leads as a run does. */
export async function scoreLeads(writer: Writer, ids: readonly string[]): Promise<void> {
  const run = { id: '00000000-0000-7000-8000-000000000001', key: 'run', source: 'new' }
  await writer.transaction(async (tx) => {
    await segmentStage()(
      tx,
      run,
      ids.map((leadId) => ({ leadId, attempts: 0 })),
      () => {},
    )
  })
}
