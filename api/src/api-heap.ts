import { setFlagsFromString } from 'node:v8'

/*
 * Lets the heap grow by three fifths of what is alive, not to several times that, before it is cleaned up: what pages leave behind is garbage soon,
 * and 16 of them at a time held 550 MB of it. Not one of the options that an environment may hold, so it is set here (docs/performance.md, Memory).
 */
setFlagsFromString('--heap-growing-percent=60')
