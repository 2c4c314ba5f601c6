import { expect, test } from 'vitest'
import { startProduct } from '../../simulate/product.ts'
import { simulate } from '../../simulate/simulate.ts'

test('three days of the whole product: found, reviewed, sent, heard of, and everything that must hold held', async () => {
  const product = await startProduct(7, 2_000)
  try {
    const lines: string[] = []
    const { findings, last } = await simulate(product, { seed: 7, leads: 30, days: 3 }, (line) => lines.push(line))
    expect(findings, lines.join('\n')).toEqual([])
    expect(product.errors()).toEqual([])
    // Sunday, Monday and a Tuesday of the ramp.
    expect({ leads: last.leads >= 30, emails: last.emails, enrolled: last.enrolled, unknown: last.unknown }, lines.join('\n')).toEqual({
      leads: true,
      emails: 5,
      enrolled: 5,
      unknown: 0,
    })
    // It went through the queues and the inbox; that each mail had left was told five times.
    expect(last.jobs).toBeGreaterThan(0)
    expect(last.webhooks, lines.join('\n')).toBeGreaterThanOrEqual(5)
  } finally {
    await product.stop()
  }
}, 240_000)
