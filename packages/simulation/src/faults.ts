import { importAnew } from './import-anew.ts'
import type { Connection } from './network.ts'
import type { Page } from './page.ts'
import type { Participant } from './participant.ts'
import { restoreBackup } from './restore-backup.ts'
import type { DiskMood } from './simulated-database.ts'
import { calmDisk } from './simulated-database.ts'
import type { Simulation } from './simulation.ts'

/** One thing that goes wrong. Some of them mend after a while; when all is healed, every one of them has. */
type Fault = (simulation: Simulation) => void | Promise<void>

const HOUR_MS = 3_600_000

export const faults = {
  'network: slow': (simulation) => {
    const { network, world } = simulation
    world.fault('network: slow')
    network.latencyMs = world.between(50, 500)
    later(simulation, 5_000, () => (network.latencyMs = 5))
  },
  'network: stall up': (simulation) => stall(simulation, 'up'),
  'network: stall down': (simulation) => stall(simulation, 'down'),
  'network: cut': (simulation) => {
    withConnection(simulation, 'network: cut', (connection) => connection.reset())
  },
  'network: cut that only the page sees': (simulation) => {
    withConnection(simulation, 'network: cut that only the page sees', (connection) =>
      connection.cutForPage(),
    )
  },
  'network: cut that only the server sees': (simulation) => {
    withConnection(simulation, 'network: cut that only the server sees', (connection) =>
      connection.cutForServer(),
    )
  },
  'network: cut that nobody sees': (simulation) => {
    withConnection(simulation, 'network: cut that nobody sees', (connection) => connection.cut())
  },
  'network: reconnection storm': ({ world, network }) => {
    world.fault('network: reconnection storm', `${network.connections.size}`)
    for (const connection of network.connections) connection.reset()
  },
  'network: page offline': (simulation) => {
    const page = aPage(simulation)
    if (!page || page.isOffline) return
    simulation.world.fault('network: page offline', page.name)
    page.isOffline = true
    for (const connection of page.connections) connection.cut()
    later(simulation, 10_000, () => (page.isOffline = false))
  },
  'network: connections dropped at once': (simulation) => {
    const { network, world } = simulation
    world.fault('network: connections dropped at once')
    network.isRefusing = true
    for (const connection of network.connections) connection.reset()
    later(simulation, 10_000, () => (network.isRefusing = false))
  },
  'network: slow reader': (simulation) => {
    withConnection(simulation, 'network: slow reader', (connection) => {
      connection.read(simulation.world.between(0.05, 2))
      later(simulation, 10_000, () => connection.read(Number.POSITIVE_INFINITY))
    })
  },
  'server: kill': ({ machine }) => machine.crash('kill'),
  'server: power cut': (simulation) => cutPower(simulation),
  'server: crashes amid writes': (simulation) => {
    const { machine, world } = simulation
    machine.crashKind = world.random.pick(['kill', 'power cut'])
    spoil(simulation, { crashes: world.between(0.05, 0.5) })
  },
  'server: crashes amid a compaction': ({ machine, world }) => {
    machine.crashKind = world.random.pick(['kill', 'power cut'])
    machine.diesOfCompaction = true
  },
  'server: clean restart': ({ machine }) => machine.drain(),
  'server: frozen': (simulation) => {
    const { machine, world } = simulation
    const { process } = machine
    if (!process || process.isFrozen) return
    world.fault('server: frozen')
    process.freeze()
    later(simulation, 3_000, () => {
      if (world.random.chance(0.3)) process.jumpMonotonicClock(world.exponential(30_000))
      process.thaw()
    })
  },
  'server: wall clock jumps': ({ machine, world }) => {
    if (!machine.process) return
    world.fault('server: wall clock jumps')
    machine.process.jumpWallClock(world.between(-HOUR_MS, HOUR_MS))
  },
  'disk: writes fail': (simulation) => {
    spoil(simulation, { writeFailures: simulation.world.between(0.05, 1) })
  },
  'disk: reads fail': (simulation) => {
    spoil(simulation, { readFailures: simulation.world.between(0.05, 0.5) })
  },
  'disk: openings fail': (simulation) => spoil(simulation, { openFailures: 0.5 }),
  'disk: full': (simulation) => {
    simulation.world.fault('disk: full')
    spoil(simulation, { isFull: true, showsFull: simulation.world.random.chance(0.5) })
  },
  'disk: slow': (simulation) => {
    simulation.world.fault('disk: slow')
    spoil(simulation, { latencyMs: simulation.world.between(10, 300) })
  },
  'page: frozen': (simulation) => {
    const page = aPage(simulation)
    if (!page || page.process.isFrozen) return
    simulation.world.fault('page: frozen', page.name)
    page.process.freeze()
    later(simulation, 10_000, () => page.process.thaw())
  },
  'page: sleeps': (simulation) => {
    const { world } = simulation
    const page = aPage(simulation)
    if (!page || page.process.isFrozen) return
    world.fault('page: sleeps', page.name)
    page.process.freeze()
    for (const connection of page.connections) connection.cut()
    later(simulation, 10_000, () => {
      page.process.jumpMonotonicClock(world.exponential(60_000))
      page.process.thaw()
    })
  },
  'page: wall clock jumps': (simulation) => {
    const { world } = simulation
    const participant = aParticipant(simulation)
    // y-websocket measures silence by the wall clock: set back by an hour, it waits for an hour.
    if (participant?.kind !== 'weft') return
    const { page } = participant
    world.fault('page: wall clock jumps', page.name)
    page.process.jumpWallClock(world.between(-HOUR_MS, HOUR_MS))
  },
  'page: goes for good': (simulation) => {
    const participant = aParticipant(simulation)
    if (!participant || simulation.participants.length < 2) return
    const departure = simulation.world.random.pick(['closed', 'crashed', 'vanished'] as const)
    simulation.world.fault(`page: ${departure} for good`, participant.page.name)
    simulation.depart(participant, departure)
  },
  'page: reloaded': (simulation) => {
    const { world } = simulation
    const participant = aParticipant(simulation)
    if (!participant) return
    const isKept = participant.kind === 'weft' && world.random.chance(0.5)
    const { kind, document, page, offlineCopy } = participant
    world.fault(isKept ? 'page: reloaded from an offline copy' : 'page: reloaded', page.name)
    simulation.depart(participant, world.random.pick(['closed', 'crashed']))
    simulation.arrive(kind, document, isKept ? offlineCopy : undefined, page.browser)
  },
  // The room is about to be unloaded, or just is, when the first of them is back.
  'page: all of a document come back anew': (simulation) => {
    const { world, plan } = simulation
    const document = world.random.pick(plan.documents)
    const all = simulation.participants.filter((one) => one.document === document)
    if (all.length === 0) return
    world.fault('page: all of a document come back anew', document)
    for (const participant of all) {
      const { kind, page } = participant
      simulation.depart(participant, world.random.pick(['closed', 'crashed']))
      later(simulation, plan.limits.unloadDelayMs / 2 + 50, () => {
        simulation.arrive(kind, document, undefined, page.browser)
      })
    }
  },
  'page: comes': (simulation) => {
    if (simulation.participants.length > 9) return
    simulation.world.fault('page: comes')
    arrive(simulation)
  },
  'page: disconnects': (simulation) => {
    const participant = aParticipant(simulation)
    if (participant?.kind !== 'weft') return
    simulation.world.fault('page: disconnects', participant.page.name)
    participant.page.run(() => participant.reconnect())
    later(simulation, 5_000, () => participant.page.run(() => participant.connect()))
  },
  'page: closes its document and opens it again': (simulation) => {
    const participant = aParticipant(simulation)
    if (participant?.kind !== 'weft' || participant.tracked.length === 0) return
    const { page } = participant
    simulation.world.fault('page: closes its document and opens it again', page.name)
    page.run(() => participant.endProviders())
    later(simulation, 20_000, () => page.run(() => participant.provideAgain()))
  },
  'application: takes rights': (simulation) => {
    const participant = aParticipant(simulation)
    if (!participant) return
    const { page } = participant
    // What is on its way then is dropped.
    page.process.deliver(() => participant.write())
    const allow = (isAllowed: boolean) => {
      simulation.application.allowWriting(page, isAllowed)
      simulation.machine.reauthorize()
    }
    allow(false)
    later(simulation, simulation.world.random.pick([20, 500, 5_000]), () => allow(true))
  },
  'page: opens a document twice': (simulation) => {
    const participant = aParticipant(simulation)
    if (participant?.kind !== 'weft' || participant.tracked.length !== 1) return
    simulation.world.fault('page: opens a document twice', participant.page.name)
    participant.page.run(() => participant.provideTwice())
  },
  blackout: (simulation) => {
    const { world } = simulation
    world.fault('blackout')
    const { length } = simulation.participants
    for (const participant of simulation.participants) simulation.depart(participant, 'vanished')
    cutPower(simulation)
    for (let index = 0; index < length; index += 1) arrive(simulation)
  },
  'backup: taken': ({ world, machine, backups, book }) => {
    world.fault('backup: taken')
    backups.push({ rows: machine.disk.durable, savedRemovals: book.savedRemovals })
  },
  'backup: restored': (simulation) => restoreBackup(simulation),
  'document: deleted and made anew': (simulation) => importAnew(simulation),
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** Somebody opens one of the documents. */
export function arrive(simulation: Simulation): void {
  const { plan, world } = simulation
  const isStock = world.random.chance(plan.stockShare)
  const isRough = world.random.chance(plan.roughShare)
  const kind = isRough ? 'rough' : isStock ? 'stock' : 'weft'
  simulation.arrive(kind, world.random.pick(plan.documents))
}

function cutPower({ machine, durable }: Simulation): void {
  machine.crash('power cut')
  durable.forget()
}

function stall(simulation: Simulation, direction: 'up' | 'down'): void {
  withConnection(simulation, `network: stall ${direction}`, (connection) => {
    connection.stall(direction)
    later(simulation, 5_000, () => connection.resume())
  })
}

/** Gives the disk a mood for a while. */
function spoil(simulation: Simulation, mood: Partial<DiskMood>): void {
  Object.assign(simulation.machine.mood, mood)
  later(simulation, 5_000, () => {
    for (const name of Object.keys(mood) as (keyof DiskMood)[]) {
      Object.assign(simulation.machine.mood, { [name]: calmDisk[name] })
    }
  })
}

/** Mends what a fault broke, after a while or when all heals. */
function later(simulation: Simulation, meanMs: number, mend: () => void): void {
  simulation.mendLater(simulation.world.exponential(meanMs), mend)
}

function withConnection(
  { world, network }: Simulation,
  name: string,
  act: (connection: Connection) => void,
): void {
  if (network.connections.size === 0) return
  const connection = world.random.pick([...network.connections])
  world.fault(name, `${connection.id}`)
  act(connection)
}

function aParticipant({ world, participants }: Simulation): Participant | undefined {
  return participants.length > 0 ? world.random.pick(participants) : undefined
}

function aPage(simulation: Simulation): Page | undefined {
  return aParticipant(simulation)?.page
}
