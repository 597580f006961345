/** The part of y-leveldb that tests use: its own declarations are not where its manifest leads. */
declare module 'y-leveldb' {
  import type { Doc } from 'yjs'

  export class LeveldbPersistence {
    constructor(location: string)
    storeUpdate(docName: string, update: Uint8Array): Promise<number>
    flushDocument(docName: string): Promise<void>
    clearDocument(docName: string): Promise<void>
    setMeta(docName: string, metaKey: string, value: unknown): Promise<void>
    getYDoc(docName: string): Promise<Doc>
    destroy(): Promise<void>
  }

  export const keyEncoding: {
    encode(parts: readonly (string | number)[]): Buffer
    decode(key: Uint8Array): (string | number)[]
  }
}
