import { useQuery } from 'urql'
import { graphql } from './graphql.ts'

const tagsQuery = graphql(`
  query TagWords {
    rejectionTags { tag label }
  }
`)

/** What a rejection's tag is called: `icp_mismatch` is "Not our kind of customer". One of another version is told as it is. */
export function useTagWords(): (tag: string) => string {
  const [{ data }] = useQuery({ query: tagsQuery })
  return (tag) => data?.rejectionTags.find((one) => one.tag === tag)?.label ?? tag.replaceAll('_', ' ')
}
