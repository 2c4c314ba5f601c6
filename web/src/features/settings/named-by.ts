/** One thing as it is named: an address, a domain, or for suppressions a LinkedIn profile. */
export function namedBy(given: string): { email?: string; domain?: string; linkedinUrl?: string } {
  const name = given.trim()
  if (/linkedin\.com\//i.test(name)) return { linkedinUrl: name }
  return name.includes('@') ? { email: name } : { domain: name }
}
