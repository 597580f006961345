/** When a connection last gave a sign of life and was last asked for one; monotonic, in milliseconds. */
export class SignsOfLife {
  heardMs: number
  pingedMs: number

  constructor(nowMs: number) {
    this.heardMs = nowMs
    this.pingedMs = nowMs
  }
}
