import { setTimeout as sleep } from 'node:timers/promises'
import { apiOptions, askApi, successOf } from './ask-api.ts'
import { type Command, exitCodes } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

/** How often it is looked how far the runner is, in real milliseconds. */
const betweenMs = 1_000

type List = {
  platform: string
  of: string
  found: number
  taken: number
  suppressed: number
  refused: number
  problem: string | null
  done: boolean
}
type Reading = { readAt: string | null; lists: List[] }

const fields = '{ readAt lists { platform of found taken suppressed refused problem done } }'
const ask = `mutation { readHistory(input: {}) { ... on ReadHistorySuccess { reading ${fields} } ... on UserError { code message } } }`

export const importHistoryPlatforms: Command = {
  name: 'import-history platforms',
  summary: 'Reads from Instantly, HeyReach and GoHighLevel whom they wrote to before moving in, what came of it and whom they block.',
  options: apiOptions,
  async run(options, surroundings) {
    const answer = await askApi<{ readHistory: { reading: Reading | null } | { message: string } }>(options, surroundings, ask)
    let { reading } = successOf(answer.readHistory)
    for (let told = ''; reading?.readAt === null; ) {
      const now = reading.lists.map(lineOf).join('\n')
      if (now !== told) surroundings.tell(now)
      told = now
      await sleep(betweenMs)
      reading = (await askApi<{ historyReading: Reading | null }>(options, surroundings, `{ historyReading ${fields} }`)).historyReading
    }
    const lists = reading?.lists ?? []
    if (options.json === true) surroundings.print(asciiJson(lists))
    else for (const list of lists) surroundings.print(lineOf(list))
    if (lists.length === 0) throw new Error('No platform that keeps a list has a key.')
    return lists.every(({ problem }) => problem === null) ? exitCodes.good : exitCodes.bad
  },
}

const lineOf = ({ platform, of, found, taken, suppressed, refused, problem }: List): string =>
  `${platform.padEnd(11)} ${of.toLowerCase().replace('_', ' ').padEnd(10)} ${found} found, ${taken} taken over, ${suppressed} suppressed, ${refused} refused${problem === null ? '' : `  NOT READ: ${problem}`}`
