import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

/** What `weft doctor` found. */
export interface Report {
  readonly code: number | null
  /** By what was looked at: whether it is right, and the words. */
  readonly of: (what: string) => string | undefined
}

/** `weft doctor` with these arguments, to its end. */
export async function doctor(...args: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, [bin, 'doctor', '--json', ...args], {
    env: { PATH: process.env['PATH'] },
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await once(child, 'close')
  const { findings } = JSON.parse(printed) as {
    findings: { what: string; is: string; found: string; remedy?: string }[]
  }
  return {
    code: child.exitCode,
    of: (what) =>
      findings
        .filter((each) => each.what === what)
        .map(({ is, found, remedy }) => `${is}: ${found}; ${remedy ?? ''}`)
        .join(' | ') || undefined,
  }
}
