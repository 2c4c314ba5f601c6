import { createSocket } from 'node:dgram'
import { type Answer, decode, encode, type Packet } from 'dns-packet'
import { z } from 'zod'
import type { Collection } from '../journal.ts'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'
import { soundText } from './zone.ts'

/** Bits of a header's flags that name the answer (RFC 1035). */
const RCODE = { ok: 0, serverFailure: 2, noSuchName: 3 } as const
const AUTHORITATIVE = 1 << 10
/** The longest string within a text record, in bytes. */
const CHUNK = 255

/** What a test wants to stand at a name; without texts the name does not exist. */
const recordSchema = z.object({ name: z.string().toLowerCase(), texts: z.array(z.string()) })
type Record = z.infer<typeof recordSchema>

export interface RawServer {
  port: number
  stop(): Promise<void>
}

/**
 * A name server of text records on loopback. What it says of a name is changed under `/dns/records`; faults match `TXT` and the name:
 * `neverAnswer` is silence, `status` a server failure.
 */
export function createDns(world: World): Provider & { listen(host: string, port: number): Promise<RawServer> } {
  const records = world.journal.collection('dns.records', recordSchema)
  return {
    name: 'dns',
    prefix: '/dns',
    activities: [],
    answer: (request) => manage(records, request),
    refuseBody: () => jsonAnswer(400, { error: 'the body is not JSON' }),
    counts: () => ({ records: records.size }),
    reset: () => records.clear(),
    listen: (host, port) => listen(world, records, host, port),
  }
}

function manage(records: Collection<Record>, { method, path, json }: WireRequest): WireAnswer {
  if (path !== '/records') return jsonAnswer(404, { error: 'no such path' })
  if (method === 'DELETE') records.clear()
  if (method === 'PUT') {
    const input = recordSchema.safeParse(json)
    if (!input.success) return jsonAnswer(400, { error: z.prettifyError(input.error) })
    records.put(input.data.name, input.data)
  }
  return jsonAnswer(200, { items: [...records.values()] })
}

function listen(world: World, records: Collection<Record>, host: string, port: number): Promise<RawServer> {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    const question = decode(bytes)
    const asked = question.questions?.[0]
    if (!asked) return
    const name = asked.name.toLowerCase()
    const fault = world.faults.forRequest('dns', { method: asked.type, path: name })
    if (fault?.neverAnswer) return
    const texts = asked.type === 'TXT' ? (records.get(name)?.texts ?? soundText(name)) : []
    const rcode = fault?.status !== undefined ? RCODE.serverFailure : texts.length > 0 ? RCODE.ok : RCODE.noSuchName
    const answers: Answer[] =
      rcode === RCODE.ok ? texts.map((text) => ({ type: 'TXT', class: 'IN', name: asked.name, ttl: 60, data: chunks(text) })) : []
    const packet: Packet = { type: 'response', id: question.id ?? 0, flags: AUTHORITATIVE | rcode, questions: [asked], answers }
    socket.send(encode(packet), from.port, from.address)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () =>
      resolve({ port: socket.address().port, stop: () => new Promise<void>((stopped) => socket.close(() => stopped())) }),
    )
  })
}

function chunks(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, place) => bytes.subarray(place * CHUNK, (place + 1) * CHUNK))
}
