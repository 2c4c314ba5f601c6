import { z } from 'zod'
import { replyClasses } from '../reply-class.ts'

/** Twelve classes that exclude each other, and beside them whether it asks to stop: that may stand in a text of any class. */
export const columns = replyClasses.length + 1
export const stopColumn = replyClasses.length

/** What was learned: for each feature its weights in every column, as whole numbers of `scale`. */
export type Weights = { scale: number; keys: Uint32Array<ArrayBuffer>; weights: Int8Array<ArrayBuffer> }

const shape = z.object({ scale: z.number().positive(), keys: z.string(), weights: z.string() })

/** Weights as they are kept in a file: little-endian bytes in base64. */
export function weightsToText({ scale, keys, weights }: Weights): string {
  const bytes = Buffer.alloc(keys.length * 4)
  for (const [at, key] of keys.entries()) bytes.writeUInt32LE(key, at * 4)
  const kept = { scale, keys: bytes.toString('base64'), weights: Buffer.from(weights.buffer).toString('base64') }
  return `${JSON.stringify(kept, null, 2)}\n`
}

/** Throws where the text is no such weights. */
export function weightsOf(text: string): Weights {
  const { scale, ...kept } = shape.parse(JSON.parse(text))
  const bytes = Buffer.from(kept.keys, 'base64')
  const weights = Int8Array.from(Buffer.from(kept.weights, 'base64'))
  const keys = Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(at * 4))
  if (weights.length !== keys.length * columns) throw new Error('the weights of the reply model do not fit its features')
  return { scale, keys, weights }
}
