import { rowsOf, wordOf } from '../../lib/json.ts'

/** What readiness already says in its own words, and what stands in the top bar of every page. */
const saidElsewhere = ['RUNNER_SILENT', 'AUDIT_UNSEALED', 'INVARIANT_BROKEN', 'EMERGENCY_STOP']

/** The parts of the board that are red, each with the first thing that made it so. */
export function redModules(modules: unknown): { name: string; words: string }[] {
  return rowsOf(modules)
    .filter(({ light }) => light === 'RED')
    .flatMap((module) => {
      const why = rowsOf(module.checks).find(({ light, code }) => light === 'RED' && !saidElsewhere.includes(wordOf(code)))
      return why ? [{ name: wordOf(module.name), words: `${wordOf(module.title)} is red: ${wordOf(why.title)}` }] : []
    })
}
