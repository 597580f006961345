import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { GuideFolder } from './guide-folder.ts'

const guide = fileURLToPath(new URL('../../docs/operator', import.meta.url))
const pages = readdirSync(guide).filter((name) => name.endsWith('.md'))
const PAGE_MS = 120_000

/** What a page says to type, block by block; what needs another machine's programs stands in blocks that are not `sh`. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(guide, page), 'utf8')
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '')
}

describe('the operator’s guide', () => {
  test('tells commands', () => {
    expect(pages.flatMap(commandsOf).length).toBeGreaterThan(0)
  })

  test.for(pages.filter((page) => commandsOf(page).length > 0))(
    'the commands of %s work as they stand, one after the other',
    { timeout: PAGE_MS },
    async (page) => {
      await using folder = await GuideFolder.make()
      for (const block of commandsOf(page)) expect(await folder.run(block), block).toBeUndefined()
    },
  )
})
