import { install, runOnInstalledNode } from './bootstrap.mjs'

// What a machine needs on which each process runs by itself: packages and pages (docs/deployment.md).
install()
runOnInstalledNode('api/src/supervisor/build.ts', [])
