import { resolve } from 'node:path'
import { readConfigFile, type ConfigFile } from './config-file.ts'
import { ConfigProblem } from './config-problem.ts'
import { ValueProblem, type Place } from './kind.ts'
import { didYouMean } from './nearest.ts'
import { variableOf, type Setting } from './setting.ts'
import { settingNames, settings, type SettingName, type Settings } from './settings.ts'
import { shownAddress } from './web-address.ts'

/** Where the command was started. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
}

/** The flags that were given, by setting; `config` is the file's. */
export type GivenFlags = Readonly<Partial<Record<SettingName | 'config', readonly string[]>>>

/** A value that is in force, and who says so. */
export interface InForce {
  readonly value: unknown
  /** E.g. `--port`, `WEFT_PORT`, `port in /etc/weft.yaml`; undefined: nobody, it is the default. */
  readonly from: string | undefined
}

/** All that is in force. */
export interface ReadSettings {
  readonly values: Settings
  readonly from: (name: SettingName) => string
  readonly inForce: ReadonlyMap<SettingName, InForce>
  /** Absolute; undefined where there is none. */
  readonly file: string | undefined
}

/**
 * Reads all settings: a flag wins over its variable, which wins over the file. An empty variable counts as absent.
 *
 * @throws {ConfigProblem} When something in them is no setting, or no value for it.
 */
export function readSettings(flags: GivenFlags, { env, cwd }: Surroundings): ReadSettings {
  refuseUnknownVariables(env)
  const named = flags.config?.at(-1) || env['WEFT_CONFIG']
  const file = named ? readConfigFile(resolve(cwd, named)) : undefined
  const inForce = new Map<SettingName, InForce>()
  for (const name of settingNames) inForce.set(name, find(name, { flags, env, cwd, file }))
  const values = Object.fromEntries([...inForce].map(([name, { value }]) => [name, value]))
  return {
    values: values as Settings,
    from: (name) => inForce.get(name)?.from ?? `--${name}`,
    inForce,
    file: file?.path,
  }
}

interface Sources extends Surroundings {
  readonly flags: GivenFlags
  readonly file: ConfigFile | undefined
}

function find(name: SettingName, { flags, env, cwd, file }: Sources): InForce {
  const setting: Setting<unknown> = settings[name]
  const variable = variableOf(name)
  const flag = flags[name]
  const fromEnvironment = env[variable]
  if (flag) return { value: fromTexts(setting, flag, `--${name}`, cwd), from: `--${name}` }
  if (fromEnvironment)
    return { value: fromTexts(setting, [fromEnvironment], variable, cwd), from: variable }
  if (!file?.values.has(name)) {
    const { fallback } = setting
    return { value: setting.settle?.(fallback, { folder: cwd }) ?? fallback, from: undefined }
  }
  const from = `${name} in ${file.path}`
  const given = file.values.get(name)
  const read = (place: Place): unknown => setting.fromFile(given, place)
  const shown = JSON.stringify(typeof given === 'string' ? shownAddress(given) : given)
  return { value: checked(setting, read, shown, from, file.folder), from }
}

function fromTexts(
  setting: Setting<unknown>,
  texts: readonly string[],
  from: string,
  folder: string,
): unknown {
  const shown = `"${texts.map(shownAddress).join(', ')}"`
  return checked(setting, (place) => setting.fromTexts(texts, place), shown, from, folder)
}

function checked(
  { mustBe }: Setting<unknown>,
  read: (place: Place) => unknown,
  shown: string,
  from: string,
  folder: string,
): unknown {
  try {
    const value = read({ folder })
    if (value !== undefined) return value
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error
    throw new ConfigProblem(`${error.message} (${from}).`)
  }
  if (from === 'WEFT_PORT' && shown.startsWith('"tcp://'))
    throw new ConfigProblem(
      'Cannot use what Kubernetes put into WEFT_PORT, because a service is called "weft": set "enableServiceLinks: false" for the pod, or use --port.',
    )
  throw new ConfigProblem(`Cannot use ${shown} for ${from}: it must be ${mustBe}.`)
}

const knownVariables = ['WEFT_CONFIG', ...settingNames.map(variableOf)]

/** A typing mistake would otherwise be a setting that is not in force. */
function refuseUnknownVariables(env: Surroundings['env']): void {
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('WEFT_') || !value || knownVariables.includes(name)) continue
    // What Kubernetes sets in every pod beside a service that is called "weft".
    if (/^WEFT_(SERVICE|PORT)_/.test(name)) continue
    throw new ConfigProblem(
      `Cannot use ${name}: there is no such setting.${didYouMean(name, knownVariables)}`,
    )
  }
}
