import { readFileSync } from 'node:fs'
import { commands } from './commands/commands.ts'
import { runCommand } from './commands/run-command.ts'

/** The `weft` command: the only part of Weft that reads arguments and the environment. */
export async function main(): Promise<void> {
  // What is in documents is nobody else's on this machine, nor is the secret that signs sessions.
  process.umask(0o077)
  const exitCode = await runCommand(process.argv.slice(2), {
    commands,
    surroundings: { env: process.env, cwd: process.cwd() },
    version: ownVersion(),
    print: (text) => console.log(text),
    complain: (text) => console.error(text),
  })
  if (exitCode !== undefined) process.exitCode = exitCode
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return hasVersion ? String(manifest.version) : 'unknown'
}
