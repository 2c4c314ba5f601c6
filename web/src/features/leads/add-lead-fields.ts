/** What a person may say of a lead, in the order of reading. Names are those of the API's input. */
export const leadFields = [
  { name: 'email', label: 'Address', hint: 'This or the profile.', type: 'email' },
  { name: 'linkedinUrl', label: 'LinkedIn profile', hint: 'In any of its forms.' },
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'title', label: 'Title' },
  { name: 'companyName', label: 'Company' },
  { name: 'companyDomain', label: 'Company website' },
  { name: 'industry', label: 'Industry' },
  { name: 'employees', label: 'Employees', hint: '120 or 51-200.' },
  { name: 'phone', label: 'Phone', type: 'tel' },
  { name: 'city', label: 'City' },
  { name: 'state', label: 'State or region' },
  { name: 'country', label: 'Country' },
] as const satisfies readonly { name: string; label: string; hint?: string; type?: string }[]

export type LeadField = (typeof leadFields)[number]['name']

/** A refusal as what stands at its field; null where it is of no field that is asked for. */
export function fieldFault(path: readonly string[] | null | undefined, message: string): { field: LeadField; message: string } | null {
  const field = leadFields.find(({ name }) => name === path?.at(-1))?.name
  if (field === undefined) return null
  // The API names the field before its sentence; here it stands at the field.
  const words = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
  return { field, message: words }
}
