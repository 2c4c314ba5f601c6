import { readFileSync, writeFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { packFiles } from './bin/pack-files.mjs'
import { pageFiles } from './bin/page-files.mjs'
import { persistedOperations } from './bin/persisted-operations.mjs'

/** The API that the development server hands its requests on to. */
const api = process.env.SWARM_API ?? 'http://127.0.0.1:4000'

// A build is a build for people, also where a test has started it: with another value the libraries bring their warnings along.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    {
      name: 'swarm-graphiql-fonts',
      enforce: 'pre',
      /** GraphiQL brings its fonts as data: URLs, which the policy forbids; it is shown in ours. */
      transform: (code, id) => (id.includes('/graphiql/dist/style.css') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined),
    },
    {
      name: 'swarm-lists',
      apply: 'build',
      /** The API reads this list to know the page's own documents by their hash. */
      generateBundle() {
        this.emitFile({
          type: 'asset',
          fileName: 'persisted-operations.json',
          source: `${JSON.stringify(persistedOperations(`${import.meta.dirname}/src`), null, 2)}\n`,
        })
      },
      /** Beside what was written: which files each page is drawn with, and everything packed. */
      async writeBundle({ dir = 'dist' }) {
        const files = pageFiles(import.meta.dirname, JSON.parse(readFileSync(`${dir}/.vite/manifest.json`, 'utf8')))
        writeFileSync(`${dir}/page-files.json`, `${JSON.stringify(files, null, 2)}\n`)
        await packFiles(dir)
      },
    },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // The policy allows fonts and scripts from our own address only: nothing may become a data: URL.
    assetsInlineLimit: 0,
    target: 'es2023',
    // Every browser of that target fetches ahead by itself.
    modulePreload: { polyfill: false },
    // GraphiQL is a document of its own: the page never loads any of it.
    rolldownOptions: {
      input: { main: `${import.meta.dirname}/index.html`, graphiql: `${import.meta.dirname}/graphiql.html` },
      output: {
        // Named by all who share them, names would be a line long.
        chunkFileNames: ({ name }) => `assets/${name.includes('~') ? 'shared' : '[name]'}-[hash].js`,
        assetFileNames: ({ names: [name = ''] }) => `assets/${name.includes('~') ? 'shared' : '[name]'}-[hash][extname]`,
        codeSplitting: {
          // Few files for a page: each costs a request with its headers, a browser asks for six at once, and small ones pack badly.
          groups: [
            { name: 'react', test: /[\\/]node_modules[\\/](?:react|react-dom|scheduler)[\\/]/, priority: 3 },
            // With what the shell shares with pages: beside what only pages share, each page would load that too.
            {
              name: 'parts',
              test: /[\\/]web[\\/]src[\\/](?:ui|lib|styles|features[\\/](?:export[\\/]export-button|shell[\\/]shell-data|alerts[\\/]alert-news-documents))/,
              priority: 2,
            },
            // What several pages share, by who shares it; a share too small for a file of its own goes with the one most like it.
            {
              name: 'shared',
              test: /[\\/]web[\\/]src[\\/]features[\\/](?!shell[\\/])/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 5_300,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/graphql': { target: api, ws: true },
      '/logout': api,
      '/imports': api,
      '/exports': api,
      // The page at /login is ours, the sign-in request is the API's.
      '/graphiql': { target: api, bypass: () => '/graphiql.html' },
      '/login': { target: api, bypass: (request) => (request.method === 'POST' ? undefined : '/index.html') },
    },
  },
})
