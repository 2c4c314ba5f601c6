import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment, root } from './run-process.ts'

/** Our programs that tests start as processes of their own, each named by the file that the product starts it by. */
export const bundledEntries = ['jobs/src/main.ts', 'api/src/main.ts', 'test/sandbox/main.ts'] as const

/** What the bundle of a program is called, without its ending. */
export function bundleName(entry: string): string {
  return entry.replace(/\.ts$/, '').replaceAll('/', '-')
}

/**
 * What to run a program by: its bundle where the run has made one (bundle-programs.ts), else its own file. Loaded file by file a runner costs 1.4 s
 * of processor time before it works, from its bundle 0.5 s.
 */
export function programOf(entry: string): { file: string; env: Record<string, string> } {
  const folder = process.env['SWARM_BUNDLES']
  const bundle = join(folder ?? '', `${bundleName(entry)}.mjs`)
  return folder !== undefined && existsSync(bundle)
    ? { file: bundle, env: { ...childEnvironment, NODE_COMPILE_CACHE: join(folder, 'compiled') } }
    : { file: join(root, entry), env: childEnvironment }
}
