/** What `leads-page` asks of ours: the first 50 by score, each with its company and its last three timeline entries. */
export const ourPage = `{ leads(first: 50) { edges { node { id fullName title score tier status company { name domain } timeline(first: 3) { edges { node { at summary } } } } } pageInfo { hasNextPage endCursor } } }`

/** The same of PostGraphile, in its words. */
export const postgraphilePage = `{ allLeads(first: 50, orderBy: [SORT_SCORE_DESC, PRIMARY_KEY_DESC]) { nodes { id fullName title score tier status companyByCompanyId { name domain } timelineEntriesByLeadId(first: 3, orderBy: [AT_DESC, PRIMARY_KEY_DESC]) { nodes { at summary } } } pageInfo { hasNextPage endCursor } } }`
