import { rolldown } from 'rolldown'

/**
 * Bundles the simulation with the sources it plays, from TypeScript, into one module for a worker thread.
 *
 * @param {import('./mutants.mjs').mutants[number]} [mutant] A deliberate bug to put in on the way.
 * @returns {Promise<string>} The module's code.
 */
export async function bundle(mutant) {
  const mutations = (mutant?.edits ?? []).map((edit) => mutation(mutant.name, edit))
  const build = await rolldown({
    input: new URL('src/entry.ts', import.meta.url).pathname,
    platform: 'node',
    resolve: { conditionNames: ['@weft/source', 'module', 'import', 'default'] },
    plugins: mutations.map(({ plugin }) => plugin),
    logLevel: 'silent',
  })
  try {
    const { output } = await build.generate({ format: 'esm', sourcemap: 'inline' })
    for (const { check } of mutations) check()
    return output[0].code
  } finally {
    await build.close()
  }
}

/** The sources on disk stay as they are. A text that is not there, or more than once, is an error: the list is out of date. */
function mutation(name, { file, text, replacement }) {
  let found = 0
  const plugin = {
    name: 'mutation',
    transform(code, id) {
      if (!id.endsWith(`/packages/${file}`)) return undefined
      const parts = code.split(text)
      found += parts.length - 1
      return parts.join(replacement)
    },
  }
  const check = () => {
    if (found === 1) return
    throw new Error(
      `Cannot make the mutant "${name}": ${file} has its text ${found} times, not once`,
    )
  }
  return { plugin, check }
}
