// How soon somebody who follows a link sees something, and has the document: real command, real browser, loopback. Each
// time with an empty cache and a browser profile of its own. Beside it, in turns, a page with a provider and nothing else:
// no page could be sooner in this browser on this machine.
// Usage, after a build: npm run figure:editor-start [-- <times>]
import { openFigureBrowser } from './long-document-tab.mjs'
import { bareProvider, DOCUMENT, editors } from './editor-pages.mjs'
import { MOMENTS, startOnce } from './editor-start-tab.mjs'
import { writeLongDocument } from './long-document.mjs'

const TIMES = Number(process.argv[2] ?? 10)
const WORDS = 500

const weft = await editors['Weft’s editor']()
const bare = await bareProvider()
const browser = await openFigureBrowser()
try {
  for (const { url } of [weft, bare]) await writeLongDocument(url, DOCUMENT, WORDS)
  const pages = [
    { name: 'Weft’s editor', page: weft.page, starts: [] },
    { name: 'a provider alone', page: bare.page, starts: [] },
    { name: 'a provider with a copy on the device', page: `${bare.page}?keeps`, starts: [] },
  ]
  // The first ones also start the browser's own processes, and fill the servers' caches.
  for (const { page } of pages) await startOnce(browser, page)
  for (let time = 0; time < TIMES; time += 1) {
    for (const { page, starts } of pages) starts.push(await startOnce(browser, page))
  }
  for (const { name, starts } of pages) {
    console.log(`\n${name}, ms after the navigation: median, worst of ${TIMES}`)
    for (const moment of MOMENTS) {
      const sorted = starts.map((start) => start[moment]).sort((a, b) => a - b)
      const median = sorted[Math.floor(sorted.length / 2)]
      console.log(`${moment}: ${median.toFixed(0)}, ${sorted.at(-1).toFixed(0)}`)
    }
  }
} finally {
  await browser.close()
  await Promise.all([weft.stop(), bare.stop()])
}
