import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { type TemplatePreview, templatePreviewQuery } from './template-documents.ts'

/** So long nothing is asked after a key: whoever types is not interrupted, and the server not asked for every letter. Milliseconds. */
const settleMs = 300

export type Previewed = { preview: TemplatePreview | null; fault: ReturnType<typeof faultOf> | null; busy: boolean }

/** A document tried on a lead, a moment after it was last changed. The former answer stays until the next one has come. */
export function useTemplatePreview(angle: string, document: unknown, leadId: string | null): Previewed {
  const client = useClient()
  const [state, setState] = useState<Previewed>({ preview: null, fault: null, busy: true })
  const asked = JSON.stringify(document)
  useEffect(() => {
    let isCurrent = true
    setState((before) => ({ ...before, busy: true }))
    const timer = setTimeout(() => {
      const variables = { angle, document: JSON.parse(asked), leadId }
      void client.query(templatePreviewQuery, variables, { requestPolicy: 'network-only' }).then(({ data, error }) => {
        if (!isCurrent) return
        setState((before) => ({
          preview: data?.templatePreview ?? before.preview,
          fault: error ? faultOf(error) : null,
          busy: false,
        }))
      })
    }, settleMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, angle, asked, leadId])
  return state
}
