import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { inRepository } from './repository.mjs'

/** The files that Node is started with, in the command itself and in its threads. */
const ENTRIES = {
  main: 'apps/server/dist/main.js',
  'state-worker': 'apps/server/dist/admin/state/state-worker.js',
  'compaction-worker': 'packages/server/dist/node/compaction-worker.js',
}

/**
 * Puts the command, as it was built, and our own packages into a few files. Others' packages stay what they are, so that
 * `npm audit` and `npm update` know of them.
 *
 * They are not brought along as `bundleDependencies`: with those, `npm install --global` runs the install script of one of
 * theirs before what that script needs is there.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function bundleCommand(folder) {
  const bundle = await rolldown({
    input: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, file]) => [name, inRepository(file)]),
    ),
    platform: 'node',
    external: (id) => !/^[./]|^[a-z]:\\|^@weft\//i.test(id),
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].js' })
  await bundle.close()
  cpSync(inRepository('apps/server/dist/admin-page'), join(folder, 'admin-page'), {
    recursive: true,
    filter: (path) => !/\.d\.ts(\.map)?$|\.js\.map$|\.tsbuildinfo$/.test(path),
  })
}
