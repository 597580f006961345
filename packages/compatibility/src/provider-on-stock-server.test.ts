import './real-web-socket.test-support.ts'
import { messageType } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { openStockClient, stockSynced } from './stock-client.test-support.ts'
import { runStockServer } from './stock-server-process.test-support.ts'
import { startStockServer } from './stock-server.test-support.ts'
import { reads, sees, textOf, type, until } from './waiting.test-support.ts'
import { openWeftClient, weftEventsOf, weftSynced } from './weft-client.test-support.ts'

describe("Weft's provider on a y-websocket server", () => {
  it('syncs both ways with a y-websocket client', async () => {
    const { url } = await startStockServer()
    const ours = openWeftClient(url, 'notes')
    const stock = openStockClient(url, 'notes')
    await Promise.all([weftSynced(ours), stockSynced(stock)])

    type(ours, 'from us, ')
    await reads(stock, 'from us, ')
    type(stock, 'from stock')
    await reads(ours, 'from us, from stock')
    ours.doc.getText('text').delete(0, 'from us, '.length)
    await reads(stock, 'from stock')
  })

  it('gets what was there, and brings what it has', async () => {
    const { url } = await startStockServer()
    const stock = openStockClient(url, 'notes')
    type(stock, 'there before')
    await stockSynced(stock)
    const ours = openWeftClient(url, 'notes', { connect: false })
    ours.doc.getMap('mine').set('key', 'value')
    ours.connect()
    await weftSynced(ours)
    await reads(ours, 'there before')
    await until(
      'the stock client has the map',
      () => stock.doc.getMap('mine').get('key') === 'value',
      (look) => {
        stock.doc.on('update', look)
        return () => stock.doc.off('update', look)
      },
    )
  })

  it('is seen by a y-websocket client and sees it, and leaves at once', async () => {
    const { url } = await startStockServer()
    const ours = openWeftClient(url, 'notes')
    const stock = openStockClient(url, 'notes')
    ours.awareness.setLocalStateField('name', 'Ada')
    stock.awareness.setLocalStateField('name', 'Bob')
    await Promise.all([sees(stock, ours, 'Ada'), sees(ours, stock, 'Bob')])
    ours.awareness.setLocalStateField('name', 'Ada moved')
    await sees(stock, ours, 'Ada moved')

    ours.disconnect()
    await sees(stock, ours, undefined)
    ours.connect()
    await sees(stock, ours, 'Ada moved')
    await sees(ours, stock, 'Bob')
    ours.destroy()
    await sees(stock, ours, undefined)
  })

  it('says that nobody tells when edits are saved', async () => {
    const { url } = await startStockServer()
    const ours = openWeftClient(url, 'notes')
    const stock = openStockClient(url, 'notes')
    const reported: string[] = []
    ours.on('save-state', (saveState) => reported.push(saveState))
    await weftSynced(ours)
    expect(ours.hasAcknowledgements).toBe(false)
    expect(ours.saveState).toBe('unknown')

    type(ours, 'one')
    const saved = ours.whenSaved()
    await expect(saved).rejects.toThrow('Cannot tell when edits are saved')
    await reads(stock, 'one')
    expect(ours.saveState).toBe('unknown')
    expect(ours.unsavedChanges).toBe(1)
    ours.disconnect()
    expect(ours.saveState).toBe('offline')
    expect(reported).not.toContain('saved')
    expect(ours.epoch).toBe(undefined)
  })

  it('says hello and nothing else that such a server does not know', async () => {
    const { url, receivedTypes } = await startStockServer()
    const ours = openWeftClient(url, 'notes', { token: 'a secret' })
    const stock = openStockClient(url, 'notes')
    ours.awareness.setLocalStateField('name', 'Ada')
    await weftSynced(ours)
    type(ours, 'x'.repeat(600_000))
    await reads(stock, textOf(ours))
    ours.disconnect()
    await sees(stock, ours, undefined)
    const extension = receivedTypes.filter((first) => first >= messageType.hello)
    expect(extension).toEqual([messageType.hello])
  })

  it('comes back when it is cut off, with what was typed meanwhile', async () => {
    const { url, cutOff } = await startStockServer()
    const ours = openWeftClient(url, 'notes')
    const stock = openStockClient(url, 'notes')
    await Promise.all([weftSynced(ours), stockSynced(stock)])
    const lost = until('it is cut off', () => !ours.wsconnected, weftEventsOf(ours))
    cutOff()
    await lost
    expect(ours.synced).toBe(false)
    type(ours, 'typed offline')
    expect(ours.saveState).toBe('offline')
    await weftSynced(ours)
    await reads(stock, 'typed offline')
  })

  it('gives a server that was killed and lost everything its document back', async () => {
    const first = await runStockServer()
    const ours = openWeftClient(first.url, 'notes')
    type(ours, 'kept here')
    await weftSynced(ours)
    const lost = until('it is cut off', () => !ours.wsconnected, weftEventsOf(ours))
    await first.kill()
    await lost
    type(ours, ', and here')

    await runStockServer(first.port)
    const stock = openStockClient(first.url, 'notes')
    await reads(stock, 'kept here, and here')
    await weftSynced(ours)
    expect(textOf(ours)).toBe('kept here, and here')
  })

  it('reaches the documents of y-websocket clients by the same names', async () => {
    const { url } = await startStockServer()
    for (const name of ['my room', 'my%20room', 'team/notes', 'größe']) {
      const ours = openWeftClient(url, name)
      const stock = openStockClient(url, name)
      type(ours, name)
      await reads(stock, textOf(ours))
    }
  })
})
