/**
 * How a command ends. Scripts rely on these:
 *   0  done, and the answer is good
 *   1  done, and the answer is bad: something that was checked does not hold
 *   2  asked wrongly: nothing was done
 *   3  could not be done: no connection, no such file
 */
export const exitCodes = { good: 0, bad: 1, usage: 2, failed: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The command was asked wrongly; its message says how to ask. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export type Surroundings = {
  /** Where relative file names begin. */
  folder: string
  /** Where the product lies; DATA_DIR is relative to it, as in `npm start`. */
  root: string
  environment: Record<string, string | undefined>
  /** One line for a person, or one document of JSON. Plain ASCII. */
  print(line: string): void
  /** What is under way; not part of the answer. */
  tell(line: string): void
  /** Asks the person at the terminal for a line; null where nobody sits at one. */
  ask(question: string): Promise<string | null>
}

export type Option = { type: 'string' | 'boolean'; description: string; value?: string }

export type Command = {
  /** What is typed, such as `audit verify`. */
  name: string
  summary: string
  /** What stands behind the name without an option, in order; all of it is needed. */
  words?: readonly { name: string; description: string }[]
  options: Record<string, Option>
  run(options: Options, surroundings: Surroundings, words: readonly string[]): Promise<ExitCode>
}

/** What was typed, by name. */
export type Options = Record<string, string | boolean | undefined>

/** The text of an option that may be left out. */
export function textOption(options: Options, name: string): string | null {
  const value = options[name]
  return typeof value === 'string' ? value : null
}

/** A whole number from `least` up that may be left out; throws UsageError for anything else. */
export function wholeOption(options: Options, name: string, least: number): number | null {
  const given = textOption(options, name)
  if (given === null) return null
  const value = Number(given)
  if (!/^\d{1,9}$/.test(given) || value < least) throw new UsageError(`--${name} is a whole number from ${least} up, not "${given}".`)
  return value
}
