import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@swarm/db/embedded/free-port'
import { expect, test } from 'vitest'
import { passingFolder } from '../../harness/passing-folder.ts'
import { runProcess } from '../../harness/run-process.ts'

const bin = '/usr/lib/postgresql/15/bin'
const isThere = existsSync(join(bin, 'postgres'))

/** PostgreSQL refuses root; its own user has an entry of its own. */
function postgresUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

test.skipIf(!isThere)(
  `DATABASE_URL alone, PostgreSQL 15: it starts, serves, says which promises are weaker, and leaves the server running (skipped where ${bin} is missing)`,
  { timeout: 90_000 },
  async () => {
    const user = postgresUser()
    const cluster = passingFolder('swarm-postgres-15-')
    const dataFolder = mkdtempSync(join(tmpdir(), 'swarm-data-'))
    if (user.uid !== undefined && user.gid !== undefined) chownSync(cluster, user.uid, user.gid)
    const run = (command: string, args: string[]) => {
      const { status, stdout, stderr } = spawnSync(join(bin, command), args, {
        ...user,
        cwd: '/',
        encoding: 'utf8',
        stdio: ['ignore', command === 'pg_ctl' ? 'ignore' : 'pipe', 'pipe'],
      })
      if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`)
    }
    const port = await freePort()
    run('initdb', ['-D', join(cluster, 'data'), '-U', 'owner', '--auth=trust', '--encoding=UTF8', '--no-sync'])
    run('pg_ctl', [
      '-D',
      join(cluster, 'data'),
      '-l',
      join(cluster, 'log'),
      '-w',
      '-o',
      `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`,
      'start',
    ])
    try {
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'owner', 'swarm'])
      const url = `postgres://owner@127.0.0.1:${port}/swarm`
      for (let round = 0; round < 2; round += 1) {
        const running = runProcess('api/bin/start.mjs', { DATA_DIR: dataFolder, PORT: '0', DATABASE_URL: url })
        const [, address = ''] = await running.says(/Open {4}(http:\S+)[\s\S]*Logs are in/)
        await expect.poll(async () => (await fetch(`${address}/health/ready`)).status).toBe(200)
        const answer = await (await fetch(`${address}/health/ready`)).json()
        expect(answer).toEqual({ ready: true, failing: [], weaker: ['AUDIT_NOT_APPEND_ONLY', 'ONE_DATABASE_ROLE'] })
        // To this process alone, as a script would: it is handed on.
        running.child.kill(round === 0 ? 'SIGINT' : 'SIGTERM')
        expect(await running.ended).toBe(0)
      }
      expect(existsSync(join(dataFolder, 'postgres'))).toBe(false)
      run('pg_isready', ['-h', '127.0.0.1', '-p', String(port)])
    } finally {
      run('pg_ctl', ['-D', join(cluster, 'data'), '-m', 'immediate', 'stop'])
      rmSync(cluster, { recursive: true, force: true })
      rmSync(dataFolder, { recursive: true, force: true })
    }
  },
)
