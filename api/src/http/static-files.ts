import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { z } from 'zod'
import { acceptedEncoding, type Encoding, varies } from './accepted-encoding.ts'

/** A file as it is, and as the build has packed it. */
type File = { plain: Buffer; packed: Map<Encoding, Buffer>; type: string; hash: string; isHashed: boolean }

/** What is served. The build's own lists (`.json`, `.vite`) are not. */
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.csv': 'text/csv; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/** In the order of our choice, with what the build adds to a file's name. */
const encodings: Record<Encoding, string> = { br: '.br', gzip: '.gz' }

function readTree(folder: string): Map<string, File> {
  const files = new Map<string, File>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    const type = types[extname(name)]
    if (!type || !statSync(path).isFile()) continue
    const plain = readFileSync(path)
    const packed = new Map<Encoding, Buffer>()
    for (const encoding of ['br', 'gzip'] as const) {
      const other = `${path}${encodings[encoding]}`
      if (existsSync(other)) packed.set(encoding, readFileSync(other))
    }
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      plain,
      packed,
      type,
      hash: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
      isHashed: name.includes(`assets${sep}`) || name.includes('assets/'),
    })
  }
  return files
}

/** By address, `:id` for a thing's: what a browser is told to fetch together with the document. Written by the build. */
function readPageFiles(folder: string): Map<string, string> {
  const list = join(folder, 'page-files.json')
  if (!existsSync(list)) return new Map()
  const pages = z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(list, 'utf8')))
  const link = (file: string): string =>
    file.endsWith('.css') ? `<${file}>; rel=preload; as=style; crossorigin` : `<${file}>; rel=modulepreload`
  return new Map(Object.entries(pages).map(([page, files]) => [page, files.map(link).join(', ')]))
}

/**
 * The built SPA, held in memory: only files that were there at the start can be asked for, so no path leads elsewhere.
 * A page's address that is no file gets the SPA's document, with the names of the files that this page is drawn with: found out one from
 * another they cost a slow line its way there and back each time.
 */
export function createStaticFiles(folder: string): (request: IncomingMessage, response: ServerResponse, path: string) => boolean {
  const files = readTree(folder)
  const pageFiles = readPageFiles(folder)
  return (request, response, path) => {
    const isPage = !extname(path)
    const file = files.get(path) ?? (isPage ? files.get('/index.html') : undefined)
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    const encoding = acceptedEncoding(request, [...file.packed.keys()])
    const headers: Record<string, string> = {
      'content-type': file.type,
      etag: `"${file.hash}${encoding === null ? '' : `-${encoding}`}"`,
      vary: varies,
      'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    const link = isPage ? (pageFiles.get(path) ?? pageFiles.get(path.replace(/[^/]+$/, ':id'))) : undefined
    if (link) headers['link'] = link
    if (request.headers['if-none-match'] === headers['etag']) {
      response.writeHead(304, headers).end()
      return true
    }
    if (encoding !== null) headers['content-encoding'] = encoding
    const body = (encoding === null ? undefined : file.packed.get(encoding)) ?? file.plain
    response.writeHead(200, { ...headers, 'content-length': body.length })
    response.end(request.method === 'HEAD' ? undefined : body)
    return true
  }
}
