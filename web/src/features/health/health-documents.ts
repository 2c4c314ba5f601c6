import { graphql } from '../../lib/graphql.ts'

export const healthQuery = graphql(`
  query Health {
    health {
      ready
      failing { code message }
      version
      mode
      providers
      agents
      queues
      database
    }
  }
`)
