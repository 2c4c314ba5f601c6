import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAuditVerification } from './run-audit-verification.ts'

/** The whole chain and the proof of every send: once a day, and when somebody asks. */
export const verifyAuditJob = handle(contracts.verifyAudit, async (_, { writer, log }) => {
  await runAuditVerification(writer, log)
})
