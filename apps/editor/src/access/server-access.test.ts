import { expect, test } from 'vitest'
import { ServerAccess } from './server-access.ts'

async function told(answer: unknown) {
  const access = new ServerAccess(() => Promise.resolve(answer))
  await access.load()
  return access.get()
}

test('what the server says is taken', async () => {
  expect(await told({ mode: 'password', isIn: true })).toEqual({ mode: 'password', isIn: true })
  expect(await told({ mode: 'open', isIn: true, more: 1 })).toEqual({ mode: 'open', isIn: true })
})

test.each(['jwt', 'webhook', 'module', 'header'])(
  'who is let in by "%s" is known to somebody else than the server',
  async (mode) => {
    expect(await told({ mode, isIn: true })).toEqual({ mode: 'application', isIn: true })
  },
)

test.each([undefined, null, 'open', {}, { mode: 'open' }, { mode: 'closed', isIn: true }, []])(
  'of %o nothing is taken',
  async (answer) => {
    expect(await told(answer)).toBeUndefined()
  },
)

test('a server that does not answer leaves everything as it is', async () => {
  let fails = false
  const access = new ServerAccess(() =>
    fails ? Promise.reject(new Error('offline')) : Promise.resolve({ mode: 'open', isIn: true }),
  )
  await access.load()
  fails = true
  await access.load()
  expect(access.get()).toEqual({ mode: 'open', isIn: true })
})
