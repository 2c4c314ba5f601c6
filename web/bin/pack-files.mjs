// Packs what is served as text, once at the build: a server that packs spends that time at every start, and can't afford the best.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const text = /\.(html|js|css|svg|csv|webmanifest)$/
/** Above so many bytes the best quality takes seconds for a few hundredths of the size: GraphiQL and the samples. */
const large = 300_000

/** Writes `name.br` and `name.gz` beside every text of `folder`, where they are smaller. */
export async function packFiles(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => text.test(name))
  await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const plain = readFileSync(path)
      const quality = plain.length > large ? 9 : constants.BROTLI_MAX_QUALITY
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      }
      const packed = { br: await promisify(brotliCompress)(plain, { params }), gz: await promisify(gzip)(plain, { level: 9 }) }
      for (const [ending, bytes] of Object.entries(packed)) if (bytes.length < plain.length) writeFileSync(`${path}.${ending}`, bytes)
    }),
  )
}
