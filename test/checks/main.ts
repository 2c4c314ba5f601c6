import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWeb } from '@swarm/api/supervisor/build-web'
import { z } from 'zod'
import { bundlePrograms } from '../harness/bundle-programs.ts'
import { passingFolder } from '../harness/passing-folder.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

type Outcome = { passed: number; failed: number }

/** Runs a program with its output shown; resolves with its exit code. */
function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  return new Promise((resolveCode, reject) => child.once('error', reject).once('exit', (code) => resolveCode(code ?? 1)))
}

/** One check that passes or fails as a whole. */
async function check(name: string, command: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const started = performance.now()
  const code = await run(command, args, env)
  process.stdout.write(`${code === 0 ? 'pass' : 'FAIL'}  ${name}  (${((performance.now() - started) / 1000).toFixed(1)} s)\n`)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

const report = z.object({
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

type FileOutcome = Outcome & { file: string }

/** What came of each test file, and what failed outside of all of them. A file that could not even be loaded counts as one failure. */
async function suites(args: string[]): Promise<{ files: FileOutcome[]; besides: Outcome }> {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-report-'))
  const path = join(folder, 'report.json')
  const unhandled = join(folder, 'unhandled')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`, '--reporter=./test/checks/unhandled-errors.ts']
    const code = await run(
      process.execPath,
      [join(root, 'test/node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', ...reporters, ...args],
      { SWARM_UNHANDLED_FILE: unhandled },
    )
    const files = report.parse(JSON.parse(readFileSync(path, 'utf8'))).testResults.map(({ name, status, assertionResults }) => {
      const count = (wanted: string) => assertionResults.filter((one) => one.status === wanted).length
      return { file: relative(root, name), passed: count('passed'), failed: Math.max(count('failed'), status === 'failed' ? 1 : 0) }
    })
    const isExplained = code === 0 || files.some(({ failed }) => failed > 0)
    // No file that is green alone later on explains these away.
    const strays = Number(readFileSync(unhandled, 'utf8'))
    return { files, besides: { passed: 0, failed: Math.max(strays, isExplained ? 0 : 1) } }
  } catch (error) {
    process.stdout.write(`The suites gave no report: ${error instanceof Error ? error.message : String(error)}\n`)
    return { files: [], besides: { passed: 0, failed: 1 } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What leans on browsers, clocks and other processes. Rules and invariants must never break, not even on a starved machine: they get no second try. */
const mayAgain = /^test\/(browser|integration)\//

/**
 * Files that failed beside the other lanes, once more and by themselves: a machine that is too busy is no fault of the product. Each is named,
 * for one that needs this again and again has a fault of its own (docs/testing.md).
 */
async function alone(files: FileOutcome[]): Promise<FileOutcome[]> {
  const failed = files.filter(({ failed: count, file }) => count > 0 && mayAgain.test(file))
  // More than a few have one cause, and it is not the machine.
  if (failed.length === 0 || failed.length > 6) return files
  const again = await suites(['--maxWorkers=1', ...failed.map(({ file }) => file)])
  if (again.besides.failed > 0) return files
  return files.map((first) => {
    const second = again.files.find(({ file }) => file === first.file)
    if (!failed.includes(first) || !second) return first
    process.stdout.write(`${second.failed === 0 ? 'red beside others, green alone' : 'red beside others, red alone'}: ${first.file}\n`)
    return second
  })
}

/** What needs no test: types, format, lint, unused code, and the decisions that are held against what they were. */
async function looks(): Promise<Outcome[]> {
  return [
    // One checker: several work out the same types each for itself, and the other lanes use the second core. It sweeps its memory up at five
    // times what is alive instead of twice: a quarter less processor time for a tenth more memory.
    await check('types', bin('tsc'), ['-b', '--checkers', '1', 'db', 'jobs', 'api', 'test', 'web'], { GOGC: '400' }),
    await check('format, lint, import direction', bin('biome'), ['check', '--error-on-warnings', '.']),
    await check('unused files, exports and packages', bin('knip'), ['--no-progress']),
    await check('golden decisions', process.execPath, ['test/replay/main.ts', '--min-pass-rate', '1']),
  ]
}

/**
 * Everything that must hold before a change lands. Three lanes side by side: half of what the suites do is waiting, for processes, pages and
 * clocks. Arguments go to the test suites, whose checks alone run then.
 */
async function main(): Promise<void> {
  const args = process.argv.slice(2)
  const outcomes: Outcome[] = []
  if (args.length > 0) {
    const { files, besides } = await suites(args)
    outcomes.push(...files, besides)
  } else {
    outcomes.push(await check('types of the pages’ queries', process.execPath, ['web/bin/generate-graphql-types.mjs']))
    // Once, before anybody beside looks at them.
    await buildWeb(root)
    const bundles = passingFolder('swarm-bundles-')
    try {
      await bundlePrograms(bundles)
      // For both lanes, and for what runs once more after them.
      process.env['SWARM_BUNDLES'] = bundles
      const [looked, ...lanes] = await Promise.all([
        looks(),
        suites(['--project', 'browser']),
        suites(['--project', 'unit', '--project', 'pages', '--project', 'integration']),
      ])
      outcomes.push(...looked, ...lanes.map(({ besides }) => besides), ...(await alone(lanes.flatMap(({ files }) => files))))
    } finally {
      rmSync(bundles, { recursive: true, force: true })
    }
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

await main()
