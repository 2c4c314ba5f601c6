import { ProviderError } from '../providers/http/provider-error.ts'
import type { Slack } from '../providers/slack.ts'
import { deliveryOf, type NoticeChannel } from './notice-channel.ts'
import { escapeSlack, headline, slackSections } from './notice-words.ts'

/** Level 1: the channel that the webhook belongs to. Without a key people hear nothing this way. */
export function slackChannel(slack: Slack | null, publicUrl: string): NoticeChannel {
  return {
    name: 'SLACK',
    fromLevel: 1,
    // The address is a secret, and there is only one.
    recipients: ['webhook'],
    problem: slack === null ? 'Slack has no key (SLACK_API_KEY).' : null,
    wordsOf: headline,
    async deliver({ told }, words, beforeWrite) {
      if (slack === null) throw new Error('a channel without its provider was asked to deliver')
      try {
        // What a phone shows is read for mentions and links too.
        await slack.post({ text: escapeSlack(words), sections: slackSections(told, publicUrl) }, beforeWrite)
        return { is: 'SENT', providerId: null, lookAgainMs: null }
      } catch (error) {
        // The one 500 that is documented as Slack's own fault, to be tried again (slack.md, Errors).
        if (error instanceof ProviderError && error.status === 500 && error.excerpt?.trim() === 'rollup_error')
          return { is: 'NOT_SENT', code: 'ROLLUP_ERROR', problem: 'Slack had a fault of its own.', waitMs: null }
        return deliveryOf(error, null)
      }
    },
    // A webhook answers no id and can't be read.
    look: null,
  }
}
