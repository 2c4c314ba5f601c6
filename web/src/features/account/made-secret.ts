/** Random bytes of a secret: nobody guesses it, and nobody has to think of one. */
const secretBytes = 32

/** A new secret, 43 signs that stand in any form. Made here, so that its person has it before it counts: a lost answer locks nobody out. */
export function madeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
