// Fifty people who move their cursors in one document: what that costs on the wire and on the server, and how long
// anybody is shown a cursor that has moved on. y-websocket's provider with @y/websocket-server beside Weft's provider
// with the Weft command: real processes, real sockets, one run. Linux only.
//
// The awareness states are those of Tiptap's caret. At 20 moves a second anchor and head both move, as while typing; at
// 60 the head alone does, as when a selection is dragged. Bytes are those of TCP's payload, both ways, counted at the
// clients' sockets from the first move until everybody shows everybody's last cursor and no more bytes come. Everybody
// makes the same number of moves on either side, so that a server that falls behind has no fewer bytes for it.
// *Outdated* is how long a peer had shown a cursor that had moved on when the next one came.
// Usage, after a build: npm run figure:cursor-traffic [-- <clients> <seconds>]
import { fork } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { askAll } from './ask-all.mjs'
import { cpuMs } from './cpu-of.mjs'
import { startStock } from './start-stock.mjs'
import { startWeft } from './start-weft.mjs'

const CLIENTS = Number(process.argv[2] ?? 50)
const SECONDS = Number(process.argv[3] ?? 3)
const PROCESSES = 2
const RATES = [20, 60]
const GOAL = 0.2

console.log(
  `${CLIENTS} people, ${SECONDS} s, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
const seed = seedUpdate()
for (const rate of RATES) {
  const stock = await measure('y-websocket', rate)
  const weft = await measure('weft', rate)
  const part = weft.bytesPerMove / stock.bytesPerMove
  console.log(`${rate} moves a second: ${part.toFixed(3)} × y-websocket's bytes`)
  if (!(part <= GOAL) || !weft.isComplete || !stock.isComplete) process.exitCode = 1
}

/** A paragraph of text, the same for everybody. */
function seedUpdate() {
  const doc = new Y.Doc()
  doc.clientID = 1
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  doc.getXmlFragment('default').insert(0, [paragraph])
  paragraph.insert(0, [text])
  text.insert(0, 'The quick brown fox jumps over the lazy dog. '.repeat(200))
  return Y.encodeStateAsUpdate(doc)
}

async function measure(kind, rate) {
  const server = await (kind === 'weft'
    ? startWeft({ flags: ['--log-level', 'error'] })
    : startStock())
  const children = Array.from({ length: PROCESSES }, () =>
    fork(fileURLToPath(new URL('./moving-cursors.mjs', import.meta.url)), {
      serialization: 'advanced',
    }),
  )
  const ask = (question) => askAll(children, (index) => ({ ...question, index }))
  try {
    const url = server.url.replace('http', 'ws')
    await ask({
      join: { kind, url, seed, rate, clients: CLIENTS, of: PROCESSES },
    })
    const moves = CLIENTS * rate * SECONDS
    // Once with half as many, so that no compiler is measured.
    await ask({ move: Math.ceil(moves / CLIENTS / 2) })
    const startCpuMs = cpuMs(server.pid)
    const moved = await ask({ move: moves / CLIENTS })
    const serverMs = cpuMs(server.pid) - startCpuMs
    const sentAt = new Map(moved.flatMap((answer) => [...answer.sentAt]))
    const seen = await ask({ sentAt })
    const sum = (of) => moved.reduce((total, answer) => total + of(answer), 0)
    const [up, down] = [sum((answer) => answer.bytesUp), sum((answer) => answer.bytesDown)]
    const outdated = Float64Array.from(seen.flatMap((answer) => [...answer.outdatedMs])).sort()
    const at = (part) =>
      outdated[Math.min(outdated.length - 1, Math.floor(outdated.length * part))].toFixed(0)
    const isComplete = moved.every((answer) => answer.isComplete)
    const perCursorUs = (ms) => ((ms * 1000) / (moves * (CLIENTS - 1))).toFixed(2)
    const clientsMs = sum((answer) => answer.cpuMs)
    console.log(
      `${kind}, ${rate} moves a second: ${((up + down) / moves).toFixed(0)} bytes a move ` +
        `(${(up / moves).toFixed(0)} up, ${(down / moves).toFixed(0)} down), outdated p50 ${at(0.5)} ms, ` +
        `p99 ${at(0.99)} ms, at most ${at(1)} ms, CPU for each cursor and peer ${perCursorUs(serverMs)} µs at the server and ` +
        `${perCursorUs(clientsMs)} µs at the clients, ` +
        `${(Math.max(...moved.map(({ tookMs }) => tookMs)) / 1000).toFixed(1)} s, ${isComplete ? 'complete' : 'INCOMPLETE'}`,
    )
    return { bytesPerMove: (up + down) / moves, isComplete }
  } finally {
    for (const child of children) child.kill()
    await server.stop()
  }
}
