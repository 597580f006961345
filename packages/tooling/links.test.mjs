import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { inRepository, repositoryRoot } from './repository.mjs'

/** What is made, or installed. */
const NOT_OURS = new Set(['node_modules', 'dist', 'packs', 'data'])

/** The Markdown of the repository. */
const pagesIn = (folder) =>
  readdirSync(inRepository(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : pagesIn(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
const pages = pagesIn('.')

/** A page without what stands in fences, where brackets are code. */
const proseOf = (page) => readFileSync(inRepository(page), 'utf8').replaceAll(/^```[^]*?^```/gm, '')

/** Where the headings of a page can be linked to, as GitHub has it. */
const anchorsOf = (page) =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  )

/** What is wrong with the links of a page to others here. */
function brokenIn(page) {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
  return links.filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false
    const [path, anchor] = link.split('#')
    const target = path === '' ? page : relative(repositoryRoot, inRepository(dirname(page), path))
    if (!existsSync(inRepository(target))) return true
    if (anchor === undefined || statSync(inRepository(target)).isDirectory()) return false
    return target.endsWith('.md') && !anchorsOf(target).includes(anchor)
  })
}

test('there are pages, and a broken link would be found', () => {
  expect(pages.length).toBeGreaterThan(20)
  expect(anchorsOf(join('apps', 'docs', 'operator', 'README.md'))).toContain('in-one-minute')
})

test.each(pages)('%s leads to what is there', (page) => {
  expect(brokenIn(page)).toEqual([])
})
