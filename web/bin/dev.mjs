// The pages for whoever changes them: what is saved is put into the open page. Everything else is asked of the API at SWARM_API.
import { createServer } from 'vite'

const host = process.env.HOST
const server = await createServer({
  configFile: `${import.meta.dirname}/../vite.config.ts`,
  logLevel: 'warn',
  server: { host, port: Number(process.env.PORT), strictPort: true },
})
await server.listen()
process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
// The end of standard input is the end of who started it.
process.stdin.resume().once('end', () => process.exit(0))
