import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { Visitor, parseSync } from 'oxc-parser'
import { inRepository, repositoryRoot } from './repository.mjs'

/**
 * The table in boundaries.json. `arrows` says for each folder what its files may import; of two folders the deeper one
 * counts. An entry is a package, `node:*`, `@weft/*`, `*` (any package that is neither) or `./` and another folder.
 * Tests may also import what `tests` lists. The files of `atRunTime` import what is only named when they run.
 *
 * @typedef {{ arrows: Record<string, string[]>, tests: string[], atRunTime?: string[] }} Boundaries
 */

/** @returns {string[]} One line for each import in the repository that has no arrow. */
export function findViolations() {
  const boundaries = JSON.parse(readFileSync(inRepository('boundaries.json'), 'utf8'))
  return ['packages', 'apps', 'e2e']
    .flatMap((folder) => sourceFiles(inRepository(folder)))
    .map((path) => relative(repositoryRoot, path).replaceAll(sep, '/'))
    .flatMap((file) => violationsIn(file, readFileSync(inRepository(file), 'utf8'), boundaries))
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return ['node_modules', 'dist'].includes(entry.name)
        ? []
        : sourceFiles(join(folder, entry.name))
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [join(folder, entry.name)] : []
  })
}

/**
 * @param {string} file Below the repository's top folder.
 * @param {string} source
 * @param {Boundaries} boundaries
 * @returns {string[]}
 */
export function violationsIn(file, source, { arrows, tests, atRunTime = [] }) {
  const home = folderOf(file, arrows)
  if (!home) return [`${file}: no entry of boundaries.json covers it`]
  const isTest = /\.(test|test-support|config)\.|\/test\//.test(file)
  const allowed = isTest ? [...arrows[home], ...tests] : arrows[home]
  return importsOf(file, source).flatMap(({ specifier, line }) => {
    if (specifier === undefined)
      return atRunTime.includes(file)
        ? []
        : [`${file}:${line} imports what only shows when it runs`]
    const target = targetOf(file, specifier, arrows)
    const isAllowed = target === `./${home}` || allowed.some((entry) => covers(entry, target))
    return isAllowed ? [] : [`${file}:${line} imports "${specifier}": ${home} may not`]
  })
}

const folderOf = (file, arrows) =>
  Object.keys(arrows)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((one, other) => other.length - one.length)[0]

// A relative import leads to a folder of the table, anything else to a package.
function targetOf(file, specifier, arrows) {
  if (specifier.startsWith('node:')) return specifier
  if (!specifier.startsWith('.'))
    return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  const path = posix.join(posix.dirname(file), specifier)
  return `./${folderOf(path, arrows) ?? path}`
}

function covers(entry, target) {
  if (entry === '*') return !/^(\.|node:|@weft\/)/.test(target)
  return entry.endsWith('*') ? target.startsWith(entry.slice(0, -1)) : entry === target
}

/** Every import, also of types alone and those made at run time. */
function importsOf(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new SyntaxError(`Cannot read ${file}: ${errors[0].message}`)
  const found = []
  const note = (node) =>
    node.source &&
    found.push({
      specifier: node.source.value,
      line: source.slice(0, node.start).split('\n').length,
    })
  new Visitor({
    ImportDeclaration: note,
    ExportNamedDeclaration: note,
    ExportAllDeclaration: note,
    ImportExpression: note,
    TSImportType: note,
  }).visit(program)
  return found
}
