import type { Connection } from '../connection.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import type { Trial } from '../trial.ts'
import { expectThat } from '../verdict.ts'
import { malformedBytes } from './malformed-bytes.ts'

const byName = 'the document is not named by the path'

/** How connections end, and with which codes. y-websocket 3.1 stops for good on 4400 to 4499 and comes back otherwise. */
export const closingCases: readonly ConformanceCase[] = [
  {
    id: 'closing.handshake',
    says: 'a close is answered with a close',
    source: 'RFC 6455',
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      await connection.close()
      expectThat(
        connection.ended?.code === 1000,
        `closed with ${connection.ended?.code} and not with 1000`,
      )
    },
  },
  {
    id: 'closing.too-large',
    says: 'a frame that announces 512 MiB ends its connection before it is there',
    source: 'P49, S10',
    isAlone: true,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      announceMuch(connection)
      await connection.closed()
      await isThere(trial)
    },
  },
  {
    id: 'closing.too-large-4413',
    says: 'and does so with 4413: after 1009 y-websocket sends the same again for ever',
    source: 'P49; yjs/y-websocket#189',
    isTaste: true,
    isAlone: true,
    run: async (trial) => {
      const connection = await trial.greeted(trial.newName())
      announceMuch(connection)
      await closedWith(trial, connection, 4413)
    },
  },
  ...[
    'unknown-type',
    'unknown-sync-type',
    'text-frame',
    'empty-frame',
    'inflated-length',
    'cut-deletions',
    'garbage-state-vector',
    'awareness-no-json',
  ].map((name): ConformanceCase => {
    const attack = malformedBytes.find((one) => one.name === name)
    if (!attack) throw new Error(`There are no malformed bytes "${name}"`)
    return {
      id: `closing.${name}-4400`,
      says: `${attack.says}: is answered with 4400`,
      source: 'P5',
      isTaste: true,
      isAlone: true,
      run: async (trial) => {
        const connection = await trial.greeted(trial.newName())
        if (attack.as === 'text') connection.sendFrame(new TextDecoder().decode(attack.bytes()))
        else if (attack.as === 'frame') connection.sendFrame(attack.bytes())
        else connection.send(attack.bytes())
        await closedWith(trial, connection, 4400)
      },
    }
  }),
  ...[
    { name: 'malformed-name', says: 'a name with a malformed percent-encoding', path: '%zz' },
    { name: 'control-name', says: 'a name with a control character', path: 'a%01b' },
    { name: 'too-long-name', says: 'a name of 600 bytes', path: 'x'.repeat(600) },
    { name: 'no-name', says: 'no name at all', path: '' },
  ].map(({ name, says, path }): ConformanceCase => ({
    id: `closing.${name}-4404`,
    says: `${says}: is answered with 4404, after the upgrade, so that a browser can see it`,
    source: 'P27, P43, P46',
    isTaste: true,
    notWith: { hocuspocus: byName },
    run: async (trial) => {
      await closedWith(trial, await trial.connectToPath(path), 4404)
    },
  })),
]

/** The header of a frame, and nothing more. */
function announceMuch(connection: Connection): void {
  connection.sendBytes(Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0))
}

async function closedWith(trial: Trial, connection: Connection, code: number): Promise<void> {
  const seen = await connection.closed(2_000)
  await isThere(trial)
  expectThat(seen === code, `closed with ${seen || 'a message that ends the document'}`)
}

/** A connection also ends when the whole server does. */
async function isThere(trial: Trial): Promise<void> {
  await trial.greeted(trial.newName())
}
