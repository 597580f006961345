// What people get when they install the public packages, as two tools see it that know what goes wrong there: publint
// looks at the files, are-the-types-wrong at what TypeScript finds from each kind of module.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { problemKindInfo } from '@arethetypeswrong/core/problems'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackages } from './pack-packages.mjs'

/** `node10` knows no `exports`, so no subpath of any package; nothing that still runs resolves that way. */
const UNSUPPORTED = 'node10'

const packs = mkdtempSync(join(tmpdir(), 'weft-packs-'))
try {
  for (const { name, tarball } of packPackages(packs)) {
    const data = readFileSync(tarball)
    for (const problem of [...(await lint(data)), ...(await checkTypes(data))]) {
      console.log(`${name}: ${problem}`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(packs, { recursive: true })
}

async function lint(data) {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(data).buffer },
    strict: true,
  })
  return messages.map((message) => formatMessage(message, pkg, { color: false }))
}

async function checkTypes(data) {
  const checked = createPackageFromTarballData(new Uint8Array(data))
  const { exports } = JSON.parse(
    checked.readFile(`/node_modules/${checked.packageName}/package.json`),
  )
  const isDual = Object.values(exports).some(
    (entry) => typeof entry === 'object' && 'require' in entry,
  )
  const { types, problems = [] } = await checkPackage(checked)
  if (!types) return ['it has no types']
  return (
    problems
      .filter(({ resolutionKind }) => resolutionKind !== UNSUPPORTED)
      // A package that is only ESM says so in its README, and is loaded by Node's `require` all the same.
      .filter(({ kind }) => isDual || kind !== 'CJSResolvesToESM')
      .map(({ kind, ...where }) => `${problemKindInfo[kind].title}: ${JSON.stringify(where)}`)
  )
}
