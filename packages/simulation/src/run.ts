import { SeededRandom, settle } from '@weft/testkit'
import { arrive, faults, type FaultName } from './faults.ts'
import { History } from './history.ts'
import { convergence, ghosts, missed, promises, unheard, unsettled } from './oracle.ts'
import { drawPlan } from './plan.ts'
import { Simulation } from './simulation.ts'
import { World } from './world.ts'

/** Within this time all edits must be saved once everything works again, in milliseconds. */
const HEALING_MS = 60_000
/** So much more if the server had refused to load a document: it tries that again after a minute, and clients later. */
const REFUSAL_MS = 90_000
/** Within this time those who left are seen no more by anybody, in milliseconds. */
const LEAVING_MS = 3_000

export interface RunResult {
  readonly seed: number
  /** The promise that was broken. */
  readonly violation: string | undefined
  /** Equal for equal histories. */
  readonly hash: string
  readonly events: number
  readonly simulatedMs: number
  readonly counts: Readonly<Record<string, number>>
}

/** Plays one seed: people write while things go wrong, then everything heals, and then all promises must hold. */
export async function run(seed: number, print?: (line: string) => void): Promise<RunResult> {
  const history = new History(print)
  const world = new World(seed, history)
  const plan = drawPlan(new SeededRandom((seed ^ 0x5eed) >>> 0))
  const simulation = new Simulation(world, plan)
  try {
    await play(simulation)
  } catch (error) {
    world.fail(`the simulation threw ${error instanceof Error ? error.stack : String(error)}`)
  }
  for (const participant of simulation.participants) simulation.depart(participant, 'vanished')
  return {
    seed,
    violation: world.violation,
    hash: history.hash,
    events: history.events,
    simulatedMs: world.clock.now(),
    counts: Object.fromEntries([...world.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

async function play(simulation: Simulation): Promise<void> {
  const { world, plan, machine } = simulation
  world.note(`plan ${JSON.stringify({ ...plan, faults: [...plan.faults] })}`)
  machine.start()
  for (let index = 0; index < plan.participants; index += 1) {
    world.clock.after(world.exponential(500), () => arrive(simulation))
  }
  for (const [name, meanMs] of plan.faults) strikeLater(simulation, name, meanMs)
  await world.runUntil(plan.activeMs)
  if (world.violation) return
  await heal(simulation)
  if (world.violation) return
  await leave(simulation)
}

function strikeLater(simulation: Simulation, name: FaultName, meanMs: number): void {
  const { world } = simulation
  world.clock.after(world.exponential(meanMs), () => {
    if (simulation.isHealed) return
    void Promise.resolve(faults[name](simulation)).catch((error: unknown) =>
      world.fail(String(error)),
    )
    strikeLater(simulation, name, meanMs)
  })
}

async function heal(simulation: Simulation): Promise<void> {
  const { world } = simulation
  world.note('heals')
  simulation.heal()
  if (simulation.participants.length === 0) arrive(simulation)
  const healedMs = world.clock.now()
  // Looked at each time: the compactor may still run out of memory, and then a document is refused.
  const endMs = () => healedMs + HEALING_MS + (simulation.machine.hasRefusedToLoad ? REFUSAL_MS : 0)
  let missing: string | undefined
  do {
    await world.runUntil(world.clock.now() + 1_000)
    missing =
      (await unsettled(simulation)) ??
      missed(simulation) ??
      ghosts(simulation) ??
      unheard(simulation)
  } while (missing && !world.violation && world.clock.now() < endMs())
  if (missing) return world.fail(`not healed after ${HEALING_MS / 1000} s: ${missing}`)
  await expectNothing(simulation, convergence)
  await expectNothing(simulation, promises)
}

async function leave(simulation: Simulation): Promise<void> {
  const { world, machine, plan } = simulation
  const [, ...others] = simulation.participants
  for (const participant of others) {
    // A connection that the server has not missed yet may hold its place for as long as one may be silent.
    if (participant.isHalfOpen || world.random.chance(0.5)) continue
    // What other tabs of the browser know they know from the tab itself, and nobody tells them of its end.
    const isAlone = simulation.participants.every(
      (other) => other === participant || other.page.browser !== participant.page.browser,
    )
    simulation.depart(participant, isAlone && world.random.chance(0.5) ? 'crashed' : 'closed')
  }
  await world.runUntil(world.clock.now() + LEAVING_MS)
  const ghost = ghosts(simulation)
  if (ghost) world.fail(`after some have left: ${ghost}`)
  for (const participant of simulation.participants) {
    const { process } = participant.page
    participant.page.run(() => participant.leave())
    if (process.timers > 0) await world.runUntil(world.clock.now() + 21_000)
    if (process.timers > 0) world.fail(`${participant.page.name} has timers left`)
    simulation.depart(participant, 'closed')
  }
  await world.runUntil(world.clock.now() + plan.limits.unloadDelayMs + 75_000)
  const { server } = machine
  if (!server) return world.fail('the server is not there in the end')
  if (server.peers > 0) world.fail(`${server.peers} peers are left over`)
  if (server.rooms > 0) world.fail(`${server.rooms} rooms are left over`)
  if ([...simulation.network.connections].some(({ isServed }) => isServed)) {
    world.fail('connections are left over')
  }
  if (machine.process?.timers)
    world.fail(`${machine.process.timers} timers of the server are left over`)
  let hasStopped = false
  machine.process?.run(() => void machine.stop().then(() => (hasStopped = true)))
  await world.runUntil(world.clock.now() + 5_000)
  await settle()
  if (!hasStopped) world.fail('the server does not stop')
  await expectNothing(simulation, promises)
}

async function expectNothing(
  simulation: Simulation,
  look: (simulation: Simulation) => Promise<string | undefined>,
): Promise<void> {
  const found = await look(simulation)
  if (found) simulation.world.fail(found)
}
