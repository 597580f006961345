import type { Doc } from 'yjs'
import { contentOf, differenceOf, tokensIn } from './content.ts'
import type { Simulation } from './simulation.ts'
import type { Participant } from './participant.ts'

/** How long the answer to a ping may take. */
const PONG_MS = 3_000

/** Whether everybody has everything, and everything is on disk. Returns what is missing. */
export async function unsettled(simulation: Simulation): Promise<string | undefined> {
  const { participants, machine, durable, plan } = simulation
  if (!machine.isUp) return 'the server is not up'
  for (const participant of participants) {
    if (!participant.isSettled)
      return `${participant.page.name} is not settled: ${stateOf(participant)}`
  }
  for (const document of plan.documents) {
    const stored = await durable.read(document)
    if (!stored) continue
    for (const participant of participants) {
      if (participant.document !== document) continue
      if (contentOf(participant.doc) !== contentOf(stored)) {
        return `${participant.page.name} and the disk: ${differenceOf(participant.doc, stored)}`
      }
    }
  }
  return undefined
}

function stateOf({ kind, tracked }: Participant): string {
  const states = tracked.map(({ provider: { saveState, unsavedChanges, wsconnected, synced } }) =>
    [saveState, `${unsavedChanges} unsaved`, wsconnected && 'connected', synced && 'synced']
      .filter(Boolean)
      .join(', '),
  )
  return `${kind} ${states.join('; ')}`
}

/** All replicas are equal: those of people, the server's, and what a server would load that starts now. */
export async function convergence(simulation: Simulation): Promise<string | undefined> {
  const { participants, machine, durable, plan } = simulation
  for (const document of plan.documents) {
    const replicas: [string, Doc][] = participants
      .filter((participant) => participant.document === document)
      .map(({ page, doc }) => [page.name, doc])
    const room = machine.rooms.get(document)
    if (room && !room.isDestroyed) replicas.push(['the server', room])
    const stored = await durable.readAnew(document)
    if (stored) replicas.push(['the disk', stored])
    const [first, ...others] = replicas
    for (const [name, doc] of others) {
      const difference = first && differenceOf(first[1], doc)
      if (difference) return `${first[0]} and ${name} differ in ${document}, in ${difference}`
    }
  }
  return undefined
}

/** What is on disk keeps what was promised: everything saved is there, nothing deleted, nothing twice, nothing torn. */
export async function promises(simulation: Simulation): Promise<string | undefined> {
  const { durable, plan, book } = simulation
  for (const document of plan.documents) {
    const stored = await durable.readAnew(document)
    const { counts, torn } = stored
      ? tokensIn(stored)
      : { counts: new Map<number, number>(), torn: '' }
    if (torn !== '') return `${document} holds what nobody wrote: ${torn.slice(0, 60)}`
    for (const [id, count] of counts) {
      if (count > 1) return `token ${id} is in ${document} ${count} times`
    }
    for (const token of book.all) {
      if (token.document !== document) continue
      const isThere = counts.has(token.id)
      if (token.isSaved && !isThere && book.mustStay(token))
        return `token ${token.id} was saved and is gone from ${document}`
      if (token.isRemovalSaved && isThere)
        return `token ${token.id} was deleted and saved, and is in ${document}`
    }
  }
  return undefined
}

/** Everybody sees all who are there, and what they say of themselves now. Returns who does not. */
export function missed(simulation: Simulation): string | undefined {
  for (const { one, there, seen } of views(simulation)) {
    const missing = [...there.keys()].filter((id) => !seen.has(id))
    if (missing.length > 0)
      return `${one.page.name} does not see ${missing.join(', ')}, who are there`
    const old = [...there].filter(([id, states]) => !states.includes(JSON.stringify(seen.get(id))))
    if (old.length > 0)
      return `${one.page.name} sees ${old.map(([id]) => id).join(', ')} as they were before`
  }
  return undefined
}

/** Nobody sees anybody who is not there. Returns who does. */
export function ghosts(simulation: Simulation): string | undefined {
  for (const { one, there, seen } of views(simulation)) {
    // What it heard of other tabs it forgets by the wall clock, as y-protocols does: set back by an hour, after an hour.
    if (one.page.process.wasSetBack) continue
    // Who hears nothing without knowing it hears of no departure either.
    if (one.isHalfOpen) continue
    const gone = [...seen.keys()].filter((id) => !there.has(id))
    if (gone.length > 0) return `${one.page.name} sees ${gone.join(', ')}, who are gone`
  }
  return undefined
}

/** Who is there, and how they may be seen: as the server tells it, and within a browser also as they say themselves. */
function* views({ participants, application }: Simulation) {
  for (const one of participants) {
    if (!one.awareness) continue
    const there = new Map<number, readonly string[]>()
    for (const { document, awareness, doc, page, hasUser } of participants) {
      if (!awareness || document !== one.document) continue
      const said = awareness.getLocalState()
      const told = hasUser ? application.stamped(said, page) : said
      const isSaidToo = page.browser === one.page.browser
      const states = isSaidToo ? [said, told] : [told]
      there.set(
        doc.clientID,
        states.map((state) => JSON.stringify(state)),
      )
    }
    yield { one, there, seen: one.awareness.getStates() }
  }
}

/**
 * Whether the server waits for word of somebody for longer than its pings are apart: it may still tell others of him, who
 * have forgotten him by themselves.
 */
export function unheard({ machine, plan }: Simulation): string | undefined {
  const { server, process } = machine
  if (!server || !process) return undefined
  const sinceMs = process.wallTime() - plan.limits.pingIntervalMs - PONG_MS
  const silent = server.operations.peers().filter(({ heardMs }) => heardMs < sinceMs)
  return silent.length > 0 ? `the server has heard nothing of ${silent.length} peers` : undefined
}
