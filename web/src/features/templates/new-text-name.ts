import type { Template } from './template-documents.ts'

/** What the API takes for a name; it says so itself where it refuses one. */
const form = /^[a-z][a-z0-9_]{1,60}$/

/** "Board question" as a text is kept: board_question. Null where nothing of that kind can be made of it. */
export function textName(typed: string): string | null {
  const name = typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return form.test(name) ? name : null
}

/** A text that nobody has saved, with the words of one that there is: its first save is version 1. */
export function unsavedText(angle: string, from: Template): Template {
  return { ...from, angle, live: null, newest: { ...from.newest, version: 0 }, versions: [], signOffs: [], outdated: 0 }
}
