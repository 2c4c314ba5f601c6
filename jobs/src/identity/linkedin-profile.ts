import { isPlaceholder, withoutInvisible } from './invisible-text.ts'

/** Where the profile link comes from. Only `public` and a member id lead to a page that every platform understands. */
export type LinkedinKind = 'public' | 'member' | 'sales_nav' | 'recruiter'

/** One person at LinkedIn. Providers spell the same person differently: compare keys only. */
export type LinkedinProfile = {
  /** `in:<decoded lower-case slug>` or `urn:<id, case kept>`. */
  key: string
  /** What is sent to providers: https, www, no trailing slash, no query. */
  url: string
  kind: LinkedinKind
  /** True for Sales Navigator and recruiter ids: no public slug without a look-up. */
  needsLookup: boolean
}

export type LinkedinRefusalCode =
  | 'EMPTY'
  | 'NOT_LINKEDIN'
  | 'COMPANY_PAGE'
  | 'NOT_A_PROFILE'
  | 'LEGACY_URL'
  | 'SHORT_LINK'
  | 'EMPTY_SLUG'
  | 'INVALID_SLUG'
  | 'OTHER_SERVICE'

export type LinkedinResult = { ok: true; profile: LinkedinProfile } | { ok: false; code: LinkedinRefusalCode; message: string }

const MESSAGES: Record<LinkedinRefusalCode, string> = {
  EMPTY: 'There is no LinkedIn URL.',
  NOT_LINKEDIN: 'The link does not lead to linkedin.com.',
  COMPANY_PAGE: 'The link is a company page, not a person.',
  NOT_A_PROFILE: 'The link is not a personal profile.',
  LEGACY_URL: 'The link has an old form that must be looked up first.',
  SHORT_LINK: 'Short links are not followed.',
  EMPTY_SLUG: 'The link names no profile.',
  INVALID_SLUG: 'The profile name in the link is not valid.',
  OTHER_SERVICE: 'linkedin.cn was a separate service; the link is not merged with a profile.',
}

function refused(code: LinkedinRefusalCode): LinkedinResult {
  return { ok: false, code, message: MESSAGES[code] }
}

/** Member ids are case-sensitive; everything else in a slug is not (providers/linkedin-urls-and-limits.md, section 1). */
const MEMBER_ID = /^AC[ow]AA[A-Za-z0-9_-]+$/
const SLUG = /^[^\p{Cc}\s/?#<>"\\]{1,100}$/u
/** Ids of Sales Navigator and Recruiter: base64url. */
const SURFACE_ID = /^[A-Za-z0-9_-]{4,100}$/
/** Longer than any link that browsers keep; bounds the work on hostile input. */
const MAX_LINK_LENGTH = 2048
/** `/in/me` is what everybody sees as their own profile. */
const SELF = new Set(['me', 'edit', 'unavailable'])

/** Undoes percent-encoding, twice at most; null when it is broken or hides something that is no slug. */
function decodedSlug(raw: string): string | null {
  try {
    const once = decodeURIComponent(raw)
    const twice = /%[0-9a-f]{2}/i.test(once) ? decodeURIComponent(once) : once
    // Punctuation at the ends belongs to the sentence around the link; inside, old slugs have dots.
    const composed = withoutInvisible(twice)
      .normalize('NFC')
      .replace(/^[^\p{L}\p{N}\p{M}\p{S}_%\s\p{Cc}/?#-]+|[^\p{L}\p{N}\p{M}\p{S}_%\s\p{Cc}/?#-]+$/gu, '')
    return SLUG.test(composed) ? composed : null
  } catch {
    return null
  }
}

function publicProfile(raw: string): LinkedinResult {
  if (raw === '') return refused('EMPTY_SLUG')
  const slug = decodedSlug(raw)
  if (slug === null) return refused('INVALID_SLUG')
  if (MEMBER_ID.test(slug)) {
    return { ok: true, profile: { key: `urn:${slug}`, url: `https://www.linkedin.com/in/${slug}`, kind: 'member', needsLookup: false } }
  }
  const lower = slug.toLowerCase().normalize('NFC')
  if (SELF.has(lower) || isPlaceholder(lower)) return refused('EMPTY_SLUG')
  // A lone surrogate can't be encoded; a percent sign that survives two decodings would be read as another slug the next time.
  if (!lower.isWellFormed() || lower.includes('%') || [...lower].length > 100) return refused('INVALID_SLUG')
  const url = `https://www.linkedin.com/in/${encodeURIComponent(lower)}`
  return { ok: true, profile: { key: `in:${lower}`, url, kind: 'public', needsLookup: false } }
}

function surfaceProfile(segment: string, kind: 'sales_nav' | 'recruiter', path: string): LinkedinResult {
  const id = decodedSlug(segment)?.split(',')[0] ?? ''
  if (id === '') return refused('EMPTY_SLUG')
  if (!SURFACE_ID.test(id)) return refused('INVALID_SLUG')
  return { ok: true, profile: { key: `urn:${id}`, url: `https://www.linkedin.com${path}${id}`, kind, needsLookup: true } }
}

/** Links that only wrap another one, by the parameter that holds it. */
const WRAPPERS: readonly { host: RegExp; path: RegExp; parameter: string }[] = [
  { host: /^(?:www\.)?google\.[a-z.]{2,6}$/, path: /^\/url$/, parameter: 'q' },
  { host: /^(?:www\.)?google\.[a-z.]{2,6}$/, path: /^\/url$/, parameter: 'url' },
  { host: /\.safelinks\.protection\.outlook\.com$/, path: /^\//, parameter: 'url' },
  { host: /^(?:[a-z-]+\.)?linkedin\.com$/, path: /^\/(?:redir\/redirect|safety\/go)\/?$/, parameter: 'url' },
]

function unwrapped(url: URL): string | null {
  for (const { host, path, parameter } of WRAPPERS) {
    const inner = host.test(url.hostname) && path.test(url.pathname) ? url.searchParams.get(parameter) : null
    if (inner) return inner
  }
  return null
}

/** The first link of a cell, without quotes and punctuation around it, with a scheme. */
function firstUrl(text: string): string {
  const first = text.split(/[\s,;|]+(?=https?:|www\.|linkedin\.com|$)|\s+/i).find((part) => part !== '') ?? ''
  const bare = first.replace(/^["'“”‘’<([]+|["'“”‘’>)\].,;]+$/gu, '')
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(bare)) return bare
  return `https://${bare.replace(/^\/\//, '')}`
}

/**
 * Reads a LinkedIn link into its canonical person. With `bareSlug` (a field that is explicitly for LinkedIn) also `mara-quill`, `@mara-quill`
 * and `in/mara-quill`. Hosts are compared as parsed, so look-alikes and user names in front of an @ are refused. Nothing is fetched.
 */
export function parseLinkedinProfile(text: string, options: { bareSlug: boolean } = { bareSlug: false }): LinkedinResult {
  return parse(withoutInvisible(text).trim(), options.bareSlug, 0)
}

function parse(text: string, bareSlug: boolean, unwrappedTimes: number): LinkedinResult {
  if (text.length > MAX_LINK_LENGTH) return refused('NOT_LINKEDIN')
  if (isPlaceholder(text) || /^https?:\/*$/i.test(text)) return refused('EMPTY')
  if (bareSlug) {
    const slug = /^(?:\/?in\/|@)?([^\s/.:@]+)\/?$/iu.exec(text)?.[1]
    if (slug !== undefined) return publicProfile(slug)
  }
  let url: URL
  try {
    url = new URL(firstUrl(text))
  } catch {
    return refused('NOT_LINKEDIN')
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return refused('NOT_LINKEDIN')
  const inner = unwrappedTimes < 2 ? unwrapped(url) : null
  if (inner !== null) return parse(withoutInvisible(inner).trim(), false, unwrappedTimes + 1)
  if (url.hostname === 'lnkd.in' || url.hostname.endsWith('.lnkd.in')) return refused('SHORT_LINK')
  if (url.hostname === 'linkedin.cn' || url.hostname.endsWith('.linkedin.cn')) return refused('OTHER_SERVICE')
  if (url.hostname !== 'linkedin.com' && !url.hostname.endsWith('.linkedin.com')) return refused('NOT_LINKEDIN')
  return fromPath(url.pathname)
}

function fromPath(pathname: string): LinkedinResult {
  // Doubled slashes are common in pasted links; an empty third segment is an empty slug.
  const [first = '', second = '', third = ''] = pathname
    .replace(/\/{2,}/g, '/')
    .slice(1)
    .split('/')
  switch (first.toLowerCase()) {
    case 'in':
      return publicProfile(second)
    case 'sales':
      if (/^(?:lead|people)$/i.test(second)) return surfaceProfile(third, 'sales_nav', '/sales/lead/')
      return refused(/^company$/i.test(second) ? 'COMPANY_PAGE' : 'NOT_A_PROFILE')
    case 'talent':
    case 'recruiter':
      return /^profile$/i.test(second) ? surfaceProfile(third, 'recruiter', '/talent/profile/') : refused('NOT_A_PROFILE')
    case 'pub':
    case 'profile':
      // `/pub/a-b/1a/2b3/4c5` is said to lead to `/in/a-b-4c52b31a`; not relied on: a wrong guess would be another person.
      return refused('LEGACY_URL')
    case 'company':
    case 'school':
    case 'showcase':
    case 'company-beta':
      return refused('COMPANY_PAGE')
    default:
      return refused('NOT_A_PROFILE')
  }
}
