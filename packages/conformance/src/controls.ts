import { exec } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { answers } from './answers.ts'
import type { ServerProcess } from '@weft/testkit'
import type { Controls } from './target.ts'

const COMMAND_LIMIT_MS = 60_000
const BACK_LIMIT_MS = 30_000

/** What can be done to a server that the kit started itself. */
export function controlsOf(server: ServerProcess): Controls {
  let reviving: Promise<void> | undefined
  return {
    restart: async () => {
      await server.stop()
      await server.start()
    },
    crash: async () => {
      await server.kill()
      await server.start()
    },
    residentBytes: () => server.residentBytes(),
    isRunning: () => server.isRunning,
    // Several cases may find it gone at once.
    revive: () => (reviving ??= server.start().finally(() => (reviving = undefined))),
  }
}

/** What can be done to a server elsewhere, by commands that end when it has been done. */
export function controlsByCommand(
  url: string,
  commands: { readonly restart?: string | undefined; readonly crash?: string | undefined },
): Controls {
  const run = (command: string) => async () => {
    await promisify(exec)(command, { timeout: COMMAND_LIMIT_MS })
    const endMs = performance.now() + BACK_LIMIT_MS
    while (!(await answers(url))) {
      if (performance.now() > endMs)
        throw new Error(`After "${command}" nothing takes connections at ${url}`)
      await sleep(100)
    }
  }
  return {
    ...(commands.restart === undefined ? {} : { restart: run(commands.restart) }),
    ...(commands.crash === undefined ? {} : { crash: run(commands.crash) }),
  }
}
