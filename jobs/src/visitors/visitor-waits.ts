/** What a delivery says that waits until its visitor is a lead; the admission finds it by these words. */
export const visitorWaits = 'A visitor who is no lead yet.'
