import type { LeadFit } from '../segment/fit.ts'
import type { IcpProfile } from '../segment/icp-profile.ts'
import { type Intent, type ScorePart, scoreFit } from '../segment/score.ts'
import { type BackTest, backTestOf } from './back-test.ts'
import { chanceOf, fitLogistic, type LogisticModel } from './logistic-model.ts'

/** The parts of a score that a profile gives points for. */
export const calibratedParts = ['title', 'size', 'industry', 'readiness', 'intent'] as const satisfies readonly ScorePart[]
export type CalibratedPart = (typeof calibratedParts)[number]

/** One lead that was written to, as it was scored then, and what came of it. */
export type CalibrationCase = { leadId: string; sentAt: Date; fit: LeadFit; intent: Intent; hasReplied: boolean; isPositive: boolean }

/** What one part is worth by what came back, beside what the profile gives for it. */
export type PartWorth = {
  part: CalibratedPart
  /** The most points that the profile gives for it. */
  today: number
  /** The points that would be its due, with all parts together as many as today; 95 % interval. */
  worth: number
  low: number
  high: number
  /** By how much each of its points multiplies the odds of a positive answer; 95 % interval. */
  oddsPerPoint: number
  oddsLow: number
  oddsHigh: number
  /** What is proposed: today's points unless they lie outside the interval, then a step of half of them at most. */
  proposed: number
}

export type Calibration = {
  profileVersion: number
  /** Leads whose time to answer is over, those who answered, and those who answered well or booked a meeting. */
  leads: number
  replies: number
  positives: number
  firstSentAt: Date | null
  lastSentAt: Date | null
  /** What is not there yet; with anything missing there are no parts. */
  missing: { code: string; message: string }[]
  parts: PartWorth[]
  backTest: BackTest | null
}

/** pipeline.md, Learned calibration: two weeks of live sends and 50 replies; of each outcome enough for anything to be learned is ours. */
export const leastDays = 14
export const leastReplies = 50
const leastOfEach = 10

const dayMs = 86_400_000
/** Two sides of a 95 % interval, in standard errors. */
const z = 1.959964
/** How far a part may be from the common worth of a point before any answer is seen, as a share of that worth: a point is worth about a point. */
const doubt = 1
/** The smallest worth of a point that a doubt is measured by, in log-odds: two per cent to the odds. */
const leastWorth = 0.02

/** The points of each part that a profile gives a case. */
export function pointsOf({ fit, intent }: Pick<CalibrationCase, 'fit' | 'intent'>, profile: IcpProfile): number[] {
  const { reasons } = scoreFit(fit, profile, intent)
  return calibratedParts.map(
    (part) => reasons.reduce((sum, reason) => sum + (reason.part === part ? Math.round(reason.points * 10) : 0), 0) / 10,
  )
}

/** The most points that a profile gives for each part. */
export function mostPoints(profile: IcpProfile): Record<CalibratedPart, number> {
  const { title, size, industry, readiness, intent } = profile
  return {
    title: Math.max(...title.rows.map(({ points }) => points)),
    size: Math.max(size.other, ...size.bands.map(({ points }) => points)),
    industry: Math.max(industry.tier1.points, industry.tier2.points, industry.other),
    readiness: readiness.technologies.max + readiness.verifiedEmail + readiness.linkedinUrl + readiness.location,
    intent: intent.max,
  }
}

/**
 * The model behind a calibration. Before any answer is seen every point of every part is believed to be worth the same, whatever that is by the
 * sum of points; answers move each part from there, so few of them move little.
 */
export function fitCases(points: readonly (readonly number[])[], outcomes: readonly boolean[]): LogisticModel {
  const sums = points.map((row) => [1, row.reduce((sum, value) => sum + value, 0)])
  const common = fitLogistic(sums, outcomes, { towards: [0, 0], precision: [1e-4, 1e-2] })
  const slope = common.coefficients[1] ?? 0
  const spread = doubt * Math.max(Math.abs(slope), leastWorth)
  return fitLogistic(
    points.map((row) => [1, ...row]),
    outcomes,
    { towards: [0, ...calibratedParts.map(() => slope)], precision: [1e-4, ...calibratedParts.map(() => 1 / spread ** 2)] },
  )
}

/** What each part of the score is really worth, by the answers so far. Changes nothing, and gives the same for the same cases to the bit. */
export function calibrate(given: readonly CalibrationCase[], profile: IcpProfile, profileVersion: number): Calibration {
  const cases = given.toSorted((one, other) => one.sentAt.getTime() - other.sentAt.getTime() || (one.leadId < other.leadId ? -1 : 1))
  const count = (of: (one: CalibrationCase) => boolean): number => cases.filter(of).length
  const replies = count(({ hasReplied }) => hasReplied)
  const positives = count(({ isPositive }) => isPositive)
  const [firstSentAt, lastSentAt] = [cases[0]?.sentAt ?? null, cases.at(-1)?.sentAt ?? null]
  const days = firstSentAt && lastSentAt ? (lastSentAt.getTime() - firstSentAt.getTime()) / dayMs : 0
  const missing = missingOf(days, replies, positives, cases.length - positives)
  const about = { profileVersion, leads: cases.length, replies, positives, firstSentAt, lastSentAt, missing }
  if (missing.length > 0) return { ...about, parts: [], backTest: null }

  const points = cases.map((one) => pointsOf(one, profile))
  const outcomes = cases.map(({ isPositive }) => isPositive)
  const model = fitCases(points, outcomes)
  const scores = cases.map(({ fit, intent }) => scoreFit(fit, profile, intent).score)
  return {
    ...about,
    parts: worthsOf(model, profile),
    backTest: backTestOf(points, outcomes, scores, (seen, known) => chancesBy(fitCases(seen, known))),
  }
}

function chancesBy(model: LogisticModel): (row: readonly number[]) => number {
  return (row) => chanceOf(model, [1, ...row])
}

function missingOf(days: number, replies: number, positives: number, others: number): Calibration['missing'] {
  const lacks = [
    { is: days < leastDays, code: 'TOO_SHORT', message: `${leastDays} days of live sends are needed; there are ${Math.floor(days)}.` },
    { is: replies < leastReplies, code: 'TOO_FEW_REPLIES', message: `${leastReplies} replies are needed; there are ${replies}.` },
    {
      is: positives < leastOfEach || others < leastOfEach,
      code: 'TOO_FEW_OUTCOMES',
      message: `${leastOfEach} positive answers or meetings, and as many leads without, are needed; there are ${positives} and ${others}.`,
    },
  ]
  return lacks.flatMap(({ is, code, message }) => (is ? [{ code, message }] : []))
}

/** The most that one proposal changes a part by: answers of leads that were chosen by today's score say less the further they are followed. */
const mostStep = 0.5

/** Whole points towards a worth, half of today's at most. */
function stepTowards(worth: number, today: number): number {
  return Math.round(Math.min(today * (1 + mostStep), Math.max(today * (1 - mostStep), worth)))
}

const tenths = (value: number): number => Math.round(value * 10) / 10

/** Log-odds per point as points: the parts together are worth as many as the profile gives today. */
function worthsOf(model: LogisticModel, profile: IcpProfile): PartWorth[] {
  const most = mostPoints(profile)
  const total = calibratedParts.reduce((sum, part) => sum + most[part], 0)
  const slopes = calibratedParts.map((_, at) => model.coefficients[at + 1] ?? 0)
  const common = calibratedParts.reduce((sum, part, at) => sum + (slopes[at] ?? 0) * most[part], 0) / Math.max(total, 1)
  // Where more points don't mean better answers at all, no share of them can be told.
  const unit = Math.max(common, leastWorth / 4)
  return calibratedParts.map((part, at) => {
    const [slope, error] = [slopes[at] ?? 0, model.errors[at + 1] ?? 0]
    const worthAt = (odds: number): number => tenths((odds / unit) * most[part])
    const [worth, low, high] = [worthAt(slope), worthAt(slope - z * error), worthAt(slope + z * error)]
    const isOff = most[part] < low || most[part] > high
    return {
      part,
      today: most[part],
      worth,
      low,
      high,
      oddsPerPoint: Math.exp(slope),
      oddsLow: Math.exp(slope - z * error),
      oddsHigh: Math.exp(slope + z * error),
      proposed: isOff && common > 0 ? stepTowards(worth, most[part]) : most[part],
    }
  })
}
