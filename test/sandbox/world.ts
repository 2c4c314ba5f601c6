import { z } from 'zod'
import { type Behaviour, type BehaviourBox, createBehaviour } from './behaviour.ts'
import { createClock, type SandboxClock } from './clock.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Journal, openJournal } from './journal.ts'
import { createRateLimit } from './rate-limit.ts'

/** What all stand-in providers share. */
export interface World {
  seed: number
  clock: SandboxClock
  /** Where the clock begins, and what a reset goes back to. */
  initialClockOffsetMs: number
  journal: Journal
  behaviour: BehaviourBox
  faults: Faults
  rateLimit: ReturnType<typeof createRateLimit>
  /** Remembers where the clock stands, for the next start. */
  saveClock(): void
}

interface WorldOptions {
  seed: number
  statePath: string | null
  delays: Behaviour['delays']
  clockOffsetMs: number
}

/** Opens the state, or begins one. Throws when the file was made with another seed: its people and fates would change under the product. */
export function openWorld(options: WorldOptions): World {
  const journal = openJournal(options.statePath)
  const meta = journal.collection('meta', z.number())
  const storedSeed = meta.get('seed')
  if (storedSeed !== undefined && storedSeed !== options.seed) {
    throw new Error(`${options.statePath} was begun with seed ${storedSeed}, not ${options.seed}`)
  }
  if (storedSeed === undefined) meta.put('seed', options.seed)
  const clock = createClock(meta.get('clockOffsetMs') ?? options.clockOffsetMs)
  return {
    seed: options.seed,
    clock,
    initialClockOffsetMs: options.clockOffsetMs,
    journal,
    behaviour: createBehaviour(journal, options.delays),
    faults: createFaults(journal),
    rateLimit: createRateLimit(),
    saveClock: () => {
      if (meta.get('clockOffsetMs') !== clock.offsetMs()) meta.put('clockOffsetMs', clock.offsetMs())
    },
  }
}
