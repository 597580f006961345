import type { WireListener } from '../wire-listener.ts'
import { FrameReader } from './frame-reader.ts'

/**
 * Prints what crosses the wire, one line for each frame: when, which way, what kind of message, how large, and what is in
 * it. Tokens and resume secrets are never printed. Content is not printed either, but presence is.
 *
 * @example
 *   provider.debug = wireLog(console.debug) // and `undefined` to stop
 *
 * @param print Takes a line.
 */
export function wireLog(print: (line: string) => void): WireListener {
  const reader = new FrameReader()
  return (frame, direction, via) => {
    const time = new Date().toISOString().slice(11, 23)
    const arrow = direction === 'in' ? '←' : '→'
    print(`${time} ${arrow} ${via} ${reader.describe(frame, direction, via)}`)
  }
}
