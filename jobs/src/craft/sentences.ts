/** The sentences of a text, in order, each trimmed. A line break ends one too; a full stop within a word (`caio.cx`) does not. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+/)
    .flatMap((line) => line.split(/(?<=[.!?…]["'”’)]*)\s+/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

const GREETING = /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^\n,.:!?–—]{0,80}[,.:!–—]\s*/iu

/** The name after a greeting, or null where the text greets nobody by name. */
export function greetedName(body: string): string | null {
  const [, name = ''] = /^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[ \t,]*([^\n,.:!?–—]{0,80})/iu.exec(body) ?? []
  return name.trim() === '' || /^(?:there|all|everyone|team|again|from|and)\b/i.test(name.trim()) ? null : name.trim()
}

/** The first sentence after the greeting, which may share its line: what a reader decides on. Empty for an empty text. */
export function openerOf(body: string): string {
  return sentencesOf(body.trim().replace(GREETING, ''))[0] ?? ''
}

/** Words as a person counts them. */
export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}
