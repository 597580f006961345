/** An attack that is not bytes on a connection, and the tests that show what comes of it. */
export interface Reference {
  readonly id: string
  readonly title: string
  /** Where: a file of this repository, and a part of a test's title in it. */
  readonly tests: readonly { readonly file: string; readonly title: string }[]
}

const server = (file: string, title: string) => ({ file: `packages/server/src/${file}`, title })
const provider = (file: string, title: string) => ({
  file: `packages/provider/src/core/${file}`,
  title,
})
const storage = (file: string, title: string) => ({
  file: `packages/storage-level/src/${file}`,
  title,
})
const crash = (file: string, title: string) => ({
  file: `packages/crash-rounds/test/${file}`,
  title,
})

/** The rows of the list that other tests show: behaviour over time, rights, storage, crashes, clients. */
export const references: readonly Reference[] = [
  {
    id: 'A11',
    title: 'a connection that is half open',
    tests: [
      server('node/heartbeat.test.ts', '[A11] a peer that answers no pings is removed'),
      server('core/heartbeat.test.ts', '[H3] a peer that is silent for 45 s is cut off'),
    ],
  },
  {
    id: 'A12',
    title: 'what a reader that stops costs by itself, and that it ends up complete',
    tests: [
      server('node/slow-reader.test.ts', 'a reader that stops costs a bounded amount of memory'),
    ],
  },
  {
    id: 'A18',
    title: "a claim on a client's clocks while it is away: what its provider does",
    tests: [provider('document-connection.test.ts', '[A18] stops before')],
  },
  {
    id: 'A25',
    title: 'a document that grows past its limit',
    tests: [
      server('core/document-size.test.ts', '[B17] is closed to a peer that goes on to add'),
      server('core/document-size.test.ts', '[B16] is told to those who can be told'),
    ],
  },
  {
    id: 'A32',
    title: 'edits by somebody who may only read',
    tests: [
      server('core/session.test.ts', '[S13] is closed when it edits'),
      server('core/session.test.ts', '[S13] may answer with a step 2 that has nothing new'),
    ],
  },
  {
    id: 'A33',
    title: 'rights that are taken away from somebody who is connected',
    tests: [
      server('core/permit.test.ts', '[T4] the application turns those away who may not read'),
      server('core/permit.test.ts', '[T5] is taken: what was sent is kept'),
      server('node/token.test.ts', '[T4][T5] reauthorize takes the right to write'),
    ],
  },
  {
    id: 'A35',
    title: 'documents whose names lie next to each other in storage',
    tests: [
      storage('keys.test.ts', "no range of one document holds another document's key"),
      storage('keys.test.ts', 'no key is the beginning of another'),
    ],
  },
  {
    id: 'A37',
    title: 'everybody reconnects at once',
    tests: [
      provider('backoff.test.ts', 'spreads the retries evenly from nothing to the cap'),
      provider('connection.test.ts', 'is not cleared by an open socket'),
    ],
  },
  {
    id: 'A38',
    title: 'stopped under load, twice, and with a disk that hangs',
    tests: [
      { file: 'apps/server/test/life.process.test.ts', title: 'a second signal ends it at once' },
      crash('failing-storage.process.test.ts', 'says what was not saved, and exits with 1'),
      crash('hanging-disk.system.test.ts', 'stopped while its disk hangs'),
    ],
  },
  {
    id: 'A39',
    title: 'killed at any system call',
    tests: [
      crash('injection.system.test.ts', 'nothing that was reported saved is lost by %s at a %s'),
      crash('rounds.process.test.ts', 'whatever was reported saved is there after kill -9'),
    ],
  },
  {
    id: 'A40',
    title: 'a disk that is full, or fails',
    tests: [
      crash('full-disk.system.test.ts', 'a disk that runs full under typing'),
      crash('failing-storage.process.test.ts', 'while storage fails peers and /readyz say so'),
      storage('failed-write.test.ts', '[S2] what is acknowledged after a failed write is there'),
    ],
  },
  {
    id: 'A41',
    title: 'files that are cut off, flipped or gone, and a second process',
    tests: [
      storage('broken-files.test.ts', '[S3] cut off anywhere'),
      storage('broken-files.test.ts', "[S11] a flipped byte in LevelDB's log is reported"),
      storage('opening.test.ts', 'a database that lost all it held'),
      storage('crash.test.ts', 'a folder that another process has open is refused'),
    ],
  },
  {
    id: 'A42',
    title: 'clocks that jump or stand still',
    tests: [
      provider('document-connection.test.ts', 'also when the wall clock stands still'),
      provider('liveness.test.ts', 'never kills without a probe'),
    ],
  },
  {
    id: 'A43',
    title: 'a proxy that ends idle connections',
    tests: [
      server('core/heartbeat.test.ts', '[H2] a peer is pinged every twenty seconds'),
      server('core/heartbeat.test.ts', '[H4] a stock client that has heard nothing for 20 s'),
    ],
  },
  {
    id: 'A44',
    title: 'a network that accepts and then says nothing',
    tests: [
      provider('document-connection.test.ts', 'is given up on a server that accepts and then says'),
      provider('connection.test.ts', 'is closed after 30 s of silence'),
    ],
  },
  {
    id: 'A45',
    title: 'channels that are opened in thousands, flooded, left silent, or not read',
    tests: [
      server('node/shared-connection.test.ts', 'on 20,000 documents is sent away'),
      server('node/shared-connection.test.ts', 'and closes them again in a loop leaves nothing'),
      server('node/shared-connection.test.ts', 'and says nothing on them loses them'),
      server('node/shared-connection.test.ts', 'and floods one, or one that has ended'),
      server('core/shared-connection.test.ts', '[N3] whatever comes, nobody else notices'),
      server('core/shared-bounds.test.ts', '[N12] what waits for a channel costs more'),
      server('core/shared-bounds.test.ts', '[N17] what is asked on all channels together'),
    ],
  },
  {
    id: 'A46',
    title:
      'tokens that are sent again and again, and an application that fails or hangs when asked',
    tests: [
      server('core/permit.test.ts', '[T3] may come now and then, but not without end'),
      server('core/permit.test.ts', '[T7] however many it is asked again for'),
      server('core/permit.test.ts', '[T4] an answer that never comes keeps nobody else'),
      server('node/token.test.ts', '[K7] a refusal with %s ends the connection'),
    ],
  },
  {
    id: 'A47',
    title: 'much presence, shown to many who ask for it or do not read it',
    tests: [
      server('core/room-presence.test.ts', '[B10] who is here is encoded once for all who ask'),
      server('core/bounds.test.ts', '[B21] nor by joining where much is shown'),
    ],
  },
]
