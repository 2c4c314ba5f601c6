import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf, refusedWords } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { runSourcesQuery, startRun } from './run-documents.ts'
import { sourceWords } from './run-words.ts'

/** The choice that is named by the person: a company. */
const company = 'company'

/** Starts a run over new leads, an import, or a search by Apollo. */
export function StartRun({ from, onStarted }: { from: string; onStarted(id: string): void }): ReactElement {
  const [{ data: known }] = useQuery({ query: runSourcesQuery, requestPolicy: 'cache-and-network' })
  const [chosen, setChosen] = useState(from)
  const [domain, setDomain] = useState('')
  const source = chosen === company ? domain : chosen
  const [limit, setLimit] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(startRun)
  const mayRun = useScope('operate')
  const { state } = useStore(connectionStore)
  const count = Number(limit)
  const limitError = limit !== '' && !(Number.isInteger(count) && count > 0) ? 'A whole number above 0, or nothing.' : null
  const refusal = !mayRun
    ? 'Starting a run needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a run can be started when it is back.'
      : fetching
        ? 'Already starting.'
        : source.trim() === ''
          ? 'Say which company first.'
          : limitError

  const offered = known?.runSources.map(({ source: value, label }) => ({ value, label })) ?? []
  const options = [
    // What the address names may be an older import, or a list that is gone.
    ...(from === company || offered.some(({ value }) => value === from) ? [] : [{ value: from, label: sourceWords(from) }]),
    ...offered,
    { value: company, label: 'One company' },
  ]

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    setSaid(null)
    const { data, error } = await run({
      input: { source: source.trim(), ...(limit === '' ? {} : { limit: count }), clientMutationId: newId() },
    })
    const result = data?.runPipeline
    if (result?.__typename === 'RunPipelineSuccess') {
      announce('The run has started.')
      onStarted(result.run.id)
      return
    }
    const why = refusedOf(result, 'RunPipelineSuccess', error)
    const words = `Not started. ${why && refusedWords(why)}`
    setSaid(words)
    announce(words, 'assertive')
  }
  return (
    <form className="card" aria-labelledby="start-title" onSubmit={submit}>
      <h2 id="start-title">Start a run</h2>
      <Select label="Leads from" value={chosen} options={options} onChange={setChosen} />
      {chosen === company && (
        <TextField
          label="The company"
          value={domain}
          hint="Its domain, such as acme.com, or the name that it has here."
          onChange={(event) => setDomain(event.target.value)}
        />
      )}
      {said && (
        <p className="field-error" role="alert">
          {said}
        </p>
      )}
      <TextField
        label="At most this many leads"
        inputMode="numeric"
        placeholder="No limit"
        value={limit}
        onChange={(event) => setLimit(event.target.value.trim())}
        error={limitError}
      />
      <div>
        <Button type="submit" tone="primary" refusal={refusal}>
          {fetching ? 'Starting…' : 'Start run'}
        </Button>
      </div>
    </form>
  )
}
