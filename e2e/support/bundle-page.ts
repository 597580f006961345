import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const bundled = new Map<string, Promise<string>>()

/** The script of a page, with all that it imports: made once, from the sources, so that nothing need be built first. */
export function bundlePage(page: URL): Promise<string> {
  const input = fileURLToPath(page)
  const script = bundled.get(input) ?? bundle(input)
  bundled.set(input, script)
  return script
}

async function bundle(input: string): Promise<string> {
  const build = await rolldown({
    input,
    platform: 'browser',
    resolve: { conditionNames: ['@weft/source', 'browser', 'import', 'default'] },
  })
  try {
    const { output } = await build.generate({ format: 'esm', minify: true })
    return output[0].code.replaceAll('</script', '<\\/script')
  } finally {
    await build.close()
  }
}
