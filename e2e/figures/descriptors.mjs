// As many connections as the server takes, whatever number that is with the file descriptors that it may have; and more
// who come when it is full. The real command, real WebSockets in a few processes. It fails if those inside cannot go on,
// if a newcomer is not told to try later (1013) within 2 s, if /healthz or /readyz do not answer, if the log tells of it
// more than once or of a fault, or if the server is not as it was when all have left.
// Linux only. Usage, after a build: npm run figure:descriptors [-- <file descriptors of the server>]
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WeftProvider } from '@weft/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { askAll } from './ask-all.mjs'
import { cpuMs } from './cpu-of.mjs'
import { listenOverflows } from './listen-overflows.mjs'
import { residentMib } from './memory-of.mjs'
import { startWeftWithin } from './start-weft-within.mjs'

const DESCRIPTORS = Number(process.argv[2] ?? 20_000)
const PROCESSES = 4
const DOCUMENTS = 200
const NEWCOMERS = 20
const RUSH = 2_000
const TOLD_WITHIN_MS = 2_000
const TRY_LATER = 1013

const failures = []
const folder = await mkdtemp(join(tmpdir(), 'weft-descriptors-'))
const weft = await startWeftWithin(DESCRIPTORS, folder)
const url = weft.url.replace('http', 'ws')
const children = Array.from({ length: PROCESSES }, () =>
  fork(fileURLToPath(new URL('./crowd.mjs', import.meta.url))),
)
const ask = (question) => askAll(children, () => question)
console.log(
  `${DESCRIPTORS} file descriptors, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
)
try {
  const [ada, grace] = [inside('notes'), inside('notes')]
  await Promise.all([ada.whenSynced, grace.whenSynced])
  await sleep(2_000)
  const before = await look('with two people inside')
  const allowed = weft.logged('few-descriptors')[0]?.maxConnections
  expect(allowed > 0, 'the log says how many connections there is room for')

  const missing = allowed - 2
  const share = (index) => Math.floor(missing / PROCESSES) + (index < missing % PROCESSES ? 1 : 0)
  const beginMs = performance.now()
  const came = await askAll(children, (index) => ({
    come: { url, count: share(index), documents: DOCUMENTS },
  }))
  const inCrowd = () => came.reduce((sum, { open }) => sum + open, 0)
  const cameS = ((performance.now() - beginMs) / 1000).toFixed(1)
  console.log(`${inCrowd()} more came in ${cameS} s, to ${DOCUMENTS} documents`)
  expect(inCrowd() === missing, `all ${missing} that there is room for are in`)
  await sleep(5_000)
  const full = await look('full')
  const perConnection = ((full.mib - before.mib) * 1024) / missing
  console.log(
    `  ${perConnection.toFixed(1)} KiB of memory for each connection, its documents included`,
  )
  await goesOn('full')
  await newcomersAreTold()
  await answersHttp()

  console.log(`${RUSH} more at once`)
  const overflowsBefore = listenOverflows()
  const [rush] = await askAll(children.slice(0, 1), () => ({ rush: { url, count: RUSH } }))
  console.log(
    `  ${Object.entries(rush)
      .map(([outcome, count]) => `${count} × ${outcome}`)
      .join(', ')}; ` +
      `the system forgot ${listenOverflows() - overflowsBefore} of them for want of room before the server took them`,
  )
  expect(!('in' in rush), 'nobody of the rush is let in')
  await goesOn('in the rush')
  const there = await ask({ count: true })
  const still = there.reduce((sum, { open }) => sum + open, 0)
  expect(still === missing, `nobody of the ${missing} was cut off: ${still} are there`)
  for (const { lost } of there) if (Object.keys(lost).length > 0) console.log('  closed:', lost)
  const reasons = new Set(weft.logged('peer-closed').map(({ code, reason }) => `${code} ${reason}`))
  for (const reason of reasons) console.log(`  the log: ${reason}`)
  await newcomersAreTold()
  expect(weft.logged('connections-full').length === 1, 'connections-full is logged once')
  expect(weft.logged('few-descriptors').length === 1, 'few-descriptors is logged once')
  console.log(
    `  ${weft.lines()} lines of log so far, ${weft.logged('peer-refused').length} of them peer-refused`,
  )

  await ask({ leave: true })
  await until(
    () => weft.openDescriptors() < before.descriptors + 50,
    'its descriptors are free again',
  )
  const late = inside('notes')
  await Promise.race([late.whenSynced, sleep(10_000)])
  expect(late.synced, 'somebody is let in again')
  expect(weft.logged('connections-free').length === 1, 'connections-free is logged once')
  await goesOn('empty again')
  await sleep(35_000)
  await look('35 s after all have left')
  expect(
    !/EMFILE|too many open files|"fault"|"level":"error"/i.test(weft.log()),
    'the log tells of no fault',
  )
  for (const provider of [ada, grace, late]) provider.destroy()
  const code = await weft.stop()
  expect(code === 0, `it ends with 0, not ${code}`)

  function inside(document) {
    const options = { WebSocketPolyfill: WebSocket, disableBc: true }
    return new WeftProvider(url, document, new Y.Doc(), options)
  }

  /** Ten edits, each until somebody else has it and it is on disk. */
  async function goesOn(when) {
    const times = []
    for (let count = 0; count < 10; count += 1) {
      const startMs = performance.now()
      const text = `${when}, ${count}`
      ada.doc.getArray('edits').push([text])
      const isThere = () => grace.doc.getArray('edits').toArray().at(-1) === text
      await until(isThere, `an edit arrives (${when})`, 2)
      await Promise.race([ada.whenSaved(), sleep(10_000)])
      expect(ada.unsavedChanges === 0, `an edit is saved (${when})`)
      times.push(performance.now() - startMs)
    }
    console.log(
      `  ${when}: an edit takes at most ${Math.max(...times).toFixed(0)} ms to the other and to the disk`,
    )
  }

  async function newcomersAreTold() {
    const [told] = await askAll(children.slice(0, 1), () => ({
      knock: { url, count: NEWCOMERS, patienceMs: TOLD_WITHIN_MS },
    }))
    const right = told.filter(({ code }) => code === TRY_LATER)
    const slowestMs = Math.max(...told.map(({ ms }) => ms))
    console.log(
      `  ${right.length} of ${NEWCOMERS} newcomers, one by one, are told ${TRY_LATER}, the last in ${slowestMs.toFixed(0)} ms`,
    )
    expect(right.length === NEWCOMERS, `each newcomer is told ${TRY_LATER}`)
  }

  async function answersHttp() {
    for (const path of ['/healthz', '/readyz']) {
      const startMs = performance.now()
      const signal = AbortSignal.timeout(TOLD_WITHIN_MS)
      const status = await fetch(`${weft.url}${path}`, { signal }).then(
        (answer) => answer.status,
        String,
      )
      console.log(`  ${path}: ${status} in ${(performance.now() - startMs).toFixed(0)} ms`)
      expect(status === 200, `${path} says 200`)
    }
  }
} finally {
  for (const child of children) child.kill()
  await weft.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
for (const failure of failures) console.log(`FAILED: ${failure}`)
process.exit(failures.length > 0 ? 1 : 0)

async function look(when) {
  const mib = residentMib(weft.pid)
  const descriptors = weft.openDescriptors()
  const cpuBefore = cpuMs(weft.pid)
  await sleep(10_000)
  const cpu = (cpuMs(weft.pid) - cpuBefore) / 100
  console.log(
    `${when}: ${mib.toFixed(0)} MiB, ${descriptors} descriptors, ${cpu.toFixed(1)} % of a core in 10 s of nothing`,
  )
  return { mib, descriptors }
}

function expect(isTrue, what) {
  if (!isTrue) failures.push(what)
}

async function until(condition, what, everyMs = 50) {
  const endMs = performance.now() + 60_000
  while (!condition()) {
    if (performance.now() > endMs) return failures.push(what)
    await sleep(everyMs)
  }
}
