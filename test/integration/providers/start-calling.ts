import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type Calling = {
  databaseUrl: string
  baseUrl: string
  path: string
  provider: string
  headers?: Record<string, string>
  limit?: { name: string; calls: number; perMs: number }
  callers: number
  forMs?: number
  halfOpenAfterMs?: number
}

const outcome = z.object({ kind: z.string(), stage: z.string() })

/** Runs calling-process.ts to its end and gives what became of its calls. */
export async function runCalling(calling: Calling): Promise<z.infer<typeof outcome>[]> {
  const input = JSON.stringify({ headers: {}, limit: null, forMs: 0, halfOpenAfterMs: 60_000, ...calling })
  const child = spawn(process.execPath, [fileURLToPath(new URL('calling-process.ts', import.meta.url)), input], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    err += String(chunk)
  })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`the calling process ended with ${code}: ${err}`)
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => outcome.parse(JSON.parse(line)))
}
