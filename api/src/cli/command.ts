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
}

export type Option = { type: 'string' | 'boolean'; description: string; value?: string }

export type Command = {
  /** What is typed, such as `audit verify`. */
  name: string
  summary: string
  options: Record<string, Option>
  run(options: Record<string, string | boolean | undefined>, surroundings: Surroundings): Promise<ExitCode>
}

/** The text of an option that may be left out. */
export function textOption(options: Record<string, string | boolean | undefined>, name: string): string | null {
  const value = options[name]
  return typeof value === 'string' ? value : null
}
