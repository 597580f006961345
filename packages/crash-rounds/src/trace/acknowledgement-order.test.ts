import { encodeMessage, type Message } from '@weft/protocol'
import { expect, test } from 'vitest'
import { judgeOrder } from './acknowledgement-order.ts'
import type { SystemCall } from './system-call.ts'

const LOG = '/data/db/000003.log'
const NEXT_LOG = '/data/db/000005.log'
const UPDATE = Buffer.from('an update of some length')

/** Calls one after the other, each over before the next; a step of two begins the first before the second. */
class Trace {
  readonly calls: SystemCall[] = []
  #position = 0

  call(name: string, target: string, data: Buffer = Buffer.alloc(0), result = data.length): this {
    this.#position += 1
    const at = this.#position
    this.calls.push({ name, target, data, result, began: at, ended: at })
    return this
  }

  receive(message: Message): this {
    return this.call('read', 'TCP:[1]', frame(encodeMessage(message)))
  }

  send(message: Message): this {
    return this.call('writev', 'TCP:[1]', frame(encodeMessage(message)))
  }

  append(update: Buffer, log = LOG): this {
    const header = Buffer.alloc(7)
    header.writeUInt16LE(update.length, 4)
    return this.call('write', log, Buffer.concat([header, update]))
  }

  sync(log = LOG, result = 0): this {
    return this.call('fdatasync', log, Buffer.alloc(0), result)
  }
}

function frame(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x82, payload.length]), payload])
}

/** A connection over which one update has come. */
function begun(): Trace {
  const head = Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  return new Trace()
    .call('read', 'TCP:[1]', head)
    .call('write', 'TCP:[1]', head)
    .receive({ type: 'update', update: UPDATE })
}

const saved: Message = { type: 'saved', count: 1, sequence: 1 }

test('saved after the sync is as it should be', () => {
  expect(judgeOrder(begun().append(UPDATE).sync().send(saved).calls)).toMatchObject({
    violations: [],
    reports: 1,
    edits: 1,
    syncs: 1,
  })
})

test.each([
  ['without a sync', begun().append(UPDATE).send(saved)],
  ['before the sync', begun().append(UPDATE).send(saved).sync()],
  ['after the sync of something else', begun().sync().append(UPDATE).send(saved)],
  ['though it was never written', begun().append(Buffer.from('another')).sync().send(saved)],
])('saved %s is found', (_, { calls }) => {
  expect(judgeOrder(calls).violations).toEqual([expect.stringContaining('before message 1')])
})

test('a sync covers only what was written before it began', () => {
  const { calls } = begun().append(UPDATE).sync().send(saved)
  const early = calls.map((call) => (call.name === 'fdatasync' ? { ...call, began: 0 } : call))
  expect(judgeOrder(early).violations).toHaveLength(1)
})

test('saved between "not saved" and the next log is found', () => {
  const told = begun().append(UPDATE).sync().sync(LOG, -1).send({ type: 'notSaved' }).send(saved)
  expect(judgeOrder(told.calls).violations).toEqual([expect.stringContaining('after "not saved"')])
})

test('the word of an earlier sync may be on its way when the next one fails', () => {
  const { calls } = begun().append(UPDATE).sync().sync(LOG, -1).send(saved)
  expect(judgeOrder(calls).violations).toEqual([])
})

test('saved though its own sync failed is found', () => {
  const { calls } = begun().append(UPDATE).sync(LOG, -1).send(saved)
  expect(judgeOrder(calls).violations).toEqual([expect.stringContaining('before message 1')])
})

test('saved after the edit was written and synced to the next log is as it should be', () => {
  const { calls } = begun()
    .append(UPDATE)
    .sync(LOG, -1)
    .send({ type: 'notSaved' })
    .append(UPDATE, NEXT_LOG)
    .sync(NEXT_LOG)
    .send(saved)
  expect(judgeOrder(calls)).toMatchObject({ violations: [], failedSyncs: 1, notSaved: 1 })
})

test('an edit that is in the log before one that came earlier is found', () => {
  const later = Buffer.from('a later update')
  const both = begun().receive({ type: 'update', update: later })
  const { calls } = both
    .append(later)
    .append(UPDATE)
    .sync()
    .send({ ...saved, count: 2 })
  expect(judgeOrder(calls).violations).toEqual([expect.stringContaining('before the one before')])
})

test('saved for more than was sent is found', () => {
  const { calls } = begun()
    .append(UPDATE)
    .sync()
    .send({ ...saved, count: 2 })
  expect(judgeOrder(calls).violations).toEqual([expect.stringContaining('fewer messages')])
})
