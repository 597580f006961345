import { afterEach, beforeEach, expect, it } from 'vitest'
import { Browser, turn } from './tab.test-support.ts'
import { unsavedOnDevice } from './unsaved-on-device.ts'

const NAME = 'weft:ws://host/doc'
let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.close())

it('counts what no tab has brought to the server, also when none is open', async () => {
  const [one, other] = [await browser.open(), await browser.open()]
  one.type('a')
  one.type('b')
  other.type('c')
  await turn()
  one.close()
  other.close()
  expect(await unsavedOnDevice(NAME)).toBe(3)
})

it('is none once the server has confirmed them', async () => {
  const tab = await browser.open()
  tab.socket.welcome()
  tab.type('a')
  await turn()
  expect(await unsavedOnDevice(NAME)).toBe(1)
  tab.socket.say({ type: 'saved', count: 2, sequence: 7 })
  await turn()
  expect(tab.provider.unsavedChanges).toBe(0)
  tab.close()
  expect(await unsavedOnDevice(NAME)).toBe(0)
})

it('is in nobody’s way: the copy can be removed afterwards', async () => {
  const tab = await browser.open()
  tab.type('a')
  await turn()
  await unsavedOnDevice(NAME)
  await tab.provider.offline?.clear()
  expect(await unsavedOnDevice(NAME)).toBe(0)
})
