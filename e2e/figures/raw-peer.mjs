import { decodeMessage, encodeMessage, FragmentAssembler } from '@weft/protocol'
import { WebSocket } from 'ws'

/** A connection that speaks the extension, and tells each message that came whole. */
export class RawPeer {
  #fragments = new FragmentAssembler(2 ** 30)

  constructor(url, onMessage) {
    this.closed = undefined
    this.socket = new WebSocket(url)
    this.socket.on('message', (data) => {
      const message = decodeMessage(data)
      if (message.type !== 'fragment') return onMessage(message, this)
      const whole = this.#fragments.add(message)
      if (whole) onMessage(decodeMessage(whole), this)
    })
    this.socket.on('close', (code) => (this.closed = code))
    this.socket.on('error', (error) => (this.closed ??= error.message))
  }

  opened() {
    return new Promise((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
  }

  greet(stateVector) {
    this.say({
      type: 'hello',
      version: 1,
      client: 'figure',
      token: '',
      sessionId: '',
      resumeSecret: '',
    })
    this.say({ type: 'syncStep1', stateVector })
  }

  say(message) {
    this.socket.send(encodeMessage(message))
  }

  end() {
    this.socket.terminate()
  }
}
