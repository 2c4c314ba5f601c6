import { type DragEvent, type ReactElement, useId, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Progress } from '../../ui/states.tsx'
import './import.css'
import { fileRefusal, type ImportKind, kinds, kindWords } from './import-words.ts'

const samples: { file: string; kind: ImportKind; words: string }[] = [
  { file: 'customers.csv', kind: 'CUSTOMERS', words: '80 customers' },
  { file: 'competitors.csv', kind: 'COMPETITORS', words: '25 competitors' },
  { file: 'suppression.csv', kind: 'SUPPRESSIONS', words: '65 suppressions' },
  { file: 'leads-5k.csv', kind: 'LEADS', words: '5,000 leads' },
]

export type Sending = { name: string; share: number } | null

/** A file to drop or to choose, what kind of list it is, and samples to try it with. */
export function FileStep({
  kind,
  onKind,
  sending,
  refusal,
  said,
  taken,
  onFile,
}: {
  kind: ImportKind
  onKind(kind: ImportKind): void
  sending: Sending
  /** Why nothing can be imported now; null when it can. */
  refusal: string | null
  said: string | null
  /** The file that lies on the page already: then choosing is no longer the next step. */
  taken: string | null
  onFile(file: File, kind: ImportKind): void
}): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  const noteId = useId()
  const [over, setOver] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const take = (file: File | undefined, as: ImportKind): void => {
    if (!file) return
    const no = refusal ?? fileRefusal(file)
    setWrong(no)
    if (!no) onFile(file, as)
  }
  const takeSample = async (file: string, as: ImportKind): Promise<void> => {
    const answer = await fetch(`/samples/${file}`).catch(() => null)
    // A missing file is answered with the page itself.
    if (!answer?.ok || !answer.headers.get('content-type')?.includes('csv')) return setWrong(`The sample ${file} could not be read.`)
    onKind(as)
    take(new File([await answer.blob()], file, { type: 'text/csv' }), as)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0], kind)
  }
  const problem = wrong ?? said
  return (
    <section className="card" aria-labelledby="file-title">
      <h2 id="file-title">File</h2>
      <div className="form-row">
        <Select<ImportKind>
          label="What is in it"
          value={kind}
          options={kinds.map((value) => ({ value, label: kindWords[value] }))}
          onChange={onKind}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button in it does the same */}
      <div
        className="drop-zone"
        data-over={over}
        data-small={taken !== null}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className="hidden-text"
          aria-label="File"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files?.[0], kind)
            event.target.value = ''
          }}
        />
        <p>{taken === null ? 'Drop a CSV here, or' : taken}</p>
        <Button
          tone={taken === null ? 'primary' : 'plain'}
          icon="import"
          refusal={refusal ?? (sending ? 'A file is on its way.' : null)}
          aria-describedby={taken === null ? noteId : undefined}
          onClick={() => input.current?.click()}
        >
          {taken === null ? 'Choose file' : 'Choose another file'}
        </Button>
        {taken === null && (
          <p id={noteId} className="muted sm">
            Up to 50 MB. Nothing is written before you have seen the preview.
          </p>
        )}
      </div>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {sending && <Progress label={`Sending ${sending.name}: ${Math.round(sending.share * 100)} %`} value={sending.share} of={1} />}
      {taken === null && (
        <div className="toolbar">
          <span className="muted sm">Or try it with a sample, lists first:</span>
          {samples.map((sample) => (
            <Button
              key={sample.file}
              size="dense"
              refusal={refusal ?? (sending ? 'A file is on its way.' : null)}
              onClick={() => void takeSample(sample.file, sample.kind)}
            >
              {sample.words}
            </Button>
          ))}
        </div>
      )}
    </section>
  )
}
