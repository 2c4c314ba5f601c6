import {
  type CheckCode,
  checkCodes,
  type ModuleCheck,
  type ModuleName,
  moduleChecks,
  moduleNames,
  modules,
  type Unit,
} from './module-checks.ts'

export type Light = 'GREEN' | 'YELLOW' | 'RED'

/** What was measured; null where there is nothing to measure: such a check is green. */
export type Figure = {
  value: number | null
  /** Since when it has been so, as far as rows tell. */
  since: Date | null
  /** Which ones, by name. */
  detail: string | null
}

export type JudgedCheck = Figure & {
  code: CheckCode
  title: string
  unit: Unit
  yellowFrom: number | null
  redFrom: number | null
  light: Light
  todo: string
  href: string
}

export type JudgedModule = {
  name: ModuleName
  title: string
  href: string
  light: Light
  /** False while something stands in its way altogether; `blockedBy` names it. */
  isReady: boolean
  blockedBy: CheckCode[]
  /** The earliest of what is not green; null when all is, or no row tells. */
  since: Date | null
  /** What is not green first, the worst of it at the top. */
  checks: JudgedCheck[]
}

const rank: Record<Light, number> = { RED: 0, YELLOW: 1, GREEN: 2 }

/** The board: every module with its light, from figures and the one table of thresholds. */
export function judgeModules(figureOf: (code: CheckCode) => Figure): JudgedModule[] {
  return moduleNames.map((name) => {
    const checks = checkCodes
      .filter((code) => moduleChecks[code].module === name)
      .map((code) => judge(code, figureOf(code)))
      .toSorted((a, b) => rank[a.light] - rank[b.light])
    const wrong = checks.filter(({ light }) => light !== 'GREEN')
    const blockedBy = wrong.map(({ code }) => code).filter((code) => isBlocking(moduleChecks[code]))
    const known = wrong.flatMap(({ since }) => (since === null ? [] : [since.getTime()]))
    return {
      name,
      ...modules[name],
      light: checks[0]?.light ?? 'GREEN',
      isReady: blockedBy.length === 0,
      blockedBy,
      since: known.length === 0 ? null : new Date(Math.min(...known)),
      checks,
    }
  })
}

const isBlocking = (check: ModuleCheck): boolean => check.blocks === true

function judge(code: CheckCode, figure: Figure): JudgedCheck {
  const check: ModuleCheck = moduleChecks[code]
  const { title, unit, yellowFrom, redFrom, todo, module } = check
  const href = check.href ?? modules[module].href
  const light = lightOf(check, figure.value)
  // Since when something is well is nobody's question.
  return { code, title, unit, yellowFrom, redFrom, todo, href, ...figure, since: light === 'GREEN' ? null : figure.since, light }
}

function lightOf({ yellowFrom, redFrom }: ModuleCheck, value: number | null): Light {
  const reaches = (threshold: number | null): boolean => value !== null && threshold !== null && value >= threshold
  return reaches(redFrom) ? 'RED' : reaches(yellowFrom) ? 'YELLOW' : 'GREEN'
}
