import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

type File = { plain: Buffer; gzip: Buffer | null; type: string; etag: string; isHashed: boolean }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.csv': 'text/csv; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

function readTree(folder: string): Map<string, File> {
  const files = new Map<string, File>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    const type = types[extname(name)]
    if (!type || !statSync(path).isFile()) continue
    const plain = readFileSync(path)
    const isText = !type.startsWith('font') && type !== 'image/png'
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      plain,
      gzip: isText ? gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }) : null,
      type,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      isHashed: name.includes(`assets${sep}`) || name.includes('assets/'),
    })
  }
  return files
}

/**
 * The built SPA, held in memory: only files that were there at the start can be asked for, so no path leads elsewhere.
 * A page's address that is no file gets the SPA's document.
 */
export function createStaticFiles(folder: string): (request: IncomingMessage, response: ServerResponse, path: string) => boolean {
  const files = readTree(folder)
  return (request, response, path) => {
    const isPage = !extname(path)
    const file = files.get(path) ?? (isPage ? files.get('/index.html') : undefined)
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    const headers: Record<string, string> = {
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
      'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304, headers).end()
      return true
    }
    const useGzip = file.gzip !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    const body = useGzip && file.gzip ? file.gzip : file.plain
    if (useGzip) headers['content-encoding'] = 'gzip'
    response.writeHead(200, { ...headers, 'content-length': body.length })
    response.end(request.method === 'HEAD' ? undefined : body)
    return true
  }
}
