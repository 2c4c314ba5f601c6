import { install, runOnInstalledNode } from './bootstrap.mjs'

// Files on the command line are named from where it was typed, not from where the program runs.
process.env.SWARM_FOLDER = process.env.INIT_CWD ?? process.cwd()
install()
runOnInstalledNode('api/src/cli/main.ts', process.argv.slice(2))
