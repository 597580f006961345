// How soon somebody who follows a link sees something, and has the document: real command, real browser, loopback. Each
// time with an empty cache and a browser profile of its own.
// Usage, after a build: npm run figure:editor-start [-- <times>]
import { openFigureBrowser } from './long-document-tab.mjs'
import { DOCUMENT, editors } from './editor-pages.mjs'
import { writeLongDocument } from './long-document.mjs'

const TIMES = Number(process.argv[2] ?? 10)
const WORDS = 500

const { url, page, stop } = await editors['Weft’s editor']()
const browser = await openFigureBrowser()
try {
  await writeLongDocument(url, DOCUMENT, WORDS)
  // The first one also starts the browser's own processes.
  await open()
  const opened = []
  for (let time = 0; time < TIMES; time += 1) opened.push(await open())
  for (const what of ['first contentful paint', 'synced']) {
    const sorted = opened.map((each) => each[what]).sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    console.log(
      `${what}: median ${median.toFixed(0)} ms, worst of ${TIMES} ${sorted.at(-1).toFixed(0)} ms`,
    )
  }
} finally {
  await browser.close()
  await stop()
}

async function open() {
  const context = await browser.newContext()
  const tab = await context.newPage()
  // When the page first says that everything is on disk, which it says only after it has been synced.
  await tab.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[data-save-state="saved"]')) return
      window.syncedMs = performance.now()
      observer.disconnect()
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await tab.goto(page)
  await tab.waitForFunction(() => window.syncedMs !== undefined)
  const firstPaint = await tab.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  )
  const measured = {
    'first contentful paint': await firstPaint.jsonValue(),
    synced: await tab.evaluate(() => window.syncedMs),
  }
  await context.close()
  return measured
}
