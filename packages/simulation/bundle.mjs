import { rolldown } from 'rolldown'

/**
 * Bundles the simulation with the sources it plays, from TypeScript, into one module for a worker thread.
 *
 * @param {{ file: string, text: string, replacement: string, name: string }} [mutant] A deliberate bug to put in on the way.
 * @returns {Promise<string>} The module's code.
 */
export async function bundle(mutant) {
  const plugins = mutant ? [mutation(mutant)] : []
  const build = await rolldown({
    input: new URL('src/entry.ts', import.meta.url).pathname,
    platform: 'node',
    resolve: { conditionNames: ['@weft/source', 'module', 'import', 'default'] },
    plugins: plugins.map(({ plugin }) => plugin),
    logLevel: 'silent',
  })
  try {
    const { output } = await build.generate({ format: 'esm', sourcemap: 'inline' })
    for (const { check } of plugins) check()
    return output[0].code
  } finally {
    await build.close()
  }
}

function mutation({ name, file, text, replacement }) {
  let found = 0
  const plugin = {
    name: 'mutation',
    transform(code, id) {
      if (!id.endsWith(`/${file}`)) return undefined
      const parts = code.split(text)
      found += parts.length - 1
      return parts.join(replacement)
    },
  }
  const check = () => {
    if (found !== 1)
      throw new Error(
        `Mutant "${name}": its text is in ${file} ${found} times, and must be there once`,
      )
  }
  return { plugin, check }
}
