/** Text made equal for matching, and where each of its characters stood: what decided is shown in the words of the writer. */
export type FoldedText = {
  /** Lower case, no accents, one space between words, straight apostrophes; sentence ends are kept. */
  text: string
  /** The writer's own words of a part of it. */
  original(from: number, to: number): string
}

/** Folds a text character by character, so that every match can be traced to what stands in the original. */
export function foldText(text: string): FoldedText {
  let folded = ''
  // Asked of the text itself, it would be put together anew at each space.
  let last = ''
  const places: number[] = []
  let at = 0
  for (const character of text) {
    const plain = /\s/.test(character)
      ? ' '
      : /[‘’‛ʼ´`]/.test(character)
        ? "'"
        : character
            .normalize('NFKD')
            .replace(/[\p{M}\p{Cf}]/gu, '')
            .toLowerCase()
            .replaceAll('ß', 'ss')
    if (!(plain === ' ' && last === ' ')) {
      for (let unit = 0; unit < plain.length; unit++) places.push(at)
      folded += plain
      last = plain.at(-1) ?? last
    }
    at += character.length
  }
  places.push(text.length)
  return { text: folded, original: (from, to) => text.slice(places[from], places[to]).trim() }
}
