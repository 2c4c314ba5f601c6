import { resolve } from 'node:path'
import { BackupError, backUp, restore } from '@swarm/db/embedded/backup'
import { readEnvironment, sharedEnvironment } from '@swarm/jobs/env'
import { type Command, exitCodes, type Surroundings, UsageError } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

const { DATA_DIR } = sharedEnvironment

const dataFolderOf = ({ environment, root }: Surroundings) => resolve(root, readEnvironment({ DATA_DIR }, environment).DATA_DIR)

/** What can't be done is told in its own words, as asked wrongly: nothing was changed. */
async function asked<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (error instanceof BackupError) throw new UsageError(error.message)
    throw error
  }
}

export const backup: Command = {
  name: 'backup',
  summary: 'Copies the embedded database with its secrets into an empty folder, also while it works.',
  words: [{ name: 'FOLDER', description: 'Where to. Keep it as safe as the database itself: the secrets are in it.' }],
  options: {},
  async run(options, surroundings, [folder]) {
    const to = resolve(surroundings.folder, folder ?? '')
    const { bytes, at } = await asked(backUp(dataFolderOf(surroundings), to, new Date()))
    surroundings.print(options.json === true ? asciiJson({ folder: to, bytes, at }) : `Written: ${to}, ${(bytes / 1e6).toFixed(1)} MB`)
    return exitCodes.good
  },
}

export const restoreBackup: Command = {
  name: 'restore',
  summary: 'Puts a backup in the place of the embedded database. Nothing is sent afterwards until it was reconciled.',
  words: [{ name: 'FOLDER', description: 'What `backup` wrote.' }],
  options: { replace: { type: 'boolean', description: 'Replace the database that is there; it is kept beside the new one.' } },
  async run(options, surroundings, [folder]) {
    const dataFolder = dataFolderOf(surroundings)
    const { kept } = await asked(
      restore(dataFolder, resolve(surroundings.folder, folder ?? ''), { isReplacing: options.replace === true, at: new Date() }),
    )
    if (options.json === true) surroundings.print(asciiJson({ dataFolder, kept }))
    else {
      surroundings.print(`Restored into ${dataFolder}.${kept === null ? '' : ` The database that was there is kept in ${kept}.`}`)
      surroundings.print('Start the product: it stops sending and says what is to be reconciled.')
    }
    return exitCodes.good
  },
}
