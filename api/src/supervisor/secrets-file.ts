import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { newToken } from '../auth/secrets.ts'

const secrets = z.object({ adminSecret: z.string(), sessionSecret: z.string(), sandboxHookSecret: z.string() })
export type Secrets = z.infer<typeof secrets>

/** Secrets that nobody chose are made once and kept in the data folder, readable by its owner alone. */
export function loadSecrets(dataFolder: string): Secrets {
  const file = join(dataFolder, 'secrets.json')
  if (!existsSync(file)) {
    const made: Secrets = {
      adminSecret: newToken(),
      sessionSecret: newToken(),
      sandboxHookSecret: randomBytes(24).toString('base64url'),
    }
    keep(file, made)
  }
  return secrets.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** Puts the first admin's new secret into the file, where there is one. */
export function keepAdminSecret(dataFolder: string, adminSecret: string): void {
  const file = join(dataFolder, 'secrets.json')
  if (existsSync(file)) keep(file, { ...loadSecrets(dataFolder), adminSecret })
}

function keep(file: string, made: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
