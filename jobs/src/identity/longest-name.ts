/** Longest name of a person, company, industry, title or place, in characters; what comes longer is cut. An index takes as much in any script. */
export const longestName = 200
