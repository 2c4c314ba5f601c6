import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from './merge-patch.ts'

/** One value that differs between two versions. `before` or `after` is undefined where the path does not exist there. */
export type SettingChange = { path: string; before: unknown; after: unknown }

/** What differs between two documents, value by value in the order of the later one; a list counts as one value. */
export function settingChanges(before: unknown, after: unknown, path: readonly string[] = []): SettingChange[] {
  if (isDeepStrictEqual(before, after)) return []
  if (!isJsonObject(before) || !isJsonObject(after)) return [{ path: path.join('.'), before, after }]
  const keys = new Set([...Object.keys(after), ...Object.keys(before)])
  return [...keys].flatMap((key) => settingChanges(before[key], after[key], [...path, key]))
}

/** The value at a path such as `ceilings.emailPerDay`; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  let at = document
  for (const key of path.split('.')) at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}
