import { encodeMessage } from '@weft/protocol'
import * as Y from 'yjs'
import { maskedFrame } from '../generator/masked-frame.ts'

/** Client IDs as long on the wire as most are. */
const FIRST_CLIENT_ID = 3_000_000_000

/** Somebody who types letter after letter in a place of their own. */
export class Typist {
  readonly doc = new Y.Doc()
  readonly #text = this.doc.getText('text')
  #update: Uint8Array = new Uint8Array()

  constructor(index: number) {
    this.doc.clientID = FIRST_CLIENT_ID + index
    this.doc.on('update', (update: Uint8Array) => (this.#update = update))
  }

  /** The next letter as an update. */
  type(): Uint8Array {
    this.#text.insert(this.#text.length, 'a')
    return this.#update
  }

  /** … as a frame on the wire. */
  frame(): Uint8Array {
    return maskedFrame(encodeMessage({ type: 'update', update: this.type() }))
  }
}

/** Frames of so many typists, one of each for each round, made before anything is counted. */
export function typedFrames(typists: number, rounds: number): readonly (readonly Uint8Array[])[] {
  const all = Array.from({ length: typists }, (_, index) => new Typist(index))
  return Array.from({ length: rounds }, () => all.map((typist) => typist.frame()))
}
