import { describe, expect, test } from 'vitest'
import { nextStep } from './next-step.ts'

const at = (time: string): Date => new Date(`2026-11-24T${time}Z`)
const start = { now: at('08:00:00'), target: at('18:00:00'), ours: null, theirs: null, lookedAt: at('08:00:00') }

describe('the next step of the clock', () => {
  test.each([
    ['nothing due', {}, '18:00:00', true],
    ['something of ours', { ours: at('09:30:00') }, '09:31:00', true],
    ['something of the sandbox', { theirs: at('09:30:00') }, '09:31:00', false],
    ['ours first', { ours: at('09:30:00'), theirs: at('11:00:00') }, '09:31:00', true],
    // Passing by something of ours without a sweep would leave it to the next due instant, hours later.
    ['ours just after the sandbox', { ours: at('09:30:20'), theirs: at('09:30:00') }, '09:31:00', true],
    ['ours a minute and more after the sandbox', { ours: at('09:31:01'), theirs: at('09:30:00') }, '09:31:00', false],
    ['neither before it arrives', { ours: at('19:00:00'), theirs: at('20:00:00') }, '18:00:00', true],
    ['the sandbox where it arrives', { target: at('09:31:00'), theirs: at('09:30:30') }, '09:31:00', true],
  ])('%s', (_, given, to, isSweeping) => {
    expect(nextStep({ ...start, ...given })).toEqual({ to: at(to), isSweeping, isLookout: false })
  })

  test('never goes further than twelve hours, and looks at everything then', () => {
    const step = nextStep({ ...start, target: new Date('2026-11-27T08:00:00Z') })
    expect(step).toEqual({ to: at('20:00:00'), isSweeping: true, isLookout: true })
  })

  test('looks at everything after twelve hours of small steps, also where only the sandbox has something to do', () => {
    const late = { now: at('17:00:00'), lookedAt: at('05:00:00'), theirs: at('17:10:00') }
    expect(nextStep({ ...start, ...late })).toEqual({ to: at('17:11:00'), isSweeping: true, isLookout: true })
  })
})
