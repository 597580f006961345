import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork, type Accept } from './simulated-network.test-support.ts'
import { acceptIntoStockServer } from './simulated-stock-server.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { textOf, type } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const URL = 'ws://simulated'

type Client = WebsocketProvider | WeftProvider

afterEach(() => vi.clearAllTimers())

// y-websocket takes what another tab sends for what the server has sent, and does not send it on. So what is typed in a
// tab whose socket is down waits for that socket, and whatever builds on it waits, too.
describe('what is typed in a tab without a socket, while another tab of the browser has one', () => {
  it.each([
    // The same for both: a test of the first row alone would prove nothing.
    ['y-websocket', 'never gets to others', stockTab, acceptIntoStockServer, ['', '']],
    ['Weft', 'gets to others at once', weftTab, acceptIntoStockServer, ['one ', 'one two']],
    ['Weft', 'gets to others at once', weftTab, 'weft', ['one ', 'one two']],
  ] as const)('with %s %s', async (_provider, _what, openTab, server, expected) => {
    const tabs = openTabs(openTab, server === 'weft' ? simulateWeftServer().accept : server)
    await pass(1_000)
    loseConnection(tabs.offline)
    await pass(100)
    type(tabs.offline, 'one ')
    await pass(1_000)
    expect(textOf(tabs.online)).toBe('one ')
    const first = textOf(tabs.elsewhere)
    type(tabs.online, 'two')
    await pass(1_000)

    expect(textOf(tabs.online)).toBe('one two')
    expect([first, textOf(tabs.elsewhere)]).toEqual(expected)
  })

  it('is saved for the tab that sent it, and never for the one that cannot know', async () => {
    const { offline, online } = openTabs(weftTab, simulateWeftServer().accept)
    if (!('saveState' in offline && 'saveState' in online)) throw new Error('other tabs')
    await pass(1_000)
    loseConnection(offline)
    await pass(100)
    const told: string[] = []
    offline.on('save-state', (saveState) => told.push(saveState))
    type(offline, 'one')
    await pass(1_000)
    expect([online.saveState, online.unsavedChanges]).toEqual(['saved', 0])
    expect([offline.saveState, offline.unsavedChanges]).toEqual(['offline', 1])
    const saved = vi.fn<() => void>()
    void offline.whenSaved().then(saved)
    await pass(60_000)
    expect(saved).not.toHaveBeenCalled()
    offline.shouldConnect = true
    await pass(1_000)

    expect(saved).toHaveBeenCalledOnce()
    expect(told).toEqual(['offline', 'saving', 'saved'])
  })

  it('costs the server a message for each tab that is connected, which it does not pass on', async () => {
    const { network, offline, online, elsewhere } = openTabs(weftTab, simulateWeftServer().accept)
    openWeftClient(URL, 'notes', { disableBc: false })
    await pass(1_000)
    const heard = vi.fn<() => void>()
    elsewhere.doc.on('update', heard)
    const before = network.sent.length
    type(offline, 'typed')
    await pass(1_000)
    const updates = network.sent
      .slice(before)
      .filter(({ frame }) => frame[0] === 0 && frame[1] === 2)
    const count = (direction: string) => updates.filter((sent) => sent.direction === direction)

    expect([textOf(online), textOf(elsewhere)]).toEqual(['typed', 'typed'])
    // Of three tabs, to four clients.
    expect([count('up').length, count('down').length]).toEqual([3, 4])
    expect(heard).toHaveBeenCalledOnce()
  })
})

function openTabs(openTab: () => Client, accept: Accept) {
  const network = new SimulatedNetwork(accept)
  vi.stubGlobal('WebSocket', network.WebSocket)
  const [offline, online] = [openTab(), openTab()]
  return { network, offline, online, elsewhere: openStockClient(URL, 'notes') }
}

function stockTab(): Client {
  return openStockClient(URL, 'notes', { disableBc: false })
}

function weftTab(): Client {
  return openWeftClient(URL, 'notes', { disableBc: false })
}

function loseConnection(client: Client): void {
  client.shouldConnect = false
  client.ws?.close()
}
