// A person types in a document of 50,000 words while ten others do: how long each key takes to be on the screen, as
// browsers measure it for "Interaction to Next Paint". Weft's editor and Tiptap as it comes, one after the other, with the
// same document, server and typists.
// Usage, after a build: npm run figure:typing [-- <keys> [<words>]]
import { cpus } from 'node:os'
import { openFigureBrowser, startTypists } from './long-document-tab.mjs'
import { DOCUMENT, editors } from './editor-pages.mjs'
import { writeLongDocument } from './long-document.mjs'

const KEYS = Number(process.argv[2] ?? 200)
const WORDS = Number(process.argv[3] ?? 50_000)
const PAUSE_MS = 100

const browser = await openFigureBrowser()
const inps = new Map()
console.log(
  `${WORDS} words, ten typists, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
try {
  for (const [name, start] of Object.entries(editors)) {
    const { url, page, stop } = await start()
    await writeLongDocument(url, DOCUMENT, WORDS)
    const { inp, worst, median, busy } = await type(url, page)
    inps.set(name, inp)
    console.log(
      `${name}: INP ${inp.toFixed(0)} ms (worst ${worst.toFixed(0)}, median ${median.toFixed(0)}), main thread busy ${(busy * 100).toFixed(0)} %`,
    )
    await stop()
  }
  const [stock, own] = [...inps.values()]
  console.log(`Weft’s editor has ${(own / stock).toFixed(2)} × the INP`)
} finally {
  await browser.close()
}

async function type(url, address) {
  const tab = await browser.newPage()
  await tab.goto(address)
  await tab.locator('.ProseMirror > *').nth(100).waitFor({ state: 'attached', timeout: 120_000 })
  const endTypists = await startTypists(url, DOCUMENT)
  await tab.locator('.ProseMirror > p').nth(1).click()
  await tab.evaluate(() => {
    window.durations = new Map()
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (interactionId === 0) continue
        const known = window.durations.get(interactionId) ?? 0
        window.durations.set(interactionId, Math.max(known, duration))
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: false })
  })
  const session = await tab.context().newCDPSession(tab)
  await session.send('Performance.enable')
  const before = await taskSeconds(session)
  const startMs = performance.now()
  for (let key = 0; key < KEYS; key += 1) {
    await tab.keyboard.press(key % 6 === 5 ? 'Space' : 'k')
    await tab.waitForTimeout(PAUSE_MS)
  }
  const busy = ((await taskSeconds(session)) - before) / ((performance.now() - startMs) / 1000)
  const slow = await tab.evaluate(() => [...window.durations.values()])
  await endTypists()
  await tab.close()
  // Keys that took less than the least that is told are counted as that much.
  const all = [...slow, ...Array(Math.max(0, KEYS - slow.length)).fill(16)].sort((a, b) => b - a)
  // As web-vitals has it: the worst, but for one in each fifty.
  const inp = all[Math.min(all.length - 1, Math.floor(KEYS / 50))]
  return { inp, worst: all[0], median: all[Math.floor(all.length / 2)], busy }
}

async function taskSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value
}
