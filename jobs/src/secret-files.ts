import { readFileSync } from 'node:fs'

/** Whether a variable holds a secret, so that a file may hold it instead: keys, secrets, tokens, and addresses with a password in them. */
export const isSecretName = (name: string): boolean => /_(?:KEY|SECRET|SECRET_BEFORE|TOKEN|PASSWORD)$|^DATABASE_(?:\w+_)?URL$/.test(name)

export type SecretFiles = {
  /** What the files hold, by the name of the variable. */
  values: Record<string, string>
  /** What is wrong with a file, by the name of its variable. What stands in one is never repeated. */
  problems: { name: string; message: string }[]
}

/**
 * Secrets that stand in files: `SESSION_SECRET_FILE` names the one that holds `SESSION_SECRET`, as systemd's credentials, Docker's secrets and
 * the agents of vaults write them. Unlike an environment a file is shown to no other process. A line break at its end is none of the secret.
 */
export function readSecretFiles(names: readonly string[], environment: Record<string, string | undefined>): SecretFiles {
  const found: SecretFiles = { values: {}, problems: [] }
  for (const name of names.filter(isSecretName)) {
    const file = environment[`${name}_FILE`]
    if (file === undefined || file === '') continue
    if (environment[name]) found.problems.push({ name: `${name}_FILE`, message: `${name} is set as well; set one of the two` })
    else {
      try {
        found.values[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      } catch {
        found.problems.push({ name: `${name}_FILE`, message: `there is no file "${file}" that can be read` })
      }
    }
  }
  return found
}

/** An environment for a process that is given some values of its own: files of the same name say nothing there. */
export function withoutFilesOf(environment: Record<string, string>, given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !(name.endsWith('_FILE') && name.slice(0, -'_FILE'.length) in given)),
  )
}
