/** How long a secret that somebody else made lets its person in for the first time, in days: ASVS asks for a short time. */
export const firstSecretDays = 7
