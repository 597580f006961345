import { commands } from '../src/commands/commands.ts'
import { runCommand } from '../src/commands/run-command.ts'
import type { Ended } from './weft-process.ts'

/** Runs a command of `weft` in this process: all of it, but for the process, which takes a second to start. */
export async function weftHere(...args: readonly string[]): Promise<Ended> {
  const [out, complaints]: [string[], string[]] = [[], []]
  const code = await runCommand(args, {
    commands,
    surroundings: { env: {}, cwd: process.cwd() },
    // Of the server that is built: a command talks to its own version only.
    version: '0.1.0',
    print: (text) => out.push(text),
    complain: (text) => complaints.push(text),
  })
  return { code: code ?? null, stdout: out.join('\n'), stderr: complaints.join('\n') }
}
