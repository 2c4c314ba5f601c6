import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Every address there is, from the table that the router is made of: a new page is walked by itself. */
const table = readFileSync(fileURLToPath(new URL('../../web/src/features/shell/pages.ts', import.meta.url)), 'utf8')
export const pagePaths: readonly string[] = [...table.matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path]) => path ?? '')
