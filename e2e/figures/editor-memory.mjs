// What a tab holds while ten others type in a document of 50,000 words, after each minute and a collection of garbage.
// Usage, after a build: npm run figure:editor-memory [-- <minutes> [<words>]]
import { openFigureBrowser, startTypists } from './long-document-tab.mjs'
import { DOCUMENT, editors } from './editor-pages.mjs'
import { writeLongDocument } from './long-document.mjs'

const MINUTES = Number(process.argv[2] ?? 10)
const WORDS = Number(process.argv[3] ?? 50_000)
const MIB = 1024 * 1024

const { url, page, stop } = await editors['Weft’s editor']()
const browser = await openFigureBrowser()
try {
  await writeLongDocument(url, DOCUMENT, WORDS)
  const tab = await browser.newPage()
  await tab.goto(page)
  await tab.locator('.ProseMirror > *').nth(100).waitFor({ state: 'attached', timeout: 120_000 })
  const endTypists = await startTypists(url, DOCUMENT)
  await tab.locator('.ProseMirror > p').nth(1).click()
  const session = await tab.context().newCDPSession(tab)
  for (let minute = 0; minute <= MINUTES; minute += 1) {
    console.log(`after ${minute} min: ${await heap(session)}`)
    for (let key = 0; minute < MINUTES && key < 60; key += 1) {
      await tab.keyboard.press(key % 6 === 5 ? 'Space' : 'k')
      await tab.waitForTimeout(1000)
    }
  }
  await endTypists()
} finally {
  await browser.close()
  await stop()
}

async function heap(session) {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  return `${(usedSize / MIB).toFixed(1)} MiB of JavaScript, ${nodes} nodes, ${jsEventListeners} listeners`
}
