import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Ended } from './weft-process.ts'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

/** Runs a command of `weft` to its end. @param begun Told of the process. */
export async function runWeft(
  args: readonly string[],
  begun?: (child: ChildProcess) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], { env: { PATH: process.env['PATH'] } })
  begun?.(child)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}
