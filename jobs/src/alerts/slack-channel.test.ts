import { expect, test } from 'vitest'
import type { SlackMessage } from '../providers/slack.ts'
import type { Told } from './notice-words.ts'
import { slackChannel } from './slack-channel.ts'

test('what a lead is called makes no mention and no link in what a phone shows either', async () => {
  const posted: SlackMessage[] = []
  const slack = {
    post: async (message: SlackMessage) => void posted.push(message),
    close: async () => {},
  }
  const channel = slackChannel(slack, 'https://swarm.example')
  const told: Told[] = [
    {
      alertId: 'a',
      cause: 'reply:waiting',
      severity: 'WARNING',
      level: 1,
      message: 'Reply of <!channel> <https://evil.example|Ana> & Co',
      count: 1,
    },
  ]
  await channel.deliver({ messageId: 'm', recipient: 'webhook', told }, channel.wordsOf(told), () => true)
  expect(posted[0]?.text).toBe('WARNING: Reply of &lt;!channel&gt; &lt;https://evil.example|Ana&gt; &amp; Co')
})
