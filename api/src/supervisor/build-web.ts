import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = [
  'web/src',
  'web/public',
  'web/bin',
  'web/index.html',
  'web/graphiql.html',
  'web/vite.config.ts',
  'web/package.json',
  'api/schema.graphql',
  'pnpm-lock.yaml',
]

function hashOf(root: string): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    const path = join(root, source)
    if (!existsSync(path)) continue
    const names = source.includes('.') ? [''] : readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: false }).sort()
    for (const name of names) {
      if (name !== '' && !/\.[a-z0-9]+$/i.test(name)) continue
      hash.update(name).update(readFileSync(join(path, name)))
    }
  }
  return hash.digest('hex')
}

/** Builds the SPA where its sources have changed since the last build; `onBuild` is told that it takes a while. Throws with the builder's own words. */
export async function buildWeb(root: string, onBuild: () => void = () => {}): Promise<string> {
  const folder = join(root, 'web', 'dist')
  const stamp = join(folder, '.built')
  const wanted = hashOf(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder
  onBuild()
  for (const args of [
    [join(root, 'web/bin/generate-graphql-types.mjs')],
    [join(root, 'web/node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
  ]) {
    const child = spawn(process.execPath, args, { cwd: join(root, 'web'), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (part: Buffer) => (output += part.toString()))
    child.stderr.on('data', (part: Buffer) => (output += part.toString()))
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0) throw new Error(`Building the pages failed:\n${output.slice(-4000)}`)
  }
  writeFileSync(stamp, wanted)
  return folder
}
