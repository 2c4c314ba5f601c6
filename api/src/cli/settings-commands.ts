import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { apiOptions, askApi, inParts, successOf } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { confirmInProduction, confirmOptions } from './confirm.ts'
import { asciiJson } from './plain-ascii.ts'

type Section = { name: string; version: number; document: unknown }
type Preview = {
  settingsPreview: {
    changes: { path: string }[]
    problems: { path: string; message: string }[]
    refusals: { path: string; message: string }[]
  }
}

const readSections = '{ settings { sections { name version document } } }'
const preview = `query ($section: String!, $patch: JSON!) { settingsPreview(section: $section, patch: $patch) {
  changes { path } problems { path message } refusals { path message } } }`
const save = `mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { ... on UpdateSettingsSuccess { section { version } } ... on UserError { code message } } }`

/** The file that `settings export` writes. */
const exported = z.object({ format: z.literal('alpha-swarm-settings'), sections: z.record(z.string(), z.record(z.string(), z.unknown())) })

export const settingsExport: Command = {
  name: 'settings export',
  summary: 'Writes every section of the settings into one file.',
  options: { ...apiOptions, file: { type: 'string', value: 'FILE', description: 'Where to. Default: standard output.' } },
  async run(options, surroundings) {
    const { settings } = await askApi<{ settings: { sections: Section[] } }>(options, surroundings, readSections)
    const sections = Object.fromEntries(settings.sections.map(({ name, document }) => [name, document]))
    const file = textOption(options, 'file')
    const document = { format: 'alpha-swarm-settings', sections }
    if (file === null) surroundings.print(asciiJson(document, options.json === true ? 0 : 2))
    else {
      await writeFile(resolve(surroundings.folder, file), `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 })
      surroundings.print(options.json === true ? asciiJson({ file }) : `Written: ${file}, ${settings.sections.length} sections`)
    }
    return exitCodes.good
  },
}

export const settingsImport: Command = {
  name: 'settings import',
  summary: 'Brings the sections of an exported file in, each as a new version. Checks all of them before it saves one. Needs an admin key.',
  words: [{ name: 'FILE', description: 'What `settings export` wrote; sections that are not in it stay as they are.' }],
  options: { ...confirmOptions, 'dry-run': { type: 'boolean', description: 'Say what would change and save nothing.' } },
  async run(options, surroundings, [name]) {
    const path = resolve(surroundings.folder, name ?? '')
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) throw new UsageError(`There is no file ${path}.`)
    const file = exported.safeParse(parsed(text))
    if (!file.success) throw new UsageError(`${path} is not a file of settings, as \`settings export\` writes one.`)
    const { settings } = await askApi<{ settings: { sections: Section[] } }>(options, surroundings, readSections)
    const unknown = Object.keys(file.data.sections).filter((section) => !settings.sections.some((known) => known.name === section))
    if (unknown.length > 0) throw new UsageError(`There is no section ${unknown.join(', ')}.`)
    const changed: { section: string; paths: string[]; version: number; patch: Record<string, unknown> }[] = []
    const faults: string[] = []
    for (const { name: section, version } of settings.sections) {
      const patch = file.data.sections[section]
      if (patch === undefined) continue
      const { settingsPreview } = await askApi<Preview>(options, surroundings, preview, { section, patch })
      for (const { path, message } of [...settingsPreview.problems, ...settingsPreview.refusals])
        faults.push(`${section}.${path}: ${message}`)
      if (settingsPreview.changes.length > 0)
        changed.push({ section, version, patch, paths: settingsPreview.changes.map(({ path }) => path) })
    }
    if (faults.length > 0) {
      if (options.json === true) surroundings.print(asciiJson({ saved: [], faults }))
      else for (const fault of faults) surroundings.print(fault)
      surroundings.tell('Nothing was saved.')
      return exitCodes.bad
    }
    if (options['dry-run'] !== true && changed.length > 0) {
      const sections = changed.map(({ section }) => section).join(', ')
      await confirmInProduction(options, surroundings, `These settings change at once, with the brakes among them: ${sections}.`)
      const saveAll = async () => {
        for (const { section, version, patch } of changed) {
          const input = { section, expectedVersion: version, patch }
          successOf(
            (await askApi<{ updateSettings: { section: object } | { message: string } }>(options, surroundings, save, { input }))
              .updateSettings,
          )
        }
      }
      await inParts(saveAll())
    }
    const saved = changed.map(({ section, paths }) => ({ section, paths }))
    if (options.json === true) surroundings.print(asciiJson({ saved, faults }))
    else {
      for (const { section, paths } of saved) surroundings.print(`${section}: ${paths.join(', ')}`)
      if (saved.length === 0) surroundings.print('Nothing differs.')
      else if (options['dry-run'] === true) surroundings.print('Nothing was saved.')
    }
    return exitCodes.good
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
