import { Command, CommanderError } from 'commander'
import { ConfigProblem } from '../config/config-problem.ts'
import type { GivenFlags, Surroundings } from '../config/read-settings.ts'
import { variableOf, type Setting } from '../config/setting.ts'
import { settings, type SettingName } from '../config/settings.ts'
import { StartProblem } from '../start-problem.ts'
import type { CliCommand, ExitCode, Invocation } from './command.ts'

export interface CommandLine {
  readonly commands: readonly CliCommand[]
  readonly surroundings: Surroundings
  readonly version: string
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/**
 * Does what the arguments say.
 *
 * @param argv What follows `weft`.
 * @returns The exit code; undefined when the process goes on.
 */
export async function runCommand(
  argv: readonly string[],
  { commands, surroundings, version, print, complain }: CommandLine,
): Promise<ExitCode | undefined> {
  let chosen: (() => Promise<ExitCode | undefined>) | undefined
  const program = new Command('weft')
    .description('A Yjs sync server: every document at ws://host:port/<document name>, on disk.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('"weft --help" lists the commands.')
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => complain(text.trimEnd()),
    })
  for (const command of commands) {
    const parsed = program
      .command(command.name)
      .summary(firstSentence(command.summary))
      .description(command.summary)
      .showHelpAfterError(`"weft ${command.name} --help" tells what can stand here.`)
      .addHelpText('after', `\nExample:\n  ${command.example}`)
      .allowExcessArguments(false)
    command.define?.(parsed)
    addSettings(parsed, command.settings)
    parsed.action(() => {
      const [flags, options] = split(parsed.opts(), command.settings)
      const invocation: Invocation = {
        args: parsed.args,
        options,
        flags,
        surroundings,
        version,
        print,
        complain,
      }
      chosen = () => command.run(invocation)
    })
  }
  try {
    program.parse(argv, { from: 'user' })
    return (await chosen?.()) ?? undefined
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof ConfigProblem) && !(error instanceof StartProblem)) throw error
    complain(error.message)
    return error instanceof ConfigProblem ? 2 : 1
  }
}

/** As much as the list of all commands has room for. */
const firstSentence = (summary: string): string => summary.replace(/(?<=\.) .*$/, '')

function addSettings(command: Command, names: readonly SettingName[]): void {
  if (names.length === 0) return
  command.option('--config <file>', 'a file with settings, in YAML or JSON; or WEFT_CONFIG')
  for (const name of names) {
    const { argument, about }: Setting<unknown> = settings[name]
    command.option(
      argument === undefined ? `--${name}` : `--${name} ${argument}`,
      `${about}; or ${variableOf(name)}${fallbackWords(name)}`,
    )
  }
}

/** The default of a setting in words, for help; empty where nothing is the default. */
function fallbackWords(name: SettingName): string {
  const { fallback, fallbackWords: words, print }: Setting<unknown> = settings[name]
  if (words !== undefined) return ` (default: ${words})`
  if (fallback === undefined || fallback === false) return ''
  return ` (default: ${String(print(fallback))})`
}

/** Parts the settings' flags, as texts, from a command's own. */
function split(
  given: Readonly<Record<string, unknown>>,
  names: readonly SettingName[],
): [GivenFlags, Record<string, unknown>] {
  const rest = { ...given }
  const flags = new Map<string, readonly string[]>()
  for (const name of [...names, 'config'] as const) {
    const attribute = name.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())
    const value = rest[attribute]
    delete rest[attribute]
    if (value === undefined) continue
    flags.set(
      name,
      Array.isArray(value) ? value.map(String) : [value === true ? '1' : String(value)],
    )
  }
  return [Object.fromEntries(flags), rest]
}
