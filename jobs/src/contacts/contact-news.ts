/** What is heard of one contact. Null: this does not say, and what is known stays. */
export type ContactNews = {
  contactId: string
  fields: { addresses: string[]; firstName: string | null; lastName: string | null; companyName: string | null } | null
  tags: string[] | null
  /** Whether mail to it is off there: by us alone, by anybody else, or not at all. */
  block: 'OURS' | 'THEIRS' | 'NONE' | null
  /** Of the opportunity that changed; its id null: there is none any more. */
  stage: { id: string | null; status: string | null } | null
  lastActivityAt: Date | null
  /** GoHighLevel's time of the change. */
  changedAt: Date | null
  isDeleted: boolean
}
