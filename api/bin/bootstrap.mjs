// Plain JavaScript without dependencies: it runs on the machine's own Node 20 or newer, before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const pnpmVersion = '12.21.0'

/** The environment without what npm adds to it: pnpm and our own programs must not take npm's settings for theirs. */
export function cleanEnvironment() {
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name))
  return Object.fromEntries(entries)
}

function runOrExit(command, args, cwd, env) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error || status !== 0) {
    console.error(`\n${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ` with ${status}`}. Nothing was started.`)
    process.exit(1)
  }
}

/** Installs the package manager and the packages where they are missing or the lockfile has changed. */
export function install() {
  const env = cleanEnvironment()
  const tools = join(root, '.tools')
  const pnpm = join(tools, 'node_modules', '.bin', 'pnpm')
  mkdirSync(tools, { recursive: true })
  if (!existsSync(pnpm)) {
    console.error('Installing the package manager …')
    writeFileSync(join(tools, 'package.json'), '{ "private": true }\n')
    runOrExit('npm', ['install', `pnpm@${pnpmVersion}`, '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], tools, env)
  }
  const stamp = join(root, 'node_modules', '.installed')
  const manifests = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...['api', 'db', 'jobs', 'test', 'web'].map((name) => `${name}/package.json`),
  ]
  const hash = createHash('sha256')
  for (const name of manifests) hash.update(readFileSync(join(root, name)))
  const wanted = hash.digest('hex')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.error('Installing packages …')
    runOrExit(
      pnpm,
      ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn', '--config.confirm-modules-purge=false'],
      root,
      { ...env, CI: 'true' },
    )
    writeFileSync(stamp, wanted)
  }
}

/** Runs a program of ours on the installed Node, hands signals on, and ends with its exit code, or as shells call the signal that ended it: 130 by Ctrl-C. */
export function runOnInstalledNode(entry, args) {
  const child = spawn(join(root, 'node_modules', '.bin', 'node'), [join(root, entry), ...args], {
    cwd: root,
    // Compiled sources are kept beside the tools: every process of ours starts in about half the time.
    env: { NODE_COMPILE_CACHE: join(root, '.tools', 'compiled'), ...cleanEnvironment() },
    // The channel is never written to: its end tells the program that this process was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // A terminal's Ctrl-C reaches the child by itself, and again through here; a signal sent to this process alone only through here.
  process.on('SIGINT', () => child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
