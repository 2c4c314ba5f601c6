import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../harness/run-process.ts'

test('whoever reads only the beginning of an answer is told of no fault', () => {
  const main = join(root, 'api/src/cli/main.ts')
  const { status, stderr } = spawnSync('sh', ['-c', `{ "$0" "$1" --help; echo "ended with $?" >&2; } | :`, process.execPath, main], {
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  expect(stderr).toBe('ended with 0\n')
})
