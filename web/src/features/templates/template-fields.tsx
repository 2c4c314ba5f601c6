import type { ReactElement } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { ChoiceBoxes } from './choice-boxes.tsx'
import type { Placeholder } from './template-documents.ts'
import type { TemplateText } from './template-text.ts'

const mostOpeners = 8
const tiers = [1, 2, 3].map((tier) => ({ value: `TIER_${tier}`, label: `Tier ${tier}` }))

/** The kinds of evidence, as the words that stand for the lead name them. */
function evidenceKinds(placeholders: readonly Placeholder[]): { value: string; label: string }[] {
  const kinds = new Set(placeholders.map(({ from }) => from))
  return [...kinds]
    .filter((kind) => kind !== 'organisation' && kind !== 'greeting')
    .map((kind) => ({
      value: kind,
      label: kind.charAt(0).toUpperCase() + kind.slice(1),
    }))
}

/** The words of a text, each in its own field, and who may get it. */
export function TemplateFields({
  text,
  isEmail,
  hasTopic,
  placeholders,
  onChange,
}: {
  text: TemplateText
  isEmail: boolean
  hasTopic: boolean
  placeholders: readonly Placeholder[]
  onChange(text: TemplateText): void
}): ReactElement {
  const { openers } = text
  const setOpeners = (next: readonly string[]): void => onChange({ ...text, openers: next })
  const moved = (from: number, to: number): string[] => {
    const rest = openers.filter((_, place) => place !== from)
    return [...rest.slice(0, to), openers[from] ?? '', ...rest.slice(to)]
  }
  return (
    <>
      {isEmail && (
        <>
          <TextField
            label="Subject A"
            value={text.subjectA}
            maxLength={120}
            hint="Names something of the lead or company."
            onChange={(event) => onChange({ ...text, subjectA: event.target.value })}
          />
          <TextField
            label="Subject B"
            value={text.subjectB}
            maxLength={120}
            hint={text.subjectB === '' ? 'Empty: everybody gets subject A, and drafts say so.' : 'Half of the leads get it.'}
            onChange={(event) => onChange({ ...text, subjectB: event.target.value })}
          />
        </>
      )}
      <fieldset className="openers">
        <legend>Openers</legend>
        <p className="muted sm">Best first: a lead gets the first one whose words are known and that was not rejected for it.</p>
        {openers.map((opener, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: openers have no name of their own; their place is what they are known by
          <div key={place} className="opener">
            <TextArea
              label={`Opener ${place + 1}`}
              value={opener}
              maxLength={400}
              rows={2}
              onChange={(event) => setOpeners(openers.map((one, at) => (at === place ? event.target.value : one)))}
            />
            {place > 0 && (
              <Button size="dense" onClick={() => setOpeners(moved(place, place - 1))}>
                Move up<span className="hidden-text"> opener {place + 1}</span>
              </Button>
            )}
            {openers.length > 1 && (
              <IconButton
                icon="close"
                label={`Remove opener ${place + 1}`}
                onClick={() => setOpeners(openers.filter((_, at) => at !== place))}
              />
            )}
          </div>
        ))}
        <div>
          <Button
            size="dense"
            refusal={openers.length >= mostOpeners ? `A text has at most ${mostOpeners} openers.` : null}
            onClick={() => setOpeners([...openers, ''])}
          >
            Add opener
          </Button>
        </div>
      </fieldset>
      <TextArea
        label="Body"
        value={text.body}
        maxLength={6000}
        rows={12}
        hint="Paragraphs and “- ” lists. {opener} stands where the opener goes, once."
        onChange={(event) => onChange({ ...text, body: event.target.value })}
      />
      <TextArea
        label="Sign-off"
        value={text.signOff}
        maxLength={200}
        rows={2}
        onChange={(event) => onChange({ ...text, signOff: event.target.value })}
      />
      {hasTopic && (
        <TextField
          label="Topic"
          value={text.topic}
          maxLength={80}
          hint="How a later text refers to this one, after “about”."
          onChange={(event) => onChange({ ...text, topic: event.target.value })}
        />
      )}
      <ChoiceBoxes
        legend="Who may get it"
        hint={text.tiers.length === 0 ? 'Nobody: choose at least one.' : 'An angle of a tier stands to choose for its leads.'}
        options={tiers}
        chosen={text.tiers}
        onChange={(chosen) => onChange({ ...text, tiers: chosen })}
      />
      <ChoiceBoxes
        legend="Needs evidence of"
        hint="A lead of whom none of that kind is known gets another text."
        options={evidenceKinds(placeholders)}
        chosen={text.requires}
        onChange={(chosen) => onChange({ ...text, requires: chosen })}
      />
      <details className="placeholders">
        <summary>Words that stand for the lead</summary>
        <dl className="pairs">
          {placeholders.map(({ name, from, example }) => (
            <div key={name}>
              <dt>
                <code>{`{${name}}`}</code>
              </dt>
              <dd>
                {example} <span className="muted">({from})</span>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}
