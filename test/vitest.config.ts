import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/** These files are loaded by Node itself, as the product's own processes are: less to do than through Vite, and nothing of ours is mocked here. */
const native = { viteModuleRunner: false, nodeLoader: false }

/** How long something is waited for that must come: a busy machine needs more than the second that is the default. */
const poll = { timeout: 30_000, interval: 50 }

/**
 * Files that take 15 s to two minutes, most of it waiting, and are short to read: on a fresh clone, where nobody knows how long a file takes, small
 * ones come last, and the others would have ended while one of these still waits.
 */
const long = ['nine-touch-whole', 'i1-once', 'start/start', 'three-days', 'own-database', 'import/crash'].map((name) => `/${name}.test.ts`)

/** The usual order with the long files at the head of their project. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) =>
      2 * project.config.sequence.groupOrder - Number(long.some((name) => moduleId.endsWith(name)))
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  root,
  test: {
    reporters: ['default'],
    sequence: { sequencer: LongFirst },
    projects: [
      {
        root,
        test: {
          name: 'unit',
          experimental: native,
          // Rules share nothing that a test could spoil; a worker for each file would cost more than the tests.
          isolate: false,
          include: ['{db,jobs,api}/src/**/*.test.ts', 'test/{sandbox,unit}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        root,
        // By Vite, which makes the pages too.
        test: { name: 'pages', isolate: false, include: ['web/src/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        root,
        test: {
          name: 'integration',
          experimental: native,
          expect: { poll },
          // Half of what these files do is waiting, for processes and clocks: three at a time keep two cores busy. Each file has a database of its
          // own; what the product keeps in memory belongs to the API that it starts. Loading the product anew for each file took half the time.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          include: ['test/{integration,invariants}/**/*.test.ts'],
          globalSetup: ['test/harness/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: 'browser',
          experimental: native,
          expect: { poll },
          // One Chromium serves all files (world.ts), and the product is loaded once.
          isolate: false,
          // A page, its API and its runner fill two cores; beside another file a keyboard run has met its time limit.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/harness/build-pages.ts', 'test/harness/global-setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
