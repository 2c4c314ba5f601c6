import type { ResultOf } from 'gql.tada'
import { type ReactElement, useRef, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link, useSearchParams } from 'wouter'
import { ExportButton } from '../features/export/export-button.tsx'
import { FileStep, type Sending } from '../features/import/file-step.tsx'
import { importsQuery, startImport } from '../features/import/import-documents.ts'
import { ImportResult } from '../features/import/import-result.tsx'
import { type ImportKind, importSentence } from '../features/import/import-words.ts'
import { MappingTable } from '../features/import/mapping-table.tsx'
import { PreviewStep } from '../features/import/preview-step.tsx'
import { uploadFile } from '../features/import/upload-file.ts'
import { connectionStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { newId } from '../lib/new-id.ts'
import { refusedOf, refusedWords } from '../lib/refused.ts'
import { useScope } from '../lib/scope.ts'
import { useStore } from '../lib/store.ts'
import { announce } from '../ui/announcer.tsx'
import { Bidi } from '../ui/bidi.tsx'
import { Button } from '../ui/button.tsx'
import { Verdict } from '../ui/chip.tsx'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'

type Answer = NonNullable<ResultOf<typeof startImport>['importLeads']>
export type Preview = Extract<Answer, { __typename: 'ImportLeadsSuccess' }>['import']
type Taken = { upload: string; name: string; kind: ImportKind }

/** A file becomes leads, or a list of whom not to write to: drop it, correct the columns, look at the preview, import, see what became of each row. */
export function ImportPage(): ReactElement {
  const [address, setAddress] = useSearchParams()
  const [kind, setKind] = useState<ImportKind>('LEADS')
  const [sending, setSending] = useState<Sending>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [mapping, setMapping] = useState<Readonly<Record<string, string | null>>>({})
  const [preview, setPreview] = useState<Preview | null>(null)
  const [{ fetching }, run] = useMutation(startImport)
  /** True while the preview is not of what would be imported. */
  const [isStale, setStale] = useState(false)
  const turn = useRef(0)
  const mayImport = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayImport
    ? 'Importing needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a file can be sent when it is back.'
      : null
  const id = address.get('import')

  const ask = async (file: Taken, corrected: Readonly<Record<string, string | null>>, dryRun: boolean): Promise<Preview | null> => {
    const input = {
      upload: file.upload,
      fileName: file.name,
      kind: file.kind,
      dryRun,
      ...(Object.keys(corrected).length > 0 ? { mapping: corrected } : {}),
      ...(dryRun ? {} : { clientMutationId: newId() }),
    }
    const { data, error } = await run({ input, preview: dryRun })
    const result = data?.importLeads
    if (result?.__typename === 'ImportLeadsSuccess') return result.import
    const why = refusedOf(result, 'ImportLeadsSuccess', error)
    const words = why && refusedWords(why)
    setSaid(words)
    announce(words ?? '', 'assertive')
    return null
  }
  const look = async (file: Taken, corrected: Readonly<Record<string, string | null>>): Promise<void> => {
    const mine = ++turn.current
    setSaid(null)
    setStale(true)
    const seen = await ask(file, corrected, true)
    if (mine !== turn.current || !seen) return
    setPreview(seen)
    setStale(false)
    announce(`Preview: ${importSentence(seen)}`)
  }
  const take = async (file: File, as: ImportKind): Promise<void> => {
    setPreview(null)
    setMapping({})
    setSaid(null)
    setSending({ name: file.name, share: 0 })
    const upload = await uploadFile(file, (share) => setSending({ name: file.name, share }))
    setSending(null)
    if (!upload.ok) {
      setSaid(upload.message)
      announce(upload.message, 'assertive')
      return
    }
    const next = { upload: upload.upload, name: file.name, kind: as }
    setTaken(next)
    await look(next, {})
  }
  const start = async (): Promise<void> => {
    if (!taken) return
    const started = await ask(taken, mapping, false)
    if (!started) return
    setPreview(null)
    setTaken(null)
    setAddress({ import: started.id })
    announce('The import has started.')
  }
  if (id !== null) {
    return (
      <div className="sheet">
        <ImportResult key={id} id={id} onAgain={() => setAddress({})} />
      </div>
    )
  }
  return (
    <div className="sheet">
      <FileStep
        kind={kind}
        onKind={(next) => {
          setKind(next)
          if (!taken) return
          const again = { ...taken, kind: next }
          setTaken(again)
          setMapping({})
          void look(again, {})
        }}
        sending={sending}
        refusal={refusal}
        said={said}
        taken={taken?.name ?? null}
        onFile={(file, as) => void take(file, as)}
      />
      {taken && !preview && fetching && (
        <div role="status" aria-label="Reading the file" className="stack">
          <Skeleton height={120} />
          <Skeleton height={240} />
        </div>
      )}
      {taken && preview && (
        <>
          {isStale && !fetching && (
            <div>
              <Button onClick={() => void look(taken, mapping)}>Preview again</Button>
            </div>
          )}
          <PreviewStep
            preview={preview}
            busy={fetching}
            refusal={refusal ?? (isStale ? 'What was changed has no preview yet: nothing is imported unseen.' : null)}
            onImport={() => void start()}
          />
          <MappingTable
            columns={preview.columns.map((column) => ({
              ...column,
              field: column.header in mapping ? (mapping[column.header] ?? null) : column.field,
            }))}
            refusal={refusal}
            onField={(header, field) => {
              const next = { ...mapping, [header]: field }
              setMapping(next)
              void look(taken, next)
            }}
          />
        </>
      )}
      {!taken && <EarlierImports />}
    </div>
  )
}

function EarlierImports(): ReactElement | null {
  const [{ data, error }, again] = useQuery({ query: importsQuery, requestPolicy: 'cache-and-network' })
  if (error && !data)
    return (
      <ErrorState what="Earlier imports could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  const imports = data?.imports.edges.map((edge) => edge.node) ?? []
  if (imports.length === 0) return null
  return (
    <section className="card" aria-labelledby="earlier-title">
      <div className="card-title">
        <h2 id="earlier-title">Earlier imports</h2>
        <ExportButton list="imports" variables={{}} isEmpty={false} />
      </div>
      <ul className="row-list">
        {imports.map((one) => (
          <li key={one.id} className="earlier-import">
            <Link href={`/import?import=${one.id}`} className="grow">
              <Bidi text={one.fileName} />
            </Link>
            <span className="sm grow">
              <Verdict
                kind={
                  one.undoneBy !== null
                    ? 'skipped'
                    : one.status === 'FAILED'
                      ? 'bad'
                      : one.status === 'RUNNING'
                        ? 'unknown'
                        : one.status === 'CANCELLED'
                          ? 'warn'
                          : 'ok'
                }
              >
                {one.undoneBy !== null
                  ? `Taken back by ${one.undoneBy}`
                  : one.status === 'FAILED'
                    ? 'Failed'
                    : one.status === 'RUNNING'
                      ? 'Running'
                      : `${one.status === 'CANCELLED' ? 'Stopped. ' : ''}${importSentence(one)}`}
              </Verdict>
            </span>
            <Time at={one.startedAt} />
          </li>
        ))}
      </ul>
    </section>
  )
}
