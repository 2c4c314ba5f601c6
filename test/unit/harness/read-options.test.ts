import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { root } from '../../harness/run-process.ts'

async function run(program: string, ...options: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, `test/${program}/main.ts`), ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
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

test.each([
  ['simulate', '--days'],
  ['simulate', '--seed'],
  ['fuzz', '--count'],
  ['fuzz', '--seed'],
  ['faults', '--runs'],
])(
  '%s %s takes numbers alone: with none to do it would end well',
  async (program, option) => {
    expect(await run(program, option, 'none')).toEqual({
      code: 2,
      out: '',
      err: `${option} is a number, not "none". --help says what there is.\n`,
    })
  },
  60_000,
)

test.each([
  ['simulate', ['--days', '0'], '--days is at least 1'],
  ['faults', ['--runs', '0', '--runners', '0', '--sabotage', 'none'], '--runs 0 leaves nothing to run'],
  ['faults', ['--sabotage', 'nothing-of-ours'], '--sabotage is all, none or one of: '],
] as const)(
  '%s %j is refused: with nothing done it would say that everything held',
  async (program, options, why) => {
    const { code, out, err } = await run(program, ...options)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(why)])
  },
  60_000,
)

test('a smoke whose verdict nobody takes says so in one line, and ends as what could not be done', async () => {
  const { code, err } = await run('smoke', '--base-url', 'http://127.0.0.1:1', '--key', 'k', '--record')
  expect([code, err]).toEqual([3, expect.stringMatching(/^There is no answer from [^\n]+\n$/)])
})
