import { install, runOnInstalledNode } from './bootstrap.mjs'

install()
runOnInstalledNode('api/src/supervisor/main.ts', ['--watch'])
