/** The address in a sender as written: `Ana <ana@firm.example>` is `ana@firm.example`. Null where there is none. */
export const addressIn = (written: string | null): string | null => written?.match(/[^\s<>]+@[^\s<>]+/)?.[0] ?? null
