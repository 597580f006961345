// Five hundred people whose server is restarted: when each of them tries to come back, and when all are back. Weft's
// provider with the Weft command, stopped as one stops a service (SIGTERM: it tells everybody that it goes away) and
// killed (SIGKILL), and y-websocket's provider with @y/websocket-server, killed: real processes, real sockets, one run.
//
// The time from the stop on is cut into windows of 100 ms. *Came* is which part of the clients tried to connect within a
// window, successful or not. *Evenly* is what it would have been if each attempt came at any moment, all of them alike, of
// the time that the client had for it: from when it lost its connection, or failed, for as long as the server had told it
// to take, or as the provider's backoff may take at that attempt. The figure fails if more than 5 % of all clients came
// beyond that in any window, or if somebody is not back within 30 s. A machine that is too busy brings clients together by
// itself, because many share a process here: how late their timers were at most is told.
// Usage, after a build: npm run figure:restart [-- <clients>]
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { askAll } from './ask-all.mjs'
import { freePort, startStock } from './start-stock.mjs'
import { startWeft } from './start-weft.mjs'

const CLIENTS = Number(process.argv[2] ?? 500)
const PROCESSES = 4
const WINDOW_MS = 100
const GOAL_MS = 30_000
const GOAL_PART = 0.05
/** A provider counts a connection as a failure that was lost sooner. */
const LASTING_MS = 6_000
const BAR_MS = 500

console.log(
  `${CLIENTS} clients, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
for (const [kind, signal] of [
  ['weft', 'SIGTERM'],
  ['weft', 'SIGKILL'],
  ['y-websocket', 'SIGKILL'],
]) {
  const isGood = await restart(kind, signal)
  if (kind === 'weft' && !isGood) process.exitCode = 1
}

async function restart(kind, signal) {
  const data = await mkdtemp(join(tmpdir(), 'weft-restart-'))
  const port = await freePort()
  const start = () =>
    kind === 'weft'
      ? startWeft({ data, flags: ['--log-level', 'error', '--port', String(port)] })
      : startStock({ port })
  let server = await start()
  const children = Array.from({ length: PROCESSES }, () =>
    fork(fileURLToPath(new URL('./returning-providers.mjs', import.meta.url))),
  )
  const ask = (question) => askAll(children, (index) => ({ ...question, index }))
  try {
    const url = server.url.replace('http', 'ws')
    await ask({ join: { kind, url, clients: CLIENTS, of: PROCESSES } })
    await sleep(LASTING_MS)
    const stoppedMs = nowMs()
    const back = ask({ watch: { stoppedMs } })
    await server.stop(signal)
    server = await start()
    const startedMs = nowMs() - stoppedMs
    const answers = await back
    const lateMs = Math.max(...answers.map((answer) => answer.lateMs))
    const clients = answers.flatMap((answer) => answer.clients)
    return report(`${kind}, ${signal}`, startedMs, clients, lateMs)
  } finally {
    for (const child of children) child.kill()
    await server.stop('SIGKILL')
    await rm(data, { recursive: true, force: true })
  }
}

/** @param clients For each its attempts, the times that these were drawn from, and when it was back; from the stop on. */
function report(title, startedMs, clients, lateMs) {
  const lastMs = Math.max(...clients.map(({ backMs }) => backMs ?? Number.POSITIVE_INFINITY))
  const came = []
  const evenly = []
  for (const { attempts } of clients) {
    const windows = new Set(attempts.map(({ atMs }) => Math.floor(atMs / WINDOW_MS)))
    for (const window of windows) came[window] = (came[window] ?? 0) + 1 / clients.length
    for (const { fromMs, withinMs } of attempts) {
      for (const [window, part] of spread(fromMs, withinMs))
        evenly[window] = (evenly[window] ?? 0) + part / clients.length
    }
  }
  const beyond = [...came].map((part = 0, window) => part - (evenly[window] ?? 0))
  const worst = beyond.indexOf(Math.max(...beyond))
  const first = Math.max(...clients.map(({ attempts }) => attempts[0]?.withinMs ?? 0))
  const percent = (part = 0) => `${(part * 100).toFixed(1)} %`
  console.log(
    `${title}: up again after ${(startedMs / 1000).toFixed(1)} s, all back after ${(lastMs / 1000).toFixed(1)} s, ` +
      `first attempts within ${(first / 1000).toFixed(1)} s; at most ${percent(Math.max(...came.filter(Number)))} came in one window; ` +
      `beyond evenly at most ${percent(beyond[worst])} (${percent(came[worst])} came, evenly ${percent(evenly[worst])}); timers up to ${lateMs.toFixed(0)} ms late`,
  )
  draw(clients)
  return lastMs <= GOAL_MS && beyond[worst] <= GOAL_PART
}

/** How much of an even spread over this time is in each window. */
function spread(fromMs, withinMs) {
  const parts = []
  const endMs = fromMs + withinMs
  for (let window = Math.floor(fromMs / WINDOW_MS); window * WINDOW_MS < endMs; window += 1) {
    const start = Math.max(fromMs, window * WINDOW_MS)
    parts.push([window, (Math.min(endMs, (window + 1) * WINDOW_MS) - start) / withinMs])
  }
  return parts
}

/** Attempts by the half second: a line for each, a mark for each four. */
function draw(clients) {
  const counts = []
  for (const { atMs } of clients.flatMap(({ attempts }) => attempts)) {
    const bar = Math.floor(atMs / BAR_MS)
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  for (const [bar, count = 0] of [...counts].entries()) {
    const seconds = ((bar * BAR_MS) / 1000).toFixed(1)
    console.log(
      `${seconds.padStart(6)} s ${String(count).padStart(4)} ${'▪'.repeat(Math.ceil(count / 4))}`,
    )
  }
}

function nowMs() {
  return Number(process.hrtime.bigint()) / 1e6
}
