import { totalmem } from 'node:os'
import { constrainedMemory, versions } from 'node:process'
import { getHeapStatistics } from 'node:v8'
import { connectionsWithin, defaultLimits, descriptorLimit, type Limits } from '@weft/server'
import { note, right, wrong, type Finding } from './finding.ts'

const MIB = 1024 * 1024
/** A rule of thumb for an open document of a few pages with its people, in MiB. */
const MIB_PER_ROOM = 0.25

/** Looks at Node, file descriptors and memory, as far as this process sees what the server would. */
export function lookAtMachine(given: Partial<Limits>): readonly Finding[] {
  const limits: Limits = { ...defaultLimits, ...given }
  return [node(), descriptors(limits), memory(limits)]
}

function node(): Finding {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number)
  const isFit = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
  return isFit
    ? right('Node', versions.node)
    : wrong('Node', `${versions.node} is too old`, 'Install Node 20.19, 22.12 or later')
}

function descriptors(limits: Limits): Finding {
  const allowed = descriptorLimit()
  const words = allowed === undefined ? 'no limit' : `${allowed} for this user`
  const possible = connectionsWithin(limits, allowed)
  return possible >= limits.maxConnections
    ? right('file descriptors', `${words}, enough for ${limits.maxConnections} connections`)
    : wrong(
        'file descriptors',
        `${words}: enough for ${possible} connections, where ${limits.maxConnections} are allowed`,
        'Raise LimitNOFILE in the unit file (or "ulimit -n"), or lower --limit maxConnections',
      )
}

function memory({ maxRooms }: Limits): Finding {
  const machine = Math.min(totalmem(), constrainedMemory() || Infinity)
  const heap = Math.min(getHeapStatistics().heap_size_limit, machine) / MIB
  const rooms = Math.floor(heap / MIB_PER_ROOM)
  const found = `${Math.round(machine / MIB)} MiB in the machine, of which JavaScript may take ${Math.round(heap)}`
  return rooms >= maxRooms
    ? right('memory', found)
    : note(
        'memory',
        `${found}: about ${rooms} small documents open at a time, where maxRooms allows ${maxRooms}; lower it, or set NODE_OPTIONS=--max-old-space-size`,
      )
}
