/** Text as PostgreSQL can keep it: without NUL, lone surrogates replaced. */
export function readableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}
