import type { Message } from './message.ts'

/** A message, its bytes in hexadecimal, and how PROTOCOL.md names it. */
export interface MessageExample {
  readonly title: string
  readonly message: Message
  readonly hex: string
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const hello = { type: 'hello', version: 1, client: 'a' } as const

const welcome = {
  type: 'welcome',
  version: 1,
  sessionId: 's',
  resumeSecret: 'r',
  epoch: 'e',
  maxMessageBytes: 32 * 1024 * 1024,
} as const

/** At least one of every message. The bytes are written out by hand: they are the wire, and never follow the code. */
export const messageExamples: readonly MessageExample[] = [
  {
    title: 'sync step 1, an empty state vector',
    message: { type: 'syncStep1', stateVector: bytes(0) },
    hex: '00 00 01 00',
  },
  {
    title: 'sync step 2, an empty update',
    message: { type: 'syncStep2', update: bytes(0, 0) },
    hex: '00 01 02 00 00',
  },
  {
    title: 'update, empty',
    message: { type: 'update', update: bytes(0, 0) },
    hex: '00 02 02 00 00',
  },
  {
    title: 'awareness, the keepalive',
    message: { type: 'awareness', awareness: bytes(0) },
    hex: '01 01 00',
  },
  {
    title: 'awareness, client 1 at clock 2 with the state `{}`',
    message: { type: 'awareness', awareness: bytes(1, 1, 2, 2, 0x7b, 0x7d) },
    hex: '01 06 01 01 02 02 7b 7d',
  },
  {
    title: 'permission denied, "no"',
    message: { type: 'permissionDenied', reason: 'no' },
    hex: '02 00 02 6e 6f',
  },
  { title: 'query awareness', message: { type: 'queryAwareness' }, hex: '03' },
  {
    title: 'hello of "a" with the token "t"',
    message: { ...hello, token: 't', sessionId: '', resumeSecret: '' },
    hex: '40 01 01 61 01 74 00 00',
  },
  {
    title: 'hello of "a" that goes on with session "s", secret "r"',
    message: { ...hello, token: '', sessionId: 's', resumeSecret: 'r' },
    hex: '40 01 01 61 00 01 73 01 72',
  },
  {
    title: 'welcome to session "s", secret "r", epoch "e", sequence 300, may write, 32 MiB, saving',
    message: { ...welcome, sequence: 300, rights: { canWrite: true }, isSaving: true },
    hex: '41 01 01 73 01 72 01 65 ac 02 01 80 80 80 10 01',
  },
  {
    title: 'welcome to a reader while storage fails',
    message: { ...welcome, sequence: 0, rights: { canWrite: false }, isSaving: false },
    hex: '41 01 01 73 01 72 01 65 00 00 80 80 80 10 00',
  },
  {
    title: 'hello of "a" that knows record 300 of epoch "e" on branch "b"',
    message: {
      ...hello,
      token: '',
      sessionId: '',
      resumeSecret: '',
      place: { epoch: 'e', sequence: 300, branch: 'b' },
    },
    hex: '40 01 01 61 00 00 00 01 65 ac 02 01 62',
  },
  {
    title: 'welcome with a line: branch "b", then "c", the place is there',
    message: {
      ...welcome,
      sequence: 300,
      rights: { canWrite: true },
      isSaving: true,
      line: { branch: 'b', nextBranch: 'c', hasPlace: true },
    },
    hex: '41 01 01 73 01 72 01 65 ac 02 01 80 80 80 10 01 01 62 01 63 01',
  },
  {
    title: 'saved 3, up to sequence 300',
    message: { type: 'saved', count: 3, sequence: 300 },
    hex: '42 03 ac 02',
  },
  { title: 'not saved', message: { type: 'notSaved' }, hex: '43' },
  { title: 'ping 7', message: { type: 'ping', id: 7 }, hex: '44 07' },
  { title: 'pong 7', message: { type: 'pong', id: 7 }, hex: '45 07' },
  {
    title: 'rights, none',
    message: { type: 'rights', rights: { canWrite: false } },
    hex: '46 00',
  },
  {
    title: 'rights, may write',
    message: { type: 'rights', rights: { canWrite: true } },
    hex: '46 01',
  },
  {
    title: 'rights, may only delete',
    message: { type: 'rights', rights: { canWrite: false, isFull: true } },
    hex: '46 02',
  },
  {
    title: 'going away, come back within 5,000 ms',
    message: { type: 'goingAway', maxDelayMs: 5_000 },
    hex: '47 88 27',
  },
  {
    title: 'fragment, 2 bytes at offset 3 of 5',
    message: { type: 'fragment', totalBytes: 5, offset: 3, bytes: bytes(0xaa, 0xbb) },
    hex: '48 05 03 02 aa bb',
  },
  {
    title: 'document size, 300 of 400 bytes, warned from 200 on',
    message: { type: 'documentSize', bytes: 300, warnBytes: 200, maxBytes: 400 },
    hex: '49 ac 02 c8 01 90 03',
  },
  { title: 'token "t"', message: { type: 'token', token: 't' }, hex: '4a 01 74' },
  {
    title: 'token valid for 300 s',
    message: { type: 'tokenValid', validForMs: 300_000 },
    hex: '4b e0 a7 12',
  },
  {
    title: 'token valid without an end',
    message: { type: 'tokenValid', validForMs: 0 },
    hex: '4b 00',
  },
  {
    title: 'awareness patch, client 1 from clock 2 with `{"x":1}` to clock 3 with `{"x":2}`',
    message: { type: 'awarenessPatch', patch: bytes(1, 2, 1, 1, 5, 1, 1, 0x32) },
    hex: '4c 08 01 02 01 01 05 01 01 32',
  },
]

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

export function toHex(frame: Uint8Array): string {
  return Array.from(frame, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
