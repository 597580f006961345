// Runs a bundle as a page would, until it says what is expected: `node run-page.mjs <bundle> <server> <document> <words>`.
// Prints what it says last, and on standard error whatever it complains of.
import { pathToFileURL } from 'node:url'
import { Window } from 'happy-dom'
import { WebSocket } from 'ws'

const [, , bundle, serverUrl, documentName, expected] = process.argv
const window = new Window({ url: 'http://127.0.0.1/' })
const { document } = window
Object.assign(globalThis, { window, document, WebSocket, serverUrl, documentName })

await import(pathToFileURL(bundle).href)
const startMs = performance.now()
while (document.body.textContent !== expected && performance.now() - startMs < 20_000) {
  await new Promise((resolve) => setTimeout(resolve, 20))
}
console.log(document.body.textContent)
process.exit()
