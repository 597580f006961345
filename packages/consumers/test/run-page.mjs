// Gives a bundle the page that it expects, and ends when that says what it should:
// `node --import <this file> <bundle> <server> <document> <words>`. Prints what the page says last.
import { Window } from 'happy-dom'
import { WebSocket } from 'ws'

const [, , serverUrl, documentName, expected] = process.argv
const window = new Window({ url: 'http://127.0.0.1/' })
const { document } = window
Object.assign(globalThis, { window, document, WebSocket, serverUrl, documentName })

const startMs = performance.now()
const look = setInterval(() => {
  const says = document.body.textContent
  if (says !== expected && performance.now() - startMs < 20_000) return
  clearInterval(look)
  console.log(says)
  process.exit()
}, 20)
