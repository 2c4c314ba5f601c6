/** What the contract names and this version does not have yet. Take out what you build; the test fails when something here exists. */
export const contractNotYet: readonly string[] = []
