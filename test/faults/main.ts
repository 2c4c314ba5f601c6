import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import { bundlePrograms, type SourceEdit } from '../harness/bundle-programs.ts'
import { passingFolder } from '../harness/passing-folder.ts'
import { readOptions, refuse } from '../harness/read-options.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { breakPostgres, mountDisk, unmountDisk } from './breakable-postgres.ts'
import { ceilingsRun } from './ceilings-run.ts'
import { type CrashReport, crashRun } from './crash-run.ts'
import { sabotages } from './sabotages.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

const usage = `npm run test:faults -- [--seed N] [--runs 1] [--kills 40] [--batches 100] [--runners 8] [--sabotage all|none|NAME]
Long runs of the fault harness; ends with 1 when something that must hold did not. --runners 0 leaves the one ceiling out.`

/**
 * Long runs of the fault harness: `npm run test:faults -- --runs 3 --kills 60 --batches 100 --seed 7`. Each run prints its seed; then eight
 * runners stand before one ceiling over both clock changes, and every sabotage switches one safeguard off, which must be found: a harness that
 * can't fail is worth nothing. Exits 1 when any of it is not so.
 */
async function main(): Promise<void> {
  const values = readOptions(usage, {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    runs: { type: 'string', default: '1' },
    kills: { type: 'string', default: '40' },
    batches: { type: 'string', default: '100' },
    /** The processes before one ceiling; 0: none. */
    runners: { type: 'string', default: '8' },
    /** One of them by its name, `all` or `none`. */
    sabotage: { type: 'string', default: 'all' },
  })
  const seed = Number(values.seed)
  const chosen = sabotages.filter(({ name }) => values.sabotage === 'all' || values.sabotage === name)
  if (chosen.length === 0 && values.sabotage !== 'none')
    refuse(`--sabotage is all, none or one of: ${sabotages.map(({ name }) => name).join('; ')}`)
  if (Number(values.runs) === 0 && Number(values.runners) === 0 && chosen.length === 0) refuse('--runs 0 leaves nothing to run')
  const folder = passingFolder('swarm-faults-')
  const isLinux = process.platform === 'linux'
  const ownDisk = isLinux && mountDisk(folder)
  if (!isLinux) say('PostgreSQL is not ended, and its disk is left alone: how that is done is known of Linux only')
  else if (!ownDisk) say('a full disk is not tried: that takes the right to mount one')
  // Committed is committed, also when the server is ended.
  const server = await startTestPostgres(folder, { isDurable: true })
  // Asked for twice, by a signal and by the end of the run, it is done once.
  let ending: Promise<void> | null = null
  const end = () => {
    ending ??= server.stop().then(() => {
      if (ownDisk) unmountDisk(folder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })
    return ending
  }
  // Whoever stops it early leaves no database behind; every other process ends with this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(1)))
  const broken = isLinux && { postgres: breakPostgres(folder, { ownDisk }) }
  const bundle = async (name: string, edit?: SourceEdit) => {
    const bundles = join(folder, name)
    await bundlePrograms(bundles, edit)
    process.env['SWARM_BUNDLES'] = bundles
  }
  let isRight = true
  try {
    await bundle('bundles')
    const whole = process.env['SWARM_BUNDLES']
    for (let run = 0; run < Number(values.runs); run++) {
      say(`seed ${seed + run}: every numbered point and ${values.kills} kills`)
      const report = await crashRun(await server.clone(), {
        seed: seed + run,
        kills: Number(values.kills),
        batches: Number(values.batches),
        atPoints: true,
        pauses: true,
        ...broken,
        say,
      })
      tell(report)
      isRight &&= report.findings.length === 0 && report.accepted / report.sends >= 0.95 && isWhole(report, Number(values.kills))
    }
    if (Number(values.runners) > 0) {
      const wrong = await ceilingsRun(await server.clone(), { runners: Number(values.runners), say })
      for (const line of wrong) say(`  BROKEN ${line}`)
      isRight &&= wrong.length === 0
    }
    for (const { name, sql, edit, run, finds } of chosen) {
      say(`sabotage: ${name}`)
      if (edit !== undefined) await bundle('sabotaged', edit)
      const report = await crashRun(await server.clone(), {
        seed,
        kills: 4,
        batches: 30,
        atPoints: true,
        ...broken,
        ...(sql !== undefined && { sabotage: sql }),
        ...run,
        say,
      })
      process.env['SWARM_BUNDLES'] = whole
      tell(report)
      const isFound = report.findings.some(({ rule }) => finds.test(rule))
      say(isFound ? `found, as it must be: ${name}` : `NOT FOUND: the harness is blind to "${name}"`)
      isRight &&= isFound
    }
  } finally {
    await end()
  }
  process.exitCode = isRight ? 0 : 1
}

/** Whether the run did what it was asked to: a point that was never hit, or a kill that never came, says nothing about what holds. */
function isWhole({ pointsHit, kills }: CrashReport, wanted: number): boolean {
  const missed = crashPoints.filter((point) => !pointsHit.includes(point))
  if (missed.length > 0) say(`never hit: ${missed.join(', ')}`)
  if (kills.length < wanted) say(`${kills.length} of ${wanted} kills`)
  return missed.length === 0 && kills.length >= wanted
}

function tell({ findings, sends, accepted, lost, pointsHit, kills, troubles, webhooks }: CrashReport): void {
  const share = sends === 0 ? 0 : (100 * accepted) / sends
  say(`${accepted} of ${sends} accepted (${share.toFixed(1)} %), ${lost.length} for a person, ${pointsHit.length} points hit`)
  say(`${webhooks} webhooks acknowledged; ended: ${counted(kills)}; besides: ${counted(troubles)}`)
  const why = Map.groupBy(lost, ({ status, code }) => `${status} ${code}`)
  for (const [how, sends] of why) say(`  not accepted: ${sends.length} ${how}`)
  for (const [index, kill] of kills.entries()) say(`  kill ${index + 1}: ${kill}`)
  for (const { rule, detail } of findings.slice(0, 20)) say(`  BROKEN ${rule}: ${detail}`)
}

/** How often each, whatever it met. */
function counted(deeds: readonly string[]): string {
  const kinds = Map.groupBy(deeds, (deed) => deed.split(',')[0]?.replace(/^\d+ /, ''))
  return [...kinds].map(([kind, all]) => `${all.length} ${kind}`).join(', ') || 'nothing'
}

await main()
