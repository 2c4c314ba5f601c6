import { visibleText } from '../../ui/visible-text.ts'
import type { AuditEntryShown } from './audit-documents.ts'

/** `emergency_stop.set` as a person reads it: Emergency stop set. */
export function actionWords(action: string): string {
  const words = visibleText(action.replace(/[._]/g, ' '))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The id that pages know a thing by; the API makes the same. */
const globalId = (typename: string, id: string): string =>
  btoa(`${typename}:${id}`).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

/** The page that shows what an entry is about; null where none does. */
export function subjectPath({ subjectType, subjectId }: Pick<AuditEntryShown, 'subjectType' | 'subjectId'>): string | null {
  switch (subjectType) {
    case 'lead':
      return /^[0-9a-f-]{36}$/.test(subjectId) ? `/leads/${globalId('Lead', subjectId)}` : null
    case 'batch':
      return `/dispatch/${globalId('Batch', subjectId)}`
    case 'pipeline_run':
      return `/runs?run=${globalId('PipelineRun', subjectId)}`
    case 'setting':
      return `/settings?section=${encodeURIComponent(subjectId)}`
    case 'delivery':
      return '/deliveries'
    case 'alert':
      return '/alerts'
    default:
      return null
  }
}
