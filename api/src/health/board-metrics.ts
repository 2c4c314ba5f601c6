import type { JudgedModule, Light } from '@swarm/jobs/board/judge-modules'
import type { Log } from '@swarm/jobs/log'
import { Gauge, type Registry } from 'prom-client'

/** What the board says is looked up at most this often, in milliseconds, however many ask for the metrics. */
const freshMs = 5_000

const numberOf: Record<Light, number> = { GREEN: 0, YELLOW: 1, RED: 2 }

/** The checks of the board as gauges (L3): whatever is stuck can be alerted on. `look` brings them up to date and never throws. */
export function createBoardMetrics(registry: Registry, load: () => Promise<JudgedModule[]>, log: Log): { look(): Promise<void> } {
  const values = new Gauge({
    name: 'swarm_check',
    help: 'What a check of the board measured; missing where there is nothing to measure',
    labelNames: ['module', 'check', 'unit'],
    registers: [registry],
  })
  const lights = new Gauge({
    name: 'swarm_check_light',
    help: 'How a check of the board stands: 0 green, 1 yellow, 2 red',
    labelNames: ['module', 'check'],
    registers: [registry],
  })
  const isRead = new Gauge({
    name: 'swarm_checks_read',
    help: '1 when the board could be read, 0 when not: then no check is given',
    registers: [registry],
  })
  async function readBoard(): Promise<void> {
    const board = await load().catch((err: unknown) => {
      log.error({ err }, 'metrics: the board could not be read')
      return null
    })
    values.reset()
    lights.reset()
    isRead.set(board === null ? 0 : 1)
    for (const { name, checks } of board ?? []) {
      for (const { code, unit, value, light } of checks) {
        if (value !== null) values.set({ module: name, check: code, unit }, value)
        lights.set({ module: name, check: code }, numberOf[light])
      }
    }
  }
  let newest: { at: number; done: Promise<void> } | undefined
  return {
    look() {
      if (newest === undefined || performance.now() - newest.at > freshMs) newest = { at: performance.now(), done: readBoard() }
      return newest.done
    },
  }
}
