// The public surface of the public packages, a report for each entry, committed beside it: whoever changes what others
// build on sees it in the diff. `npm run api` writes them anew; `npm run check` compares them, and wants words for every
// public name.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor'
import { undocumentedNames } from './api-report.mjs'
import { build } from './build.mjs'
import { inRepository } from './repository.mjs'
import { publicPackages } from './workspaces.mjs'

/** Those that applications call. Elsewhere words for what is exported are enough, and not for each of its members. */
const FULLY_DOCUMENTED = ['packages/provider', 'packages/react']

const isUpdate = process.argv.includes('--update')
// It reads what was built, which `npm run check` has seen to.
if (isUpdate && !build(publicPackages().map(({ manifest }) => manifest.name))) process.exit(1)

const entries = publicPackages().flatMap(entriesOf)
const overrideTsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom'],
    types: ['node'],
    strict: true,
    skipLibCheck: true,
  },
  files: entries.map(({ types }) => types),
}
const configs = entries.map(configFor)
// One program for all of them: most of the time goes into reading TypeScript's own libraries.
const compilerState = CompilerState.create(configs[0])
const problems = [...entries.flatMap(check), ...leftReports()]
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function entriesOf({ folder, manifest }) {
  const reports = `${folder}/api`
  mkdirSync(inRepository(reports), { recursive: true })
  return Object.entries(manifest.exports).map(([subpath, { types }]) => ({
    folder,
    types: inRepository(folder, types),
    report: `${reports}/${subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-')}.api.md`,
  }))
}

function check({ folder, report }, index) {
  const problems = []
  const { apiReportChanged } = Extractor.invoke(configs[index], {
    compilerState,
    localBuild: isUpdate,
    messageCallback: (message) => {
      message.handled = true
      if (message.logLevel === 'error') problems.push(`${report}: ${message.text}`)
    },
  })
  if (apiReportChanged && !isUpdate) problems.push(`${report} is not what the package exports`)
  if (problems.length > 0) return problems
  return undocumentedNames(readFileSync(inRepository(report), 'utf8'), {
    withMembers: FULLY_DOCUMENTED.includes(folder),
  }).map((name) => `${report}: ${name} has no words`)
}

/** Reports of entries that are no more. */
function leftReports() {
  const known = new Set(entries.map(({ report }) => report))
  const left = [...new Set(entries.map(({ folder }) => `${folder}/api`))]
    .flatMap((reports) => readdirSync(inRepository(reports)).map((name) => `${reports}/${name}`))
    .filter((report) => !known.has(report))
  if (!isUpdate) return left.map((report) => `${report}: there is no such entry`)
  for (const report of left) rmSync(inRepository(report))
  return []
}

function configFor({ folder, types, report }) {
  const name = report.slice(`${folder}/api/`.length)
  const temporary = inRepository('artifacts/api', folder)
  mkdirSync(temporary, { recursive: true })
  return ExtractorConfig.prepare({
    packageJsonFullPath: inRepository(folder, 'package.json'),
    configObject: {
      projectFolder: inRepository(folder),
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: inRepository(folder, 'api'),
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          'ae-undocumented': { logLevel: 'none' },
          // Types that the surface mentions and the entry does not name. They stand in the report.
          'ae-forgotten-export': { logLevel: 'none', addToApiReportFile: true },
          // Links are the editor's, which also finds members. There is one audience, so no tag says which.
          'ae-unresolved-link': { logLevel: 'none' },
          'ae-missing-release-tag': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  })
}
