import type { FactName, JsonValue } from '../enrich/facts.ts'

/** What a provider says about one person, by the names of our facts; what it does not know is left out. */
export type ObservedFacts = {
  [Name in FactName]?: {
    value: JsonValue
    /** 0 to 1; null when the provider gives none. */
    confidence: number | null
  }
}
