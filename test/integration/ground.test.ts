import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../harness/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

test('a stop is set once, says who and why, and only an admin lifts it', async () => {
  const reviewer = await api.keyFor('review')
  const admin = await api.keyFor('admin', 'operate')
  const set = `mutation ($active: Boolean!) { setEmergencyStop(input: { active: $active, reason: "Bounce spike" }) {
    __typename ... on SetEmergencyStopSuccess { safety { emergencyStop reason by } } ... on ForbiddenError { code requiredScope } } }`
  expect((await api.ask(reviewer, set, { active: true })).data).toEqual({
    setEmergencyStop: { __typename: 'SetEmergencyStopSuccess', safety: { emergencyStop: true, reason: 'Bounce spike', by: 'review' } },
  })
  expect((await api.ask(reviewer, set, { active: false })).data).toEqual({
    setEmergencyStop: { __typename: 'ForbiddenError', code: 'FORBIDDEN', requiredScope: 'admin' },
  })
  expect((await api.ask(admin, set, { active: false })).data).toEqual({
    setEmergencyStop: { __typename: 'SetEmergencyStopSuccess', safety: { emergencyStop: false, reason: null, by: null } },
  })
})

test('the same clientMutationId answers the same; with another input it conflicts', async () => {
  const key = await api.keyFor('operate', 'admin')
  const set = (reason: string) =>
    api.ask(
      key,
      `mutation ($reason: String!) { setEmergencyStop(input: { active: true, reason: $reason, angle: "quick_win", clientMutationId: "one" }) { __typename ... on UserError { message } } }`,
      { reason },
    )
  const first = await set('Wrong audience')
  expect(await set('Wrong audience')).toEqual(first)
  expect((await set('Other')).data).toMatchObject({ setEmergencyStop: { __typename: 'ConflictError' } })
})
