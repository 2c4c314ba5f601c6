import { createHash } from 'node:crypto'
import type { IcpProfile } from '../segment/icp-profile.ts'
import type { CalibratedPart, Calibration } from './calibrate.ts'

/** A profile that a calibration proposes: a patch of the section `icp`, and a digest of it and the version it was made on, so that what is adopted is what was seen. */
export type ProposedProfile = { patch: Record<string, unknown>; hash: string }

/** A calibration's proposal, null where it proposes nothing: every point of a part scaled alike, so that the order within a part stays a person's. */
export function proposedProfile({ parts, profileVersion }: Calibration, profile: IcpProfile): ProposedProfile | null {
  const factors = new Map<CalibratedPart, number>()
  for (const { part, today, proposed } of parts) if (proposed !== today && today > 0) factors.set(part, proposed / today)
  if (factors.size === 0) return null
  const by = (part: CalibratedPart) => {
    const factor = factors.get(part) ?? 1
    return (points: number): number => Math.min(100, Math.round(points * factor * 10) / 10)
  }
  const [title, size, industry, readiness, intent] = [by('title'), by('size'), by('industry'), by('readiness'), by('intent')]
  const whole: Partial<Record<CalibratedPart, unknown>> = {
    title: { rows: profile.title.rows.map((row) => ({ ...row, points: title(row.points) })), unknown: title(profile.title.unknown) },
    size: {
      bands: profile.size.bands.map((band) => ({ ...band, points: size(band.points) })),
      other: size(profile.size.other),
      unknown: size(profile.size.unknown),
    },
    industry: {
      tier1: { points: industry(profile.industry.tier1.points) },
      tier2: { points: industry(profile.industry.tier2.points) },
      other: industry(profile.industry.other),
      unknown: industry(profile.industry.unknown),
    },
    readiness: {
      technologies: { each: readiness(profile.readiness.technologies.each), max: readiness(profile.readiness.technologies.max) },
      verifiedEmail: readiness(profile.readiness.verifiedEmail),
      linkedinUrl: readiness(profile.readiness.linkedinUrl),
      location: readiness(profile.readiness.location),
    },
    intent: { max: intent(profile.intent.max) },
  }
  const patch = Object.fromEntries(Object.entries(whole).filter(([part]) => [...factors.keys()].some((one) => one === part)))
  const hash = createHash('sha256').update(JSON.stringify({ profileVersion, patch })).digest('hex')
  return { patch, hash }
}
