import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

/** Debian's packages (12) and the programs that they bring. */
const wanted = [
  { name: 'postgresql-15', program: '/usr/lib/postgresql/15/bin/pg_basebackup' },
  { name: 'etcd-server', program: '/usr/bin/etcd' },
  { name: 'patroni', program: '/usr/bin/patroni' },
  { name: 'python3-etcd', program: '/usr/lib/python3/dist-packages/etcd' },
  { name: 'haproxy', program: '/usr/sbin/haproxy' },
  { name: 'pgbouncer', program: '/usr/sbin/pgbouncer' },
]

export type Programs = {
  etcd: string
  patroni: string
  haproxy: string
  pgbouncer: string
  /** Whether that PgBouncer keeps the names of statements in transaction mode: 1.21 or newer. */
  keepsNames: boolean
  postgres: string
}

/**
 * Installs what is missing, as root with apt-get; without root it throws with the line to type. In a container none of the packages' own services
 * is started; elsewhere Debian starts them on their usual ports, which nothing here uses.
 */
export function installPrograms(say: (line: string) => void): Programs {
  const missing = wanted.filter(({ program }) => !existsSync(program)).map(({ name }) => name)
  if (missing.length > 0) {
    const line = `apt-get install --no-install-recommends ${missing.join(' ')}`
    if (process.getuid?.() !== 0) throw new Error(`Missing here: ${missing.join(', ')}. As root: ${line}`)
    say(`Installing ${missing.join(', ')} …`)
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...missing]]) {
      const { status, stderr } = spawnSync('apt-get', args, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        encoding: 'utf8',
        timeout: 600_000,
      })
      if (status !== 0) throw new Error(`apt-get ${args[0]} failed: ${stderr.slice(-1_000)}`)
    }
  }
  const pgbouncer = process.env.PGBOUNCER ?? '/usr/sbin/pgbouncer'
  const version = /PgBouncer (\d+)\.(\d+)/.exec(spawnSync(pgbouncer, ['--version'], { encoding: 'utf8' }).stdout)
  const [major = 0, minor = 0] = version?.slice(1).map(Number) ?? []
  const [newest] = readdirSync('/usr/lib/postgresql')
    .filter((version) => existsSync(`/usr/lib/postgresql/${version}/bin/pg_basebackup`))
    .sort((a, b) => Number(b) - Number(a))
  return {
    etcd: '/usr/bin/etcd',
    patroni: '/usr/bin/patroni',
    haproxy: '/usr/sbin/haproxy',
    pgbouncer,
    keepsNames: major > 1 || minor >= 21,
    postgres: `/usr/lib/postgresql/${newest}/bin`,
  }
}
