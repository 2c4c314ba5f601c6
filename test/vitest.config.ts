import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

/** vitest would load graphql twice (`index.mjs` for our files, `index.js` for Pothos) and graphql refuses a schema from "another realm". */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

export default defineConfig({
  root,
  test: {
    reporters: ['default'],
    projects: [
      {
        root,
        resolve,
        test: {
          name: 'unit',
          // Rules share nothing that a test could spoil; a worker for each file would cost more than the tests.
          isolate: false,
          include: ['{db,jobs,api,web}/src/**/*.test.ts', 'test/{sandbox,unit}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'integration',
          // Half of what these files do is waiting, for processes and clocks: two at a time keep two cores busy. Each file has a database of its
          // own; what the product keeps in memory belongs to the API that it starts. Loading the product anew for each file took half the time.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['test/{integration,invariants}/**/*.test.ts'],
          globalSetup: ['test/harness/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'browser',
          // A page, its API and its runner fill two cores; beside another file a keyboard run has met its time limit.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/harness/build-pages.ts', 'test/harness/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
