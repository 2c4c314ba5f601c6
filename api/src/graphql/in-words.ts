/** The values of an enum from what each of them means to an analyst: an enum without words for one of its values does not compile. */
export function inWords<Name extends string>(words: Record<Name, string>): { [Value in Name]: { description: string } } {
  // Object.fromEntries forgets which names it was given.
  return Object.fromEntries(Object.entries(words).map(([name, description]) => [name, { description }])) as {
    [Value in Name]: { description: string }
  }
}
