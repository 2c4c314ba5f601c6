import { type TemplateDocument, templateSchema } from './template.ts'

/** What is stored of a text; angle and version are columns of their own. */
export type StoredTemplate = Omit<TemplateDocument, 'angle' | 'version'>

/** A document as it is stored: whole, in one order, so that equal texts are equal documents. */
export function storedDocumentOf(document: TemplateDocument): StoredTemplate {
  const { angle: _angle, version: _version, ...stored } = templateSchema.parse(document)
  return stored
}
