import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { sweepIntent } from './sweep-intent.ts'

export const sweepIntentJob = handle(contracts.sweepIntent, (_, { writer }) => sweepIntent(writer))
