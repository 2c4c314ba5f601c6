import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWeb } from './build-web.ts'

/** Builds the pages where their sources have changed, says where they lie, and ends. */
const folder = await buildWeb(resolve(dirname(fileURLToPath(import.meta.url)), '../../..'))
process.stdout.write(`The pages are in ${folder}\n`)
