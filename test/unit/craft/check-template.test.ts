import { checkTemplate, type TemplateCheckName } from '@swarm/jobs/craft/check-template'
import { DEFAULT_ORGANISATION, SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { SHIPPED_TEMPLATES, shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import type { TemplateDocument } from '@swarm/jobs/craft/template'
import { quickWin } from '@swarm/jobs/craft/templates/quick-win'
import { DEFAULT_GUARDS } from '@swarm/jobs/guard/guard-settings'
import { DEFAULT_WORDINGS } from '@swarm/jobs/guard/wordings'
import { expect, it } from 'vitest'

const check = (document: TemplateDocument, organisation = DEFAULT_ORGANISATION) =>
  checkTemplate(document, { organisation, guards: DEFAULT_GUARDS, wordings: DEFAULT_WORDINGS }, shippedTemplates())
/** The text with other words; they must stand in it, or the test would say nothing. */
function changed(before: string, after: string): string {
  expect(quickWin.body).toContain(before)
  return quickWin.body.replace(before, after)
}
const failed = (over: Partial<TemplateDocument>): TemplateCheckName[] =>
  check({ ...quickWin, ...over }).checks.flatMap(({ name, passed }) => (passed ? [] : [name]))

it.each(SHIPPED_TEMPLATES.map((document) => [document.angle, document] as const))(
  '%s passes every check that a sign-off asks for',
  (_, document) => {
    for (const organisation of [DEFAULT_ORGANISATION, SANDBOX_ORGANISATION]) {
      const { checks } = check(document, organisation)
      expect(checks.filter(({ passed }) => !passed)).toEqual([])
    }
  },
)

it.each<[string, Partial<TemplateDocument>, TemplateCheckName[]]>([
  ['an unknown placeholder', { body: '{greeting}\n\n{opener} {firstNmae}' }, ['form']],
  ['a subject that fits anybody', { subjectA: 'A short audit' }, ['form']],
  ['a subject that no name fits', { subjectA: `${'A short audit of AI '.repeat(3)}for {companyName}`, subjectB: null }, ['subjects']],
  ['a fake thread', { subjectA: 'Re: {companyName}' }, ['compliance']],
  ['two asks', { body: `${quickWin.body}\n\nOr shall we talk at {bookingLink}` }, ['compliance']],
  ['no ask', { body: changed('\n\nWhich task would you want looked at first?', '') }, ['compliance']],
  ['too few words', { body: '{greeting}\n\n{opener}\n\nShall we?' }, ['length']],
  ['a banned opener', { openers: ['I hope this email finds you well at {companyName}.'] }, ['guards']],
  ['a fact that nothing stands behind', { body: changed('I do a short audit', 'Your team grew by 40%. I do a short audit') }, ['guards']],
  ['words that filters know', { body: changed('a short audit', 'a risk-free audit') }, ['spam_words']],
  ['the same opener twice', { openers: [...quickWin.openers, quickWin.openers[0] ?? ''] }, ['openers']],
])('%s is refused', (_, over, names) => expect(failed(over)).toEqual(expect.arrayContaining(names)))

it('is refused where its words are those of another text', () => {
  const twin = check({ ...quickWin, angle: 'quick_twin' }).checks.find(({ name }) => name === 'own_words')
  expect(twin).toMatchObject({ passed: false, messages: [expect.stringContaining('quick_win')] })
})

it('may have one subject', () => expect(failed({ subjectB: null })).toEqual([]))
