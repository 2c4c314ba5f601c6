import { parseLinkedinProfile } from '../../../identity/linkedin-profile.ts'

/**
 * The URL that HeyReach takes for one of our LinkedIn keys; null where there is none without a look-up: a Sales Navigator or Recruiter id
 * leads to no profile page.
 */
export function profileUrlOf(key: string): string | null {
  const slug = key.startsWith('in:') ? encodeURIComponent(key.slice(3)) : key.startsWith('urn:') ? key.slice(4) : ''
  const parsed = parseLinkedinProfile(`https://www.linkedin.com/in/${slug}`)
  // Read back: whatever would come out as somebody else is nobody.
  return slug !== '' && parsed.ok && parsed.profile.key === key && !key.startsWith('urn:ACw') ? parsed.profile.url : null
}

/** Whether HeyReach's spelling of a profile is this person. */
export function isProfileOf(key: string, profileUrl: string): boolean {
  const parsed = parseLinkedinProfile(profileUrl)
  return parsed.ok && parsed.profile.key === key
}
