import { isSameOrSubdomain } from '../identity/domain-name.ts'

/** Warm leads are written to from here, through GoHighLevel; cold mail never leaves from it or from below it (dispatch.md, Ceilings). */
const nurtureDomain = 'chiefai.ai'

/** Whether cold mail may not leave from a canonical domain, whichever platform carries it. */
export function isNurtureDomain(domain: string): boolean {
  return isSameOrSubdomain(domain, nurtureDomain)
}
