import type { Reason } from '../reason.ts'
import { isJsonObject, mergePatch } from './merge-patch.ts'
import type { EditableSection } from './sections.ts'
import { type SettingChange, settingChanges, valueAt } from './setting-changes.ts'
import { loosenedPaths, tighteningWords } from './tightening.ts'

/** What is wrong with one value, by the path of its setting; an empty path means the document as a whole. */
export type SettingProblem = { path: string; message: string }

/** What the rules know of the moment. Reasons that stand are in the way; an empty list means that nothing is. */
export type SafetyMoment = {
  /** While it is on, safety settings can only be tightened. */
  isRampOn: boolean
  /** Why shadow mode can't be switched off yet: what the go-live list still misses. */
  shadowStays: readonly Reason[]
  /** Why a person must go on approving follow-ups. */
  gatekeeperStays: readonly Reason[]
}

export type CheckedSettings = {
  /** The whole section as it would be saved; null when it is not valid. */
  document: JsonObjectDocument | null
  changes: SettingChange[]
  problems: SettingProblem[]
  /** Valid, but refused now. */
  refusals: (Reason & { path: string })[]
}
type JsonObjectDocument = Readonly<Record<string, unknown>>

/** Keys of a patch that the schema did not take over: a typing error must not look like a change. */
function unknownKeys(merged: unknown, parsed: unknown, path: readonly string[] = []): SettingProblem[] {
  if (!isJsonObject(merged) || !isJsonObject(parsed)) return []
  return Object.entries(merged).flatMap(([key, value]) => {
    const at = [...path, key]
    return Object.hasOwn(parsed, key) ? unknownKeys(value, parsed[key], at) : [{ path: at.join('.'), message: 'There is no such setting.' }]
  })
}

/** What a patch of a section would come to: pure, so that the page's preview and the save say the same. */
export function checkPatch(editable: EditableSection, current: unknown, patch: unknown, moment: SafetyMoment): CheckedSettings {
  if (!isJsonObject(patch)) {
    return { document: null, changes: [], problems: [{ path: '', message: 'A patch is an object of settings.' }], refusals: [] }
  }
  return checkDocument(editable, current, mergePatch(current, patch), moment)
}

/** The same for a whole document, as a restored version is. */
export function checkDocument(editable: EditableSection, current: unknown, wanted: unknown, moment: SafetyMoment): CheckedSettings {
  const parsed = editable.section.schema.safeParse(wanted)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
    return { document: null, changes: settingChanges(current, wanted), problems, refusals: [] }
  }
  const problems = unknownKeys(wanted, parsed.data)
  const document = isJsonObject(parsed.data) && problems.length === 0 ? parsed.data : null
  return { document, changes: settingChanges(current, parsed.data), problems, refusals: refusalsOf(editable, current, parsed.data, moment) }
}

function refusalsOf(
  { section, tightening }: EditableSection,
  current: unknown,
  wanted: unknown,
  { isRampOn, shadowStays, gatekeeperStays }: SafetyMoment,
): CheckedSettings['refusals'] {
  const switchedOff = (path: string): boolean =>
    section.name === 'dispatch' && valueAt(current, path) === true && valueAt(wanted, path) !== true
  const at = (path: string, reasons: readonly Reason[]) => reasons.map((reason) => ({ ...reason, path }))
  const refusals = isRampOn
    ? loosenedPaths(tightening, current, wanted)
        // The one exception of the ramp: shadow ends when everything is ready to go live.
        .filter((path) => !(path === 'shadowMode' && switchedOff(path)))
        .map((path) => ({ path, code: 'RAMP', message: `${path} ${wordsFor(tightening[path])} while the ramp is on.` }))
    : []
  if (isRampOn && switchedOff('shadowMode')) refusals.push(...at('shadowMode', shadowStays))
  if (!isRampOn && switchedOff('gatekeeperRequired')) refusals.push(...at('gatekeeperRequired', gatekeeperStays))
  return refusals
}

const wordsFor = (tighter: EditableSection['tightening'][string]): string =>
  tighter === undefined || tighter === 'free' ? 'stays as it is' : tighteningWords(tighter)
