import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from '../connection.ts'
import { hocuspocusWire } from '../hocuspocus-wire.ts'
import { Participant } from '../participant.ts'
import { yWebsocketWire } from '../y-websocket-wire.ts'
import type { VictimsReport, VictimsTask } from './victims.ts'

/** Between two round trips, in milliseconds: in a room that is quiet, an edit is sent on at once. */
const PAUSE_MS = 20
/** A round trip that takes longer counts as this, in milliseconds. */
const LONGEST_MS = 60_000

/** In a thread of its own, so that what the attackers cost does not count as the server's slowness. */
async function main({ url, wireName }: VictimsTask): Promise<void> {
  const port = parentPort
  if (!port) return
  const wire = wireName === 'hocuspocus' ? hocuspocusWire : yWebsocketWire
  const name = 'a healthy pair'
  const join = () => new Participant(() => Connection.open(wire.url(url, name), name, wire)).join()
  const [one, other] = [await join(), await join()]
  let samples: number[] = []
  let lags: number[] = []
  let problem: string | undefined
  let length = 0
  let beganMs: number | undefined
  port.on('message', () => {
    const runningMs = beganMs === undefined ? 0 : performance.now() - beganMs
    // The last edit may be on its way.
    const isIntact =
      problem === undefined &&
      [one, other].every(({ text }) => /^\.*$/.test(text.toString()) && length - text.length <= 1)
    const report: VictimsReport = { samples, lags, runningMs, isIntact, problem }
    samples = []
    lags = []
    port.postMessage(report)
  })
  port.postMessage({
    samples: [],
    lags: [],
    runningMs: 0,
    isIntact: true,
    problem: undefined,
  } satisfies VictimsReport)
  try {
    for (;;) {
      beganMs = performance.now()
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        from.text.insert(from.text.length, '.')
        length += 1
        const expected = length
        await to.until('the other reads', () => to.text.length >= expected, LONGEST_MS)
      }
      samples.push(performance.now() - beganMs)
      beganMs = undefined
      const pausedMs = performance.now()
      await sleep(PAUSE_MS)
      lags.push(performance.now() - pausedMs - PAUSE_MS)
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
    beganMs = undefined
  }
}

await main(workerData as VictimsTask)
