export type TextCache<Value> = {
  get(text: string): Value | undefined
  set(text: string, value: Value): void
}

/**
 * Remembers what was made of texts, the last ones used, as long as the texts together have no more characters than `most`. By characters and
 * not by number: one caller may send a thousand documents of a megabyte each, and what is made of them is larger yet.
 */
export function createTextCache<Value>(most: number): TextCache<Value> {
  const known = new Map<string, Value>()
  let characters = 0
  const forget = (text: string) => {
    if (known.delete(text)) characters -= text.length
  }
  return {
    get(text) {
      const value = known.get(text)
      if (value === undefined) return undefined
      // Used last is forgotten last: a Map keeps the order in which it was filled.
      known.delete(text)
      known.set(text, value)
      return value
    },
    set(text, value) {
      forget(text)
      // One that would push half of the others out is made anew each time.
      if (text.length > most / 2) return
      known.set(text, value)
      characters += text.length
      for (const oldest of known.keys()) {
        if (characters <= most) return
        forget(oldest)
      }
    },
  }
}
