import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { root } from '../../harness/run-process.ts'

async function run(program: string, option: string): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, `test/${program}/main.ts`), option], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err }
}

test.each(['faults', 'bench', 'simulate', 'cluster', 'replay', 'fuzz', 'smoke'])(
  '%s prints its usage and ends well; an option that it does not know is told in a line',
  async (program) => {
    const [help, odd] = [await run(program, '--help'), await run(program, '--bogus')]
    expect(help).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^npm run \S+ -- \[/) })
    expect(odd).toEqual({ code: 2, out: '', err: "Unknown option '--bogus'. --help says what there is.\n" })
  },
  60_000,
)
