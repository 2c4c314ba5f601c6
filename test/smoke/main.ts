import { readOptions } from '../harness/read-options.ts'
import { recordCheck } from '../harness/record-check.ts'
import { smoke } from './checks.ts'

const usage = `npm run smoke -- [--base-url URL] [--key KEY] [--record] [--json]
One line for each check of a deployed system; ends with 1 when one is bad. The key may stand in SWARM_KEY; --record records the verdict there.`

const values = readOptions(usage, {
  'base-url': { type: 'string', default: process.env.PUBLIC_URL ?? 'http://127.0.0.1:4000' },
  /** A key with admin and operate: the round trip of the webhooks needs it. Better in SWARM_KEY, which no list of processes shows. */
  key: { type: 'string' },
  /** Records the verdict there (`recordCheck`): a failed one stops all sending. */
  record: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
})

/** `npm run smoke -- --base-url U --key K`: one line for each check of a deployed system; ends with 1 when one is bad. */
async function main(): Promise<void> {
  const key = values.key ?? process.env.SWARM_KEY
  if (key === undefined || key === '') {
    process.stderr.write('Give a key with --key K or in SWARM_KEY.\n')
    process.exitCode = 2
    return
  }
  const target = { baseUrl: values['base-url'].replace(/\/+$/, ''), key }
  const results = await smoke(target, ({ check, isGood, seen }) => {
    if (!values.json) process.stdout.write(`${isGood ? 'good' : 'BAD '}  ${check}${isGood ? '' : `: ${seen}`}\n`)
  })
  const isGood = results.every((result) => result.isGood)
  if (values.json) process.stdout.write(`${JSON.stringify({ isGood, results })}\n`)
  process.exitCode = isGood ? 0 : 1
  if (!values.record) return
  try {
    const said = await recordCheck(target, { name: 'SMOKE', passed: isGood, detail: { bad: results.filter((result) => !result.isGood) } })
    if (!values.json) process.stdout.write(`${said}\n`)
  } catch (error) {
    // Nobody took the verdict: said in words, and never taken for a recorded one.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 3
  }
}

await main()
