// Controls but tab and line feed, soft hyphen, zero-width, direction marks and overrides, line separators, fillers, tags, byte order mark.
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant on its own, combining or not
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|[\u{e0000}-\u{e007f}]/gu

/** Shows invisible and direction-changing characters by their code, `⟦U+202E⟧`. A joiner between emoji stays: it is part of one picture. */
export function visibleText(text: string): string {
  return text.replace(hidden, (character, at: number) => {
    if (character === '\u200d' && /[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?$/u.test(text.slice(0, at))) return character
    const code = character.codePointAt(0) ?? 0
    return `⟦U+${code.toString(16).toUpperCase().padStart(4, '0')}⟧`
  })
}
