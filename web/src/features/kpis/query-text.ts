import { type DocumentInput, stringifyDocument } from '@urql/core'

/** A document as text, to be run elsewhere. urql has a printer of its own: graphql's would be loaded beside it. */
export function textOf(document: DocumentInput): string {
  return stringifyDocument(document).replaceAll(/\s*__typename/g, '')
}
