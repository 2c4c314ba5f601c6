import { readOptions, refuse } from '../harness/read-options.ts'
import { startProduct } from './product.ts'
import { simulate } from './simulate.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

const usage = `npm run simulate -- [--days 30] [--leads 500] [--seed 7]
The whole product under a virtual clock, day by day; ends with 1, naming the seed, when something that must hold did not.`

/**
 * The whole product under a virtual clock: `npm run simulate -- --days 30 --leads 500 --seed 7`. Prints what happened day by day and exits 1
 * with the seed as soon as something that must hold does not.
 */
async function main(): Promise<void> {
  const values = readOptions(usage, {
    days: { type: 'string', default: '30' },
    leads: { type: 'string', default: '500' },
    seed: { type: 'string', default: '7' },
  })
  const [days, leads, seed] = [Number(values.days), Number(values.leads), Number(values.seed)]
  // No day would break nothing, and everything would be said to hold.
  if (days < 1) refuse('--days is at least 1')
  const began = performance.now()
  const product = await startProduct(seed, Math.max(2_000, leads * 10))
  // Whoever stops it early leaves no process behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void product.stop().then(() => process.exit(1)))
  try {
    say(`seed ${seed}: ${days} days, ${leads} leads; ready after ${seconds(performance.now() - began)}`)
    const { findings, last, steps, clockMs, checkMs, peopleMs } = await simulate(product, { seed, leads, days }, say)
    say(
      `${last.emails} first touches, ${last.followUps} follow-ups, ${last.revivals} revivals; ${last.replies} replies, ${last.bounces} bounces, ${last.exits} of ${last.enrolled} cadences ended`,
    )
    say(`${last.jobs} jobs done, ${last.webhooks} webhooks received, ${last.polled} events found by polling`)
    say(
      `${seconds(performance.now() - began)}: the clock ${seconds(clockMs)} in ${steps} steps, people ${seconds(peopleMs)}, looking at what must hold ${seconds(checkMs)}`,
    )
    const errors = product.errors()
    for (const line of errors.slice(0, 20)) say(`logged at error: ${line.slice(0, 400)}`)
    for (const finding of findings) say(`BROKEN (seed ${seed}): ${finding}`)
    if (findings.length === 0) say('Everything held.')
    process.exitCode = findings.length > 0 || errors.length > 0 ? 1 : 0
  } finally {
    await product.stop()
  }
}

await main()
