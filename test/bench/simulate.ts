import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../harness/run-process.ts'
import { printRow } from './rows.ts'

/** A month of 500 leads under the virtual clock, from the start of its program to its end: `npm run bench -- simulate`. */
const { values } = parseArgs({
  options: { days: { type: 'string', default: '30' }, leads: { type: 'string', default: '500' }, seed: { type: 'string', default: '7' } },
})
const goalSeconds = 60

const began = performance.now()
const child = spawn(
  process.execPath,
  [fileURLToPath(new URL('../simulate/main.ts', import.meta.url)), '--days', values.days, '--leads', values.leads, '--seed', values.seed],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
)
let output = ''
child.stdout.on('data', (part: Buffer) => {
  output += part.toString()
})
// Whoever ends this row ends what it started, which then stops its own processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void child.kill(signal))
const [code] = await once(child, 'close')
const seconds = (performance.now() - began) / 1000
// Its last lines: what was sent, how long each part took, whether everything held.
process.stdout.write(
  `${output
    .trimEnd()
    .split('\n')
    .slice(-3)
    .map((line) => `  ${line}`)
    .join('\n')}\n`,
)
const isGood = printRow({
  row: 'simulate',
  unit: 's',
  ours: [seconds],
  reference: [],
  goal: null,
  also: [
    {
      what: `${values.days} days of ${values.leads} leads (goal < ${goalSeconds} s)`,
      value: `${seconds.toFixed(1)} s`,
      isGood: seconds < goalSeconds,
    },
    { what: 'everything held', value: code === 0 ? 'yes' : `no, it ended with ${code}`, isGood: code === 0 },
  ],
})
if (!isGood) process.exitCode = 1
