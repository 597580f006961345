/** What is read of a `.cpuprofile`. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Where a profile's time went: each function's own part of it, the dearest first, e.g. "12.3 %  writev (net.js:12)". */
export function hotSpots(profile: unknown, count: number): readonly string[] {
  if (!isProfile(profile)) return []
  const nodes = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, number>()
  let total = 0
  for (const [index, id] of profile.samples.entries()) {
    const frame = nodes.get(id)
    const time = profile.timeDeltas[index] ?? 0
    if (frame === undefined || frame.functionName === '(idle)') continue
    const file = frame.url.split('/').slice(-3).join('/')
    const place = file === '' ? '' : ` (${file}:${frame.lineNumber + 1})`
    const name = `${frame.functionName || 'anonymous'}${place}`
    times.set(name, (times.get(name) ?? 0) + time)
    total += time
  }
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`)
}

function isProfile(profile: unknown): profile is Profile {
  if (typeof profile !== 'object' || profile === null) return false
  return 'nodes' in profile && 'samples' in profile && 'timeDeltas' in profile
}
