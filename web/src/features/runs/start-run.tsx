import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { newId } from '../../lib/new-id.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { useScope } from '../shell/shell-data.ts'
import { startRun } from './run-documents.ts'

/** Starts a run over new leads, an import, or a search by Apollo. */
export function StartRun({ from, onStarted }: { from: string; onStarted(id: string): void }): ReactElement {
  const [source, setSource] = useState(from)
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
          ? 'Say where the leads come from first.'
          : limitError

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
    const reasons = result?.__typename === 'RefusedError' ? result.reasons.map((reason) => reason.message).join(' ') : ''
    const words = reasons || (result && 'message' in result ? result.message : error ? faultOf(error).message : 'No answer came.')
    setSaid(`Not started. ${words}`)
    announce(`Not started. ${words}`, 'assertive')
  }
  return (
    <form className="card" aria-labelledby="start-title" onSubmit={submit}>
      <h2 id="start-title">Start a run</h2>
      <TextField
        label="Source"
        list="run-sources"
        value={source}
        onChange={(event) => setSource(event.target.value)}
        hint="new: leads that no run has taken yet; default: the usual search; or an industry, a company’s domain, import:<id>"
        error={said}
      />
      <datalist id="run-sources">
        <option value="new">Leads that no run has taken yet</option>
        <option value="default">The usual search in Apollo</option>
      </datalist>
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
