/** What the contract names and this version does not have yet. Take out what you build; the test fails when something here exists. */
export const contractNotYet = [
  'Company.leads',
  'Health.modules',
  'Mutation.eraseLead',
  'Mutation.testProvider',
  'Mutation.undoImport',
  'Query.auditTrail',
  'Query.companies',
  'Query.funnel(asOf)',
  'Query.leads(asOf)',
  'Query.personalData',
] as const
