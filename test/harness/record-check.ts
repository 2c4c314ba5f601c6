import { askApi } from '@swarm/api/cli/ask-api'
import { root } from './run-process.ts'

const mutation = `
  mutation RecordVerdict($name: CheckName!, $passed: Boolean!, $version: String, $detail: JSON!) {
    recordCheck(input: { name: $name, passed: $passed, version: $version, detail: $detail }) {
      ... on RecordCheckSuccess { version }
      ... on UserError { message }
    }
  }
`

/** Keeps a verdict on a version (the one that answers there unless said) at a deployed system, with an operator's key. Throws in the system's own words when it was not taken. */
export async function recordCheck(
  target: { baseUrl: string; key: string | undefined },
  verdict: { name: 'SMOKE' | 'REPLAY'; passed: boolean; detail: object; version?: string },
): Promise<string> {
  const silent = () => {}
  const environment = { ...process.env, SWARM_KEY: target.key }
  const surroundings = { folder: process.cwd(), root, environment, print: silent, tell: silent, ask: async () => null }
  const { recordCheck: answer } = await askApi<{ recordCheck: { version?: string; message?: string } }>(
    { 'base-url': target.baseUrl },
    surroundings,
    mutation,
    { ...verdict },
  )
  if (answer.version === undefined) throw new Error(`The verdict was not recorded: ${answer.message ?? 'no reason was given.'}`)
  return `Recorded for version ${answer.version}.`
}
