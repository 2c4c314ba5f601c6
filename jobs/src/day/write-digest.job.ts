import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { writeDigest } from './write-digest.ts'

export const writeDigestJob = handle(contracts.writeDigest, (_, { writer }) => writeDigest(writer))
