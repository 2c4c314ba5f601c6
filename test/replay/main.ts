import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { productVersion } from '@swarm/jobs/product-version'
import { readOptions } from '../harness/read-options.ts'
import { recordCheck } from '../harness/record-check.ts'
import { root } from '../harness/run-process.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import type { ReplayWorld } from './kind.ts'
import { judgeReplay, type ReplayVerdict, replayCases } from './replay-cases.ts'
import { openSendWorld } from './send-world.ts'

const usage = `npm run replay -- [--min-pass-rate 0.95] [--base-url URL] [--cases FOLDER] [--json] [--verbose]
Decides every golden case again; ends with 1 below the rate or with a failed safety case. --base-url records the verdict there, with the key in SWARM_KEY.`

const values = readOptions(usage, {
  'min-pass-rate': { type: 'string', default: '0.95' },
  /** Where the verdict is recorded (`recordCheck`), with the key in SWARM_KEY. */
  'base-url': { type: 'string' },
  cases: { type: 'string', default: join(root, 'test/replay/cases') },
  json: { type: 'boolean', default: false },
  /** Shows what came out of each failed case. */
  verbose: { type: 'boolean', default: false },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

/**
 * `npm run replay -- --min-pass-rate 0.95`: decides every golden case again by the rules of this version, each scored 0 to 5, and ends with 1
 * below the rate in any kind of case or with a failed safety case. With `--base-url` the verdict is recorded there for this version.
 */
async function main(): Promise<void> {
  const minPassRate = Number(values['min-pass-rate'])
  if (!(minPassRate >= 0 && minPassRate <= 1)) {
    process.stderr.write('--min-pass-rate is a share from 0 to 1, such as 0.95.\n')
    process.exitCode = 2
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'swarm-replay-'))
  const server = await startTestPostgres(folder)
  try {
    const world: ReplayWorld = {
      lists: { addresses: loadAddressLists({ sandbox: true }), templates: shippedTemplates() },
      sends: await openSendWorld(await server.clone()),
    }
    const scored = await replayCases(values.cases, world)
    await world.sends.end()
    const verdict = judgeReplay(scored, minPassRate)
    if (values.json) say(JSON.stringify({ version: productVersion(), minPassRate, ...verdict }))
    else print(verdict, minPassRate)
    if (values.verbose) for (const { name, points, outcome } of scored) if (points < 5) say(`${name}\n${JSON.stringify(outcome, null, 1)}`)
    process.exitCode = verdict.isGood ? 0 : 1
    if (values['base-url'] !== undefined) {
      const target = { baseUrl: values['base-url'], key: process.env.SWARM_KEY }
      say(
        await recordCheck(target, {
          name: 'REPLAY',
          passed: verdict.isGood,
          version: productVersion(),
          detail: { minPassRate, ...verdict },
        }),
      )
    }
  } catch (error) {
    // A file that is no case, or a verdict that nobody took: said in words, and never taken for green.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 3
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function print({ cases, passed, passRate, kinds, meanPoints, failed, isGood }: ReplayVerdict, minPassRate: number): void {
  for (const { name, kind, points, lost, isSafety } of failed)
    say(`${points} of 5  ${kind}: ${name}${isSafety ? ' (safety)' : ''}: wrong: ${lost.join(', ')}`)
  const rate = `${(passRate * 100).toFixed(1)} %`
  say(
    `${passed} of ${cases} golden cases pass (${rate}, at least ${minPassRate * 100} %), ${meanPoints.toFixed(2)} of 5 points in the mean.`,
  )
  say(kinds.map((one) => `${one.kind} ${one.passed} of ${one.cases}`).join(', '))
  say(isGood ? 'The replay is green.' : failed.some((one) => one.isSafety) ? 'RED: a safety case fails.' : 'RED: too few of a kind pass.')
}

await main()
