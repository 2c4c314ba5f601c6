import { execFileSync } from 'node:child_process'
import { schemaFingerprint } from '@swarm/db/migrate'
import { expect, test } from 'vitest'

test.each(['en_US.UTF-8', 'cs_CZ.UTF-8', 'et_EE.UTF-8'])('a version is the same on a machine whose language is %s', (language) => {
  const script = `import { schemaFingerprint } from '@swarm/db/migrate'; process.stdout.write(schemaFingerprint())`
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    env: { ...process.env, LC_ALL: language },
    encoding: 'utf8',
  })
  expect(told).toBe(schemaFingerprint())
})
