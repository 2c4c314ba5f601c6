import { untilGranted } from '@swarm/db/until-granted'
import { expect, test } from 'vitest'

const refusal = (code: string): Error => new Error('refused', { cause: Object.assign(new Error('by PostgreSQL'), { code }) })

test.each(['40P01', '55P03'])('what others kept from its locks (%s) is done again', async (code) => {
  let tries = 0
  const work = async () => {
    tries += 1
    if (tries < 3) throw refusal(code)
    return 'done'
  }
  expect(await untilGranted(work, () => 0)).toBe('done')
  expect(tries).toBe(3)
})

test('any other fault is told at once, and this one after so many tries', async () => {
  let tries = 0
  const failing = (code: string) =>
    untilGranted(
      async () => {
        tries += 1
        throw refusal(code)
      },
      () => 0,
    )
  await expect(failing('42P01')).rejects.toThrow('refused')
  expect(tries).toBe(1)
  tries = 0
  await expect(failing('40P01')).rejects.toThrow('refused')
  expect(tries).toBe(120)
})
