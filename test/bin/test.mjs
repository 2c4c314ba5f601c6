import { install, runOnInstalledNode } from '../../api/bin/bootstrap.mjs'

install()
runOnInstalledNode('test/checks/main.ts', process.argv.slice(2))
