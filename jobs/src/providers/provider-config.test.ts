import { expect, test } from 'vitest'
import { z } from 'zod'
import { providerAccess, providerEnvironment } from './provider-config.ts'

const read = (values: Record<string, string>) => providerAccess(z.object(providerEnvironment).parse(values))

test('with an empty environment no provider is used (I16)', () => {
  expect(read({})).toMatchObject({
    apollo: null,
    instantly: null,
    clay: null,
    heyreach: null,
    ghl: null,
    resend: null,
    smtp: null,
    slack: null,
    twilio: null,
  })
})

test('a key is enough, and a base URL alone is not', () => {
  expect(read({ APOLLO_API_KEY: 'k', INSTANTLY_BASE_URL: 'http://127.0.0.1:1/x' })).toEqual({
    apollo: { apiKey: 'k', baseUrl: 'https://api.apollo.io/api/v1' },
    bettercontact: null,
    instantly: null,
    llm: null,
    zerobounce: null,
    clay: null,
    heyreach: null,
    ghl: null,
    resend: null,
    smtp: null,
    slack: null,
    twilio: null,
  })
  expect(read({ INSTANTLY_API_KEY: 'k', INSTANTLY_WEBHOOK_SECRET: 's' }).instantly).toEqual({
    apiKey: 'k',
    baseUrl: 'https://api.instantly.ai/api/v2',
    webhookSecret: 's',
  })
})

test('what is not a URL is refused', () => {
  expect(() => read({ APOLLO_BASE_URL: 'apollo' })).toThrow()
})
