// `npm run size`: what the packages for web pages cost, minified and after gzip -9, beyond what they name as peers (yjs,
// y-protocols) and lib0; and what a page of the editor loads before anybody touches it.
import { parseArgs } from 'node:util'
import { bundleSize, entrySizes, MEASURED, sizeLimits } from './bundle-size.mjs'
import { editorSize } from './editor-size.mjs'
import { readArguments } from './read-arguments.mjs'

const usage = `npm run size -- [options]

  --modules  what each module of an entry costs
  --all      with nothing left out
`

const { values } = readArguments(usage, (args) =>
  parseArgs({ args, options: { modules: { type: 'boolean' }, all: { type: 'boolean' } } }),
)

const limits = sizeLimits()
for (const [name, imported] of Object.entries(MEASURED)) {
  for (const { entry, gzipBytes, size } of await entrySizes(name)) {
    const added = entry === name ? '' : ' added to the main entry'
    print(gzipBytes, `${entry}${added}; limit ${limits[entry] ?? 'none'}`)
    if (values.modules) printModules(size)
  }
  if (!values.all) continue
  const whole = await bundleSize(`export ${imported} from '${name}'`, [])
  print(whole.gzipBytes, `${name} with all that it imports`)
  if (values.modules) printModules(whole)
}

const editor = editorSize()
print(editor.gzipBytes, `${editor.entry}; limit ${limits[editor.entry]}`)
if (values.modules) {
  for (const { file, gzipBytes } of editor.files)
    console.log(`${String(gzipBytes).padStart(14)}  ${file}`)
}

function printModules({ minifiedBytes, modules }) {
  console.log(`         ${minifiedBytes} minified; each module, gzip and minified:`)
  for (const { module, gzipBytes, minifiedBytes } of modules) {
    console.log(`${String(gzipBytes).padStart(14)} ${String(minifiedBytes).padStart(7)}  ${module}`)
  }
}

function print(bytes, what) {
  console.log(`${String(bytes).padStart(8)}  (${(bytes / 1024).toFixed(2)} KiB) ${what}`)
}
