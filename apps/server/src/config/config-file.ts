import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseDocument } from 'yaml'
import { systemWords } from '../system-words.ts'
import { ConfigProblem } from './config-problem.ts'
import { didYouMean } from './nearest.ts'
import { isSettingName, settingNames, type SettingName } from './settings.ts'

/** What a configuration file sets. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string
  /** Where its relative paths start. */
  readonly folder: string
  readonly values: ReadonlyMap<SettingName, unknown>
}

/**
 * Reads a configuration file: YAML, or JSON, which YAML contains. Its keys are the flags' names.
 *
 * @param path Absolute.
 * @throws {ConfigProblem} When it cannot be read, is no such file, or has a key that is no setting.
 */
export function readConfigFile(path: string): ConfigFile {
  const document = parseDocument(readText(path), { prettyErrors: true })
  const [mistake] = document.errors
  if (mistake) throw new ConfigProblem(`Cannot read ${path}: ${oneLine(mistake.message)}`)
  // References inside the file would let a small one grow large.
  const content: unknown = document.toJS({ maxAliasCount: 0 }) ?? {}
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new ConfigProblem(`Cannot use ${path}: it must have lines such as "port: 1234".`)
  const values = new Map<SettingName, unknown>()
  for (const [name, value] of Object.entries(content)) {
    if (!isSettingName(name))
      throw new ConfigProblem(
        `Cannot use ${path}: there is no setting "${name}".${didYouMean(name, settingNames)}`,
      )
    // An empty value is none, as in the environment.
    if (value !== null) values.set(name, value)
  }
  return { path, folder: dirname(path), values }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigProblem(`Cannot read the settings in ${path}: ${systemWords(error)}.`, {
      cause: error,
    })
  }
}

const oneLine = (message: string): string => message.split('\n')[0]?.replace(/:$/, '.') ?? ''
