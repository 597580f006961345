import './real-web-socket.test-support.ts'
import { describe, expect, it } from 'vitest'
import { openStockClient, stockSynced } from './stock-client.test-support.ts'
import { nameSeenBy, sees } from './waiting.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

describe('the presence of y-websocket clients on a Weft server', () => {
  it('is seen both ways', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    const bob = openStockClient(url, 'notes')
    ada.awareness.setLocalStateField('name', 'Ada')
    bob.awareness.setLocalStateField('name', 'Bob')
    await Promise.all([sees(bob, ada, 'Ada'), sees(ada, bob, 'Bob')])

    ada.awareness.setLocalStateField('name', 'Ada L.')
    await sees(bob, ada, 'Ada L.')
  })

  it('is told to whoever comes later', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    ada.awareness.setLocalStateField('name', 'Ada')
    await stockSynced(ada)
    const bob = openStockClient(url, 'notes')
    await sees(bob, ada, 'Ada')
  })

  it('ends at once when a client disconnects or is destroyed', async () => {
    const { url } = await startWeftServer()
    const [ada, bob, eve] = ['Ada', 'Bob', 'Eve'].map((name) => {
      const client = openStockClient(url, 'notes')
      client.awareness.setLocalStateField('name', name)
      return client
    })
    if (!ada || !bob || !eve) throw new Error('There are three clients')
    await Promise.all([sees(eve, ada, 'Ada'), sees(eve, bob, 'Bob')])

    ada.disconnect()
    bob.destroy()
    await Promise.all([sees(eve, ada, undefined), sees(eve, bob, undefined)])
  })

  it('ends at once when the connection breaks without a word', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    const eve = openStockClient(url, 'notes')
    ada.awareness.setLocalStateField('name', 'Ada')
    await sees(eve, ada, 'Ada')

    ada.shouldConnect = false
    ada.ws?.close(1000)
    await sees(eve, ada, undefined)
  })

  it('ends when a client says so, and the client stays connected', async () => {
    const { url } = await startWeftServer()
    const ada = openStockClient(url, 'notes')
    const eve = openStockClient(url, 'notes')
    ada.awareness.setLocalStateField('name', 'Ada')
    await sees(eve, ada, 'Ada')
    ada.awareness.setLocalState(null)
    await sees(eve, ada, undefined)
    ada.awareness.setLocalState({ name: 'Ada again' })
    await sees(eve, ada, 'Ada again')
    expect(ada.wsconnected).toBe(true)
  })

  it('comes back with the server, in both directions', async () => {
    const first = await startWeftServer()
    const ada = openStockClient(first.url, 'notes')
    const bob = openStockClient(first.url, 'notes')
    ada.awareness.setLocalStateField('name', 'Ada')
    bob.awareness.setLocalStateField('name', 'Bob')
    await Promise.all([sees(bob, ada, 'Ada'), sees(ada, bob, 'Bob')])
    const gone = Promise.all([sees(bob, ada, undefined), sees(ada, bob, undefined)])
    await first.stop()
    await gone

    await startWeftServer({ port: first.port })
    await Promise.all([sees(bob, ada, 'Ada'), sees(ada, bob, 'Bob')])
    expect(nameSeenBy(ada, ada)).toBe('Ada')
  })
})
