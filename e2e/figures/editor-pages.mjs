import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { startWeft } from './start-weft.mjs'

/** The document that both editors open. */
export const DOCUMENT = 'typing'

/** Each editor, with a server of its own: `{ url, page, stop }`, where `page` is what to open. */
export const editors = {
  'Tiptap as it comes': () => servePage('./stock-page.mjs'),
  async 'Weft’s editor'() {
    const weft = await startWeft()
    return { url: weft.url, page: `${weft.url}/d/${DOCUMENT}`, stop: () => weft.stop() }
  },
}

/** No editor, to compare with: a page with a provider and nothing else. */
export const bareProvider = () => servePage('./bare-page.mjs')

async function servePage(script) {
  const folder = await mkdtemp(join(tmpdir(), 'weft-figure-page-'))
  await writeFile(join(folder, 'page.js'), await bundle(script))
  const html =
    '<!doctype html><meta charset="utf-8"><body><script type="module" src="page.js"></script>'
  await writeFile(join(folder, 'index.html'), html)
  const weft = await startWeft({ flags: ['--pages', folder] })
  const stop = async () => {
    await weft.stop()
    await rm(folder, { recursive: true })
  }
  return { url: weft.url, page: weft.url, stop }
}

async function bundle(page) {
  const build = await rolldown({
    input: fileURLToPath(new URL(page, import.meta.url)),
    platform: 'browser',
    resolve: { conditionNames: ['@weft/source', 'browser', 'import', 'default'] },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}
