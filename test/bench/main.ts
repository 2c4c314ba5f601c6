import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Every row is a program of its own, so that none measures another's rest. */
const rows: Record<string, string> = {
  ingest: 'ingest.ts',
  apply: 'apply.ts',
  live: 'live.ts',
  import: 'import.ts',
  decay: 'decay.ts',
  kpis: 'kpis.ts',
  'what-if': 'what-if.ts',
  'queue-key': 'queue-key.ts',
}

/** `npm run bench -- [ROW] [OPTIONS]`: one row, or all in turn. Ends with 1 when a goal was missed. */
const [wanted, ...options] = process.argv.slice(2)
if (wanted !== undefined && !Object.hasOwn(rows, wanted)) {
  process.stderr.write(`There is no row "${wanted}". Rows are ${Object.keys(rows).join(', ')}.\n`)
  process.exit(2)
}
for (const [row, file] of Object.entries(rows)) {
  if (wanted !== undefined && wanted !== row) continue
  process.stdout.write(`\n${row}\n`)
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...options], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
