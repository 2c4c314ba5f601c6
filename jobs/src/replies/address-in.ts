/**
 * The address in a sender as written: `Ana <ana@firm.example>` is `ana@firm.example`. Null where there is none. Word by word: one expression
 * over the whole begins anew at each letter of a word without an @, and whoever writes to us says how long that is.
 */
export const addressIn = (written: string | null): string | null => written?.split(/[\s<>]/).find((word) => /.@./s.test(word)) ?? null
