import { type Campaign, mailTemplate, mailVariables } from '../../providers/instantly/campaigns.ts'
import type { NewPlatformLead, PlatformLead } from '../../providers/instantly/leads.ts'
import type { PlatformWindow } from './platform-window.ts'
import type { PlannedSend } from './queries.ts'

type Wanted = Pick<PlannedSend, 'id' | 'address' | 'subject' | 'html'>

/** How a draft at the platform differs from what was approved: it may be handed over only when all three are empty. */
export type DraftDifference<Send extends Wanted> = {
  missing: Send[]
  /** Somebody who isn't wanted in it (any more), somebody twice, or our recipient with other words. */
  surplus: PlatformLead[]
}

/** What the platform's templates are filled from. The key of the send travels along, so that a lead there names its send here. */
export function platformLead(send: Wanted): NewPlatformLead {
  const variables = { [mailVariables.subject]: send.subject, [mailVariables.body]: send.html, [mailVariables.attemptKey]: send.id }
  return { email: send.address, firstName: null, lastName: null, companyName: null, variables }
}

/** Compares by address and, to the character, by the words that the platform would send. */
export function draftDifference<Send extends Wanted>(wanted: readonly Send[], held: readonly PlatformLead[]): DraftDifference<Send> {
  const open = new Map(wanted.map((send) => [send.address.toLowerCase(), send]))
  const surplus: PlatformLead[] = []
  for (const lead of held) {
    const send = open.get(lead.email.trim().toLowerCase())
    if (send !== undefined && lead.status === 'ACTIVE' && hasWordsOf(lead, send)) open.delete(send.address.toLowerCase())
    else surplus.push(lead)
  }
  return { missing: [...open.values()], surplus }
}

function hasWordsOf(lead: PlatformLead, send: Wanted): boolean {
  return Object.entries(platformLead(send).variables).every(([name, value]) => lead.variables[name] === value)
}

/** A text without the blocks and breaks that an editor of HTML puts around it: they add no word, no picture and no link. */
const bare = (html: string): string => html.replaceAll(/<\/?(?:div|p)>|<br ?\/?>/gi, '').trim()

/** What of a draft itself is not as we made it: it sends from one account, one mail that is all ours, in its window of one day. */
export function changedIn({ accounts, mails, startOn, endOn, windows }: Campaign, account: string, window: PlatformWindow): string[] {
  const [mail, ...moreMails] = mails
  const [hours, ...moreHours] = windows
  const isSender = accounts.length === 1 && accounts[0]?.trim().toLowerCase() === account.toLowerCase()
  const isText = moreMails.length === 0 && mail?.subject.trim() === mailTemplate.subject && bare(mail.body) === mailTemplate.body
  const isDay = [startOn, endOn].every((day) => day?.slice(0, 10) === window.day)
  const isHours = moreHours.length === 0 && hours?.zone === window.zone && hours.from === window.from && hours.to === window.to
  return [...(isSender ? [] : ['sender']), ...(isText ? [] : ['text']), ...(isDay && isHours ? [] : ['schedule'])]
}
