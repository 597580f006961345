import type { WireListener } from '../wire-listener.ts'
import { FrameReader } from './frame-reader.ts'

/** A frame that crossed the wire, in words. */
export interface WireMessage {
  /** When, in milliseconds since 1970. */
  readonly atMs: number
  /** As this page sees it. */
  readonly direction: 'in' | 'out'
  /** Over the WebSocket or, to and from other tabs, the BroadcastChannel. */
  readonly via: 'server' | 'tabs'
  /** What kind of message: `update`, `awareness`, `saved`; `text`, `unknown` or `unreadable` for what is none. */
  readonly type: string
  /** Of the whole frame; UTF-16 code units of a text frame. */
  readonly bytes: number
  /** What is in it, shortened; may be empty. */
  readonly details: string
}

/**
 * Tells what crosses the wire, one message for each frame. Tokens and resume secrets are never told. Content is not
 * told either, but presence is.
 *
 * @example
 *   provider.debug = wireTap(({ direction, type, bytes }) => table.add(direction, type, bytes))
 *
 * @param take Takes a message.
 */
export function wireTap(take: (message: WireMessage) => void): WireListener {
  const reader = new FrameReader()
  return (frame, direction, via) => {
    const atMs = Date.now()
    take({ atMs, direction, via, bytes: frame.length, ...reader.read(frame, direction, via) })
  }
}

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
  return wireTap((message) => print(wireLine(message)))
}

/** A message as a line: when (UTC), which way, over which wire, what kind, how large, and what is in it. */
export function wireLine({ atMs, direction, via, type, bytes, details }: WireMessage): string {
  const time = new Date(atMs).toISOString().slice(11, 23)
  const arrow = direction === 'in' ? '←' : '→'
  return `${time} ${arrow} ${via} ${type}, ${bytes} B${details && `: ${details}`}`
}
