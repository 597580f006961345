import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Plugin } from 'vite'
import { examples } from '../examples.ts'
import { galleryCards, pageFoot, pageHead } from './markup.ts'
import { linesOf } from './lines-of.ts'

/** Fills in what the pages have in common: a heading with links, and the example's own source. */
export function fillPages(): Plugin {
  return {
    name: 'fill-pages',
    transformIndexHtml: {
      order: 'pre',
      handler(html, { filename }) {
        const folder = dirname(filename)
        const example = examples.find((each) => each.folder === basename(folder))
        const tags = [
          { tag: 'link', attrs: { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' } },
        ]
        if (!example)
          return {
            html: html.replace('<!-- cards -->', () => galleryCards(examples, linesOf)),
            tags,
          }
        const sources = example.files.map((file) => ({
          file,
          source: readFileSync(`${folder}/${file}`, 'utf8'),
        }))
        const filled = html
          .replace('<!-- head -->', () => pageHead(examples, example, linesOf(example)))
          .replace('<!-- foot -->', () => pageFoot(sources))
        return { html: filled, tags }
      },
    },
  }
}
