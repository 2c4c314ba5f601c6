import type { Writer } from '@swarm/db/write'
import { addExclusions } from '@swarm/jobs/suppression/add-exclusions'
import { addSuppressions } from '@swarm/jobs/suppression/add-suppressions'

/** Entries of each kind on each of the two lists; every tenth is about a lead that is there. */
const ofEachKind = 1_000

/** How the leads of a dataset are called by their numbers. */
type Names = { leads: number; email(nth: number): string; domain(nth: number): string; profile(nth: number): string }

/** 3,000 exclusions and 3,000 suppressions, put on the lists as a person's import does. */
export const lists =
  ({ leads, email, domain, profile }: Names) =>
  async (writer: Writer): Promise<void> => {
    const apart = Math.floor(leads / ofEachKind)
    // Each kind begins with another lead, so that none is named twice.
    const entries = <T>(first: number, entry: (email: string, domain: string, profile: string) => T): T[] =>
      Array.from({ length: ofEachKind }, (_, nth) => {
        const lead = first + nth * apart
        return nth % 10 === 0
          ? entry(email(lead), domain(lead), profile(lead))
          : entry(`listed${lead}@nobody${lead}.example`, `nobody${lead}.example`, `listed-${lead}`)
      })
    const person = (address: string) => ({ email: address, personKey: address })
    const customer = { kind: 'CUSTOMER', source: 'bench' } as const
    const asked = { reason: 'unsubscribed', source: 'bench' }
    await writer.transaction(async (tx) => {
      await addExclusions(tx, 'bench', [
        ...entries(0, (_, named) => ({ ...customer, domain: named })),
        ...entries(10, (address) => ({ ...customer, ...person(address) })),
        ...entries(20, (_, named) => ({ ...customer, name: `Listed ${named}` })),
      ])
      await addSuppressions(tx, 'bench', [
        ...entries(30, (_, named) => ({ ...asked, domain: named })),
        ...entries(40, (address) => ({ ...asked, ...person(address) })),
        ...entries(50, (_address, _domain, name) => ({
          ...asked,
          linkedinUrl: `https://www.linkedin.com/in/${name}`,
          linkedinKey: `in:${name}`,
        })),
      ])
    })
  }
