// A thousand clients that come back at once after a restart into a document of 260,000 edits: the real command with LevelDB
// as a process of its own, its memory from /proc. Linux only. Once with clients that have most of the document, once with
// clients that have nothing of it.
// Usage, after a build: npm run figure:reconnect-storm [-- <clients> <edits>]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SeededRandom } from '@weft/testkit'
import * as Y from 'yjs'
import { forgetPeak, peakMib, residentMib } from './memory-of.mjs'
import { RawPeer } from './raw-peer.mjs'
import { startWeft } from './start-weft.mjs'

const CLIENTS = Number(process.argv[2] ?? 1_000)
const EDITS = Number(process.argv[3] ?? 260_000)
/** What a returning client had when the connection broke. */
const KNOWN_PART = 0.95
const BATCH = 100
const LETTERS = 'abcdefghijklmnopqrstuvwxyz    ,.\n'

const data = await mkdtemp(join(tmpdir(), 'weft-storm-'))
try {
  const written = await write()
  const { known } = written
  let { whole } = written
  console.log(
    `${CLIENTS} clients, ${EDITS} edits (${(whole.length / 1024).toFixed(0)} KiB encoded), ` +
      `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}`,
  )
  for (const [title, state] of [
    ['have most of it', known],
    ['have nothing of it', undefined],
    ['have most of it', known],
    ['have nothing of it', undefined],
  ]) {
    whole = Y.mergeUpdates([whole, await storm(title, state, whole)])
  }
} finally {
  await rm(data, { recursive: true, force: true })
}

/** Types the document through a server, so that it is in storage as typing leaves it. */
async function write() {
  const random = new SeededRandom(260)
  const weft = await startWeft({ data, flags: ['--log-level', 'error'] })
  const doc = new Y.Doc()
  doc.clientID = 1
  const text = doc.getText('text')
  let confirmed = 0
  const peer = new RawPeer(`${weft.url.replace('http', 'ws')}/storm`, (message) => {
    if (message.type === 'saved') confirmed = message.count
  })
  const confirmedUpTo = async (count) => {
    while (confirmed < count) {
      if (peer.closed !== undefined) throw new Error(`The writer was closed with ${peer.closed}`)
      await sleep(1)
    }
  }
  await peer.opened()
  peer.greet(Y.encodeStateVector(doc))
  doc.on('update', (update) => peer.say({ type: 'update', update }))
  let known
  let sent = 0
  const edit = typist(text, random)
  for (let edits = 0; edits < EDITS; edits += BATCH) {
    doc.transact(() => {
      for (let index = 0; index < BATCH; index += 1) edit()
    })
    sent += 1
    if (sent % 20 === 0) await confirmedUpTo(sent - 100)
    if (!known && edits >= EDITS * KNOWN_PART) known = Y.encodeStateAsUpdate(doc)
  }
  await confirmedUpTo(sent)
  peer.end()
  await weft.stop()
  return { whole: Y.encodeStateAsUpdate(doc), known }
}

/** Writes a few words, takes a few letters back, and now and then goes on elsewhere: three edits in ten delete. */
function typist(text, random) {
  let cursor = 0
  let isDeleting = true
  let left = 0
  return () => {
    if (left === 0) {
      isDeleting = !isDeleting
      left = 1 + random.below(isDeleting ? 12 : 28)
      if (random.next() < 0.1) cursor = random.below(text.length + 1)
    }
    left -= 1
    if (!isDeleting) {
      text.insert(cursor, LETTERS[random.below(LETTERS.length)])
      cursor += 1
    } else if (cursor > 0) {
      cursor -= 1
      text.delete(cursor, 1)
    }
  }
}

async function storm(title, state, whole) {
  const weft = await startWeft({ data, flags: ['--log-level', 'error'] })
  try {
    await sleep(1_000)
    const idleMib = residentMib(weft.pid)
    forgetPeak(weft.pid)
    const clients = fork(fileURLToPath(new URL('./returning-clients.mjs', import.meta.url)), {
      serialization: 'advanced',
    })
    const url = `${weft.url.replace('http', 'ws')}/storm`
    clients.send({ url, clients: CLIENTS, state, whole })
    const [result] = await once(clients, 'message')
    const peak = peakMib(weft.pid) - idleMib
    const { synced, refused, wrong, syncedMs, isWritable, edit } = result
    console.log(
      `${title}: ${synced} synced, ${refused} refused, ${wrong} with another content, ` +
        `p50 ${syncedMs.p50} ms, last ${syncedMs.last} ms; edits ${isWritable ? 'arrive' : 'DO NOT ARRIVE'}; ` +
        `${idleMib.toFixed(0)} MiB idle, +${peak.toFixed(0)} MiB at most`,
    )
    if (synced !== CLIENTS || refused > 0 || wrong > 0 || !isWritable) process.exitCode = 1
    clients.kill()
    return edit
  } finally {
    await weft.stop()
  }
}
