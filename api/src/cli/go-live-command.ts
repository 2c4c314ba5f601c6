import { resolve } from 'node:path'
import { apiOptions, askApi, inParts, successOf } from './ask-api.ts'
import { type Command, exitCodes, type Options, type Surroundings, textOption, UsageError } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { openDatabase } from './open-database.ts'
import { asciiJson } from './plain-ascii.ts'
import { type Patch, readSandbox, type Sandbox } from './read-sandbox.ts'

type Item = {
  name: string
  title: string
  passed: boolean
  value: string
  required: string
  blocking: boolean
  checkedAt: string | null
  confirmedBy: string | null
  todo: string
}
type State = {
  health: { mode: string; version: string }
  productionList: Item[]
  goLive: { name: string; passed: boolean; value: string; required: string }[]
  settings: { sections: { name: string; version: number }[] }
}
type Preview = {
  settingsPreview: {
    changes: { path: string; before: unknown; after: unknown }[]
    problems: { path: string; message: string }[]
    refusals: { path: string; message: string }[]
  }
}
/** A section as it will be saved: what is looser than production allows stays as it is there. */
type Planned = { section: string; version: number; patch: Patch; changes: Preview['settingsPreview']['changes']; kept: string[] }

const readState = `{ health { mode version } goLive { name passed value required } settings { sections { name version } }
  productionList { name title passed value required blocking checkedAt confirmedBy todo } }`
const preview = `query ($section: String!, $patch: JSON!) { settingsPreview(section: $section, patch: $patch) {
  changes { path before after } problems { path message } refusals { path message } } }`
const save = `mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { ... on UpdateSettingsSuccess { section { version } } ... on UserError { code message } } }`
const carry = `mutation ($input: CarryOverInput!) { carryOver(input: $input) { ... on CarryOverSuccess { added known } ... on UserError { code message } } }`

/** Entries of one call, as the API takes them. */
const atOnce = 500
/** The steps before the first live message; those after it can't hold yet. */
const later = ['activate', 'clean_days', 'graduate']

export const goLive: Command = {
  name: 'go-live',
  summary:
    'Checks the production list, and with --from carries settings, suppressions and exclusions of a sandbox over. Needs an admin key.',
  options: {
    ...confirmOptions,
    ...apiOptions,
    from: {
      type: 'string',
      value: 'FOLDER',
      description: 'The DATA_DIR of the sandbox to carry over from; or put its address into SANDBOX_DATABASE_URL and leave this out.',
    },
    'dry-run': { type: 'boolean', description: 'Say what would be carried over and change nothing.' },
  },
  async run(options, surroundings) {
    const before = await askApi<State>(options, surroundings, readState)
    const sandbox = await sandboxOf(options, surroundings)
    let carried: Carried | null = null
    if (sandbox !== null) {
      const isDry = options['dry-run'] === true
      if (before.health.mode !== 'production' && !isDry) {
        surroundings.tell(
          'This address serves a sandbox, and a sandbox never becomes production. Start the product anew with MODE=production',
        )
        surroundings.tell('and its own DATA_DIR or DATABASE_URL, then give its address with --base-url. Nothing was carried over.')
        return exitCodes.bad
      }
      const { planned, faults } = await planSections(options, surroundings, before, sandbox)
      if (faults.length > 0) {
        if (options.json === true) surroundings.print(asciiJson({ carried: null, faults }))
        else for (const fault of faults) surroundings.print(fault)
        surroundings.tell('Nothing was carried over.')
        return exitCodes.bad
      }
      if (options.json !== true) showPlan(surroundings, planned, sandbox)
      if (!isDry) {
        await confirmInProduction(options, surroundings, 'These settings and lists are saved here. Nothing is sent by that.')
        carried = await inParts(carryAll(options, surroundings, planned, sandbox))
      }
      if (options.json !== true)
        surroundings.print(
          carried === null
            ? 'Nothing was changed.\n'
            : `Carried over: ${carried.sections.length} sections; ${carried.added} entries of lists are new, ${carried.known} were known.\n`,
        )
      if (isDry && options.json === true) {
        surroundings.print(
          asciiJson({ planned, suppressions: sandbox.suppressions.length, exclusions: sandbox.exclusions.length, erased: sandbox.erased }),
        )
        return exitCodes.good
      }
    }
    const state = carried === null ? before : await askApi<State>(options, surroundings, readState)
    return tellList(options, surroundings, state, carried)
  },
}

async function sandboxOf(options: Options, { environment, root }: Surroundings): Promise<Sandbox | null> {
  const folder = textOption(options, 'from')
  const url = environment.SANDBOX_DATABASE_URL || null
  if (folder === null && url === null) {
    if (options['dry-run'] === true) throw new UsageError('Say with --from FOLDER where it would be carried over from.')
    return null
  }
  const database = await openDatabase({ url: folder === null ? url : null, isPooled: false, dataFolder: resolve(root, folder ?? '') })
  try {
    return await readSandbox(database.reader)
  } finally {
    await database.close()
  }
}

/** What each section would come to in production, and every fault that stands in the way of any. */
async function planSections(
  options: Options,
  surroundings: Surroundings,
  { settings }: State,
  { sections }: Sandbox,
): Promise<{ planned: Planned[]; faults: string[] }> {
  const planned: Planned[] = []
  const faults: string[] = []
  for (const { name: section, version } of settings.sections) {
    const changed = sections[section]
    if (changed === undefined) continue
    const ask = async (patch: Patch) => (await askApi<Preview>(options, surroundings, preview, { section, patch })).settingsPreview
    const first = await ask(changed)
    const kept = first.refusals.map(({ path }) => path)
    const patch = kept.reduce((rest, path) => without(rest, path.split('.')), changed)
    const { changes, problems, refusals } = kept.length === 0 ? first : await ask(patch)
    for (const { path, message } of [...problems, ...refusals]) faults.push(`${section}.${path}: ${message}`)
    if (changes.length > 0 || kept.length > 0) planned.push({ section, version, patch, changes, kept })
  }
  return { planned, faults }
}

function showPlan({ print }: Surroundings, planned: readonly Planned[], { suppressions, exclusions, erased }: Sandbox): void {
  print('To be carried over:')
  for (const { section, changes, kept } of planned) {
    for (const { path, before, after } of changes) print(`  ${section}.${path}: ${short(before)} -> ${short(after)}`)
    for (const path of kept) print(`  ${section}.${path}: stays as it is here; the sandbox's value is looser than the ramp allows`)
  }
  if (planned.every(({ changes }) => changes.length === 0)) print('  settings: nothing differs')
  print(`  ${suppressions.length} suppressions, ${exclusions.length} exclusions`)
  if (erased > 0)
    print(`  NOT carried over: ${erased} erased people. Their digests can be read by the sandbox's database alone; erase them here too.`)
}

type Carried = { sections: { section: string; paths: string[]; kept: string[] }[]; added: number; known: number }

/** Sections first, then the lists in pieces. Repeating it after a break changes nothing twice: what is equal or listed already stays. */
async function carryAll(options: Options, surroundings: Surroundings, planned: readonly Planned[], sandbox: Sandbox): Promise<Carried> {
  const carried: Carried = { sections: [], added: 0, known: 0 }
  for (const { section, version, patch, changes, kept } of planned) {
    if (changes.length > 0) {
      const input = { section, patch, expectedVersion: version }
      successOf(
        (await askApi<{ updateSettings: { section: object } | { message: string } }>(options, surroundings, save, { input }))
          .updateSettings,
      )
    }
    carried.sections.push({ section, paths: changes.map(({ path }) => path), kept })
  }
  const most = Math.max(sandbox.suppressions.length, sandbox.exclusions.length)
  for (let from = 0; from < most; from += atOnce) {
    const input = {
      suppressions: sandbox.suppressions.slice(from, from + atOnce).map(toInput),
      exclusions: sandbox.exclusions.slice(from, from + atOnce),
    }
    const answer = await askApi<{ carryOver: { added: number; known: number } | { message: string } }>(options, surroundings, carry, {
      input,
    })
    const { added, known } = successOf(answer.carryOver)
    carried.added += added
    carried.known += known
  }
  return carried
}

const toInput = ({ until, ...rest }: Sandbox['suppressions'][number]) => ({
  ...rest,
  ...(until === null ? {} : { until: new Date(until).toISOString() }),
})

function tellList(
  options: Options,
  { print, tell }: Surroundings,
  { health, productionList, goLive: steps }: State,
  carried: Carried | null,
) {
  const missing = productionList.filter(({ passed, blocking }) => blocking && !passed)
  const undone = steps.filter(({ name, passed }) => !passed && !later.includes(name))
  if (options.json === true)
    print(
      asciiJson({
        mode: health.mode,
        version: health.version,
        carried,
        items: productionList,
        steps,
        missing: [...missing, ...undone].map(({ name }) => name),
      }),
    )
  else {
    for (const { title, passed, value, required, blocking, confirmedBy, checkedAt } of productionList)
      print(
        `${passed ? 'good   ' : blocking ? 'MISSING' : 'advice '} ${title.padEnd(24)} ${value}${confirmedBy === null ? '' : ` (confirmed by ${confirmedBy})`}${checkedAt === null ? '' : `, ${checkedAt.slice(0, 16).replace('T', ' ')} UTC`}${passed ? '' : `; required: ${required}`}`,
      )
    for (const { name, passed, value, required } of steps.filter(({ name }) => !later.includes(name)))
      print(
        `${passed ? 'good   ' : 'MISSING'} ${`step: ${name.replaceAll('_', ' ')}`.padEnd(24)} ${value}${passed ? '' : `; required: ${required}`}`,
      )
  }
  for (const { title, todo } of missing) tell(`${title}: ${todo}`)
  if (missing.length + undone.length > 0) tell(`Not ready: ${[...missing, ...undone].map(({ name }) => name).join(', ')}.`)
  else tell('Everything holds. An admin switches shadow mode off on the page /go-live; from then on messages leave.')
  return missing.length + undone.length === 0 ? exitCodes.good : exitCodes.bad
}

const isObject = (value: unknown): value is Patch => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A document without what stands at a path. */
function without(document: Patch, [key, ...rest]: string[]): Patch {
  if (key === undefined) return document
  const { [key]: gone, ...others } = document
  return rest.length > 0 && isObject(gone) ? { ...others, [key]: without(gone, rest) } : others
}

/** A value in a line. */
function short(value: unknown): string {
  const words = JSON.stringify(value) ?? 'nothing'
  return words.length > 60 ? `${words.slice(0, 57)}...` : words
}
