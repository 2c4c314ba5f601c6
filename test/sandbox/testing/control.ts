export type Control = (method: string, path: string, body?: unknown) => Promise<unknown>

/** What a sandbox can be told and asked beside the providers' own wires: its clock, faults, behaviour, requests. Throws with its words when it refuses. */
export function controlOf(url: string): Control {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/_control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
