import type { WebSocketLike } from '@weft/provider'
import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { slowSockets } from './slow-network.ts'

class RealSocket implements WebSocketLike {
  binaryType = 'blob'
  readyState = 0
  readonly bufferedAmount = 0
  onopen: ((event: string) => void) | null = null
  onmessage: ((event: { readonly data: string }) => void) | null = null
  onerror: ((event: string) => void) | null = null
  onclose: ((event: string) => void) | null = null
  readonly sent: number[] = []
  closedWith: number | undefined

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(data[0] ?? -1)
  }

  close(code?: number): void {
    this.closedWith = code
    this.readyState = 2
  }

  open(): void {
    this.readyState = 1
    this.onopen?.('open')
  }
}

function open(draws: readonly number[] = []) {
  const clock = new ManualClock()
  const real = new RealSocket()
  const rest = [...draws]
  const random = () => rest.shift() ?? 0.5
  const Slow = slowSockets(
    class {
      constructor() {
        return real
      }
    } as never,
    { delayMs: 400, jitterMs: 100, clock, random },
  )
  const slow = new Slow('ws://host')
  const heard: string[] = []
  slow.onopen = () => heard.push(`open ${slow.readyState}`)
  slow.onmessage = ({ data }: { readonly data: string }) => heard.push(data)
  slow.onclose = () => heard.push(`close ${slow.readyState}`)
  return { clock, real, slow, heard }
}

test('it opens late, and is not open before it says so', async () => {
  const { clock, real, slow, heard } = open()
  real.open()
  await clock.advance(399)
  expect([heard, slow.readyState]).toEqual([[], 0])
  await clock.advance(1)
  expect(heard).toEqual(['open 1'])
})

test('each frame takes as long as was drawn for it, in both directions', async () => {
  const { clock, real, slow, heard } = open([0, 0, 0.999])
  real.open()
  await clock.advance(300)
  slow.send(Uint8Array.of(1))
  real.onmessage?.({ data: 'a' })
  await clock.advance(300)
  expect(real.sent).toEqual([1])
  expect(heard).toEqual(['open 1'])
  await clock.advance(200)
  expect(heard).toEqual(['open 1', 'a'])
})

test('a fast frame does not overtake a slow one', async () => {
  const { clock, real, slow } = open([0.5, 0.999, 0])
  real.open()
  await clock.advance(400)
  slow.send(Uint8Array.of(1))
  slow.send(Uint8Array.of(2))
  await clock.advance(400)
  expect(real.sent).toEqual([])
  await clock.advance(100)
  expect(real.sent).toEqual([1, 2])
})

test('what was sent before it was closed still arrives, and then it closes', async () => {
  const { clock, real, slow, heard } = open()
  real.open()
  await clock.advance(400)
  const bytes = Uint8Array.of(7)
  slow.send(bytes)
  bytes[0] = 8
  slow.close(1000)
  expect(slow.readyState).toBe(2)
  expect(real.closedWith).toBeUndefined()
  await clock.advance(400)
  expect(real.sent).toEqual([7])
  expect(real.closedWith).toBe(1000)
  real.onclose?.('closed')
  await clock.advance(400)
  expect(heard).toEqual(['open 1', 'close 3'])
})

test('bytes come as the provider asks for them', () => {
  const { real, slow } = open()
  slow.binaryType = 'arraybuffer'
  expect(real.binaryType).toBe('arraybuffer')
})
