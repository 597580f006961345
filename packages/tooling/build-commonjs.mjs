// Builds the package in the working folder for those who `require` it, into dist/cjs: a package that is only ESM would
// bring an ESM copy of Yjs beside their own, and two copies do not know each other's types.
import { rmSync, writeFileSync } from 'node:fs'
import { inRepository } from './repository.mjs'
import { runNode } from './run-command.mjs'

// What was built of sources that are no more would be packed, too.
rmSync('dist/cjs', { recursive: true, force: true })
const tsc = inRepository('node_modules/typescript/bin/tsc')
const { ok } = runNode([tsc, '-p', 'tsconfig.commonjs.json'], { cwd: process.cwd() })
// Node and TypeScript take a file for what the nearest package.json says.
if (ok) writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n')
process.exitCode = ok ? 0 : 1
