import { expect, test } from 'vitest'
import { ImageUploads, type UploadState } from './image-uploads.ts'
import { sentFrom, type Sent } from './send-image.ts'

const SRC = `/_weft/images/${'ab'.repeat(32)}.png`
const file = (name: string) => new File(['picture'], name, { type: 'image/png' })
const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Uploads whose server is played by the test. */
function play() {
  const asked: { file: File; answer: (sent: Sent) => void; tell: (share: number) => void }[] = []
  const taken: [number, string][] = []
  const cancelled: number[] = []
  const uploads = new ImageUploads({
    send: (sentFile, tell, signal) =>
      new Promise((answer) => {
        asked.push({ file: sentFile, answer, tell })
        signal.addEventListener('abort', () => answer({ is: 'refused', because: 'away' }))
      }),
    sizeOf: ({ name }) =>
      Promise.resolve(name === 'broken.png' ? undefined : { width: 4, height: 3 }),
    onTaken: (id, src) => void taken.push([id, src]),
    onCancelled: (id) => void cancelled.push(id),
  })
  const state = (id: number): UploadState | undefined => uploads.get(id)?.state.get()
  return { uploads, asked, taken, cancelled, state }
}

test('a picture is sent, its progress told, and then it is there', async () => {
  const { uploads, asked, taken, state } = play()
  const id = uploads.add(file('a.png'))
  await soon()
  asked[0]?.tell(0.5)
  expect(state(id)).toEqual({ name: 'sending', share: 0.5 })
  asked[0]?.answer({ is: 'taken', src: SRC })
  await soon()
  expect(taken).toEqual([[id, SRC]])
  expect(uploads.pending).toBe(0)
})

test('three are sent at once, the others wait for their turn', async () => {
  const { uploads, asked, state } = play()
  const ids = ['a', 'b', 'c', 'd', 'e'].map((name) => uploads.add(file(name)))
  await soon()
  expect(asked).toHaveLength(3)
  expect(state(ids[3] ?? 0)).toEqual({ name: 'waiting' })
  asked[1]?.answer({ is: 'taken', src: SRC })
  await soon()
  expect(asked.map((each) => each.file.name)).toEqual(['a', 'b', 'c', 'd'])
  asked[0]?.answer({ is: 'refused', because: 'too-large' })
  await soon()
  expect(asked).toHaveLength(5)
})

test('what was refused is kept, and can be tried again', async () => {
  const { uploads, asked, taken, state } = play()
  const id = uploads.add(file('a.png'))
  await soon()
  asked[0]?.answer({ is: 'refused', because: 'full' })
  await soon()
  expect(state(id)).toEqual({ name: 'failed', because: 'full' })
  uploads.get(id)?.retry()
  uploads.get(id)?.retry()
  await soon()
  expect(asked).toHaveLength(2)
  asked[1]?.answer({ is: 'taken', src: SRC })
  await soon()
  expect(taken).toHaveLength(1)
})

test('once the connection is back, what could not be sent is sent, and nothing that was refused', async () => {
  const { uploads, asked } = play()
  uploads.add(file('a.png'))
  uploads.add(file('b.png'))
  await soon()
  asked[0]?.answer({ is: 'refused', because: 'away' })
  asked[1]?.answer({ is: 'refused', because: 'too-large' })
  await soon()
  uploads.retryAway()
  await soon()
  expect(asked.map((each) => each.file.name)).toEqual(['a.png', 'b.png', 'a.png'])
})

test('what was given up is gone, also if the server has taken it meanwhile', async () => {
  const { uploads, asked, taken, cancelled } = play()
  const id = uploads.add(file('a.png'))
  await soon()
  uploads.get(id)?.cancel()
  asked[0]?.answer({ is: 'taken', src: SRC })
  await soon()
  expect([taken, cancelled, uploads.pending]).toEqual([[], [id], 0])
})

test('what the browser cannot show is not sent at all', async () => {
  const { uploads, asked, state } = play()
  const id = uploads.add(file('broken.png'))
  await soon()
  expect(asked).toHaveLength(0)
  expect(state(id)).toEqual({ name: 'failed', because: 'no-image' })
})

test.each<[number, string, Sent]>([
  [201, JSON.stringify({ src: SRC }), { is: 'taken', src: SRC }],
  [201, JSON.stringify({ src: 'javascript:alert(1)' }), { is: 'refused', because: 'away' }],
  [201, 'not JSON', { is: 'refused', because: 'away' }],
  [413, 'too large', { is: 'refused', because: 'too-large' }],
  [415, '', { is: 'refused', because: 'no-image' }],
  [507, '', { is: 'refused', because: 'full' }],
  [403, '', { is: 'refused', because: 'not-allowed' }],
  [503, '', { is: 'refused', because: 'busy' }],
  [502, '<html>', { is: 'refused', because: 'away' }],
  [0, '', { is: 'refused', because: 'away' }],
])('%i %s means %o', (status, text, sent) => {
  expect(sentFrom(status, text)).toEqual(sent)
})
