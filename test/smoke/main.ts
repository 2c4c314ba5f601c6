import { parseArgs } from 'node:util'
import { smoke } from './checks.ts'

const { values } = parseArgs({
  options: {
    'base-url': { type: 'string', default: process.env.PUBLIC_URL ?? 'http://127.0.0.1:4000' },
    /** A key with admin and operate: the round trip of the webhooks needs it. Better in SWARM_KEY, which no list of processes shows. */
    key: { type: 'string' },
    /** Records the verdict there (`recordCheck`): a failed one stops all sending. */
    record: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const record = `mutation ($passed: Boolean!, $detail: JSON!) { recordCheck(input: { name: SMOKE, passed: $passed, detail: $detail }) { ... on UserError { message } } }`

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
  if (values.record) {
    const response = await fetch(`${target.baseUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: record, variables: { passed: isGood, detail: { bad: results.filter((result) => !result.isGood) } } }),
    })
    if (!response.ok) throw new Error(`The verdict could not be recorded: ${response.status}`)
  }
  process.exitCode = isGood ? 0 : 1
}

await main()
