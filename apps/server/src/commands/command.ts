import type { Command } from 'commander'
import type { GivenFlags, Surroundings } from '../config/read-settings.ts'
import type { SettingName } from '../config/settings.ts'

/**
 * How a command ended: 0 done, 1 it could not be done, 2 it was told something that cannot be. What goes on by itself ends
 * with its own.
 */
export type ExitCode = 0 | 1 | 2

/** What a command is run with. */
export interface Invocation {
  /** What stands behind its name and is no flag. */
  readonly args: readonly string[]
  /** Its own flags, by Commander's names; settings are in {@link flags}. */
  readonly options: Readonly<Record<string, unknown>>
  readonly flags: GivenFlags
  readonly surroundings: Surroundings
  readonly version: string
  /** A line for whoever reads along, or for the next program. */
  readonly print: (text: string) => void
  /** A line about what went wrong. */
  readonly complain: (text: string) => void
}

/** One of the words that can follow `weft`. */
export interface CliCommand {
  readonly name: string
  /** What it does, as a sentence. */
  readonly summary: string
  /** A line that works, as `--help` shows it. */
  readonly example: string
  /** The settings that have flags here. */
  readonly settings: readonly SettingName[]
  /** Adds arguments and flags of its own. */
  readonly define?: (command: Command) => void
  /**
   * Resolves with undefined when the process is to go on by itself.
   *
   * @throws {ConfigProblem} For exit code 2. {StartProblem} For exit code 1. Both are told by their message.
   */
  readonly run: (invocation: Invocation) => Promise<ExitCode | undefined>
}
