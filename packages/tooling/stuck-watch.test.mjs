import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inRepository } from './repository.mjs'

// Inside the repository, so that it finds Vitest.
let folder
beforeAll(() => {
  mkdirSync(inRepository('artifacts'), { recursive: true })
  folder = mkdtempSync(inRepository('artifacts/stuck-'))
  const setupFiles = [inRepository('packages/tooling/stuck-watch.mjs')]
  write(
    'vitest.config.mjs',
    `export default { test: { setupFiles: ${JSON.stringify(setupFiles)} } }`,
  )
  write('fine.test.mjs', "import { test } from 'vitest'\ntest('is fine', () => {})\n")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name, code) => writeFileSync(join(folder, name), code)

/** What Vitest prints of a file beside one that is fine. */
function runBesideFine(code) {
  write('stuck.test.mjs', `import { test } from 'vitest'\n${code}\n`)
  const vitest = inRepository('node_modules/vitest/vitest.mjs')
  const env = { ...process.env, WEFT_STUCK_AFTER_MS: '1500', NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, 'run', '--root', folder], { env }, (error, ...printed) =>
      resolve({ code: error?.code ?? 0, printed: printed.join('\n') }),
    )
  })
}

test.each([
  ['a loop', 'const endless = () => { for (;;) Math.random() }', 'at endless (file:'],
  [
    'a command that does not end',
    "import { execFileSync } from 'node:child_process'\nconst endless = () => execFileSync('sleep', ['20'])",
    'It is in a system call',
  ],
])(
  'a file that is stuck in %s is ended, and the others are run',
  async (_, code, where) => {
    const { code: exitCode, printed } = await runBesideFine(`${code}\ntest('hangs', endless)`)
    expect(printed).toContain('stuck.test.mjs has been stuck for 2 s, and is ended.')
    expect(printed).toContain(where)
    expect(printed).toMatch(/fine\.test\.mjs[\s\S]*1 passed/)
    expect(exitCode).toBe(1)
  },
  60_000,
)
