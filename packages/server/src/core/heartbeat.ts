import type { Limits } from './limits.ts'

/** What is known of a connection's signs of life; monotonic times in milliseconds. */
export interface Signs {
  readonly heardMs: number
  readonly pingedMs: number
  /** When the peer was last sent a frame that its WebSocket shows it; pings are not shown. */
  readonly sentMs: number
  /** Stock clients give up after 30 s without a frame. */
  readonly needsKeepalive: boolean
}

export type Beat = 'terminate' | 'ping' | 'keepalive'

/** What a connection needs now. To be asked every {@link beatIntervalMs}. */
export function beat(
  nowMs: number,
  signs: Signs,
  limits: Pick<Limits, 'pingIntervalMs' | 'silenceTimeoutMs'>,
): readonly Beat[] {
  if (nowMs - signs.heardMs >= limits.silenceTimeoutMs) return ['terminate']
  const beats: Beat[] = []
  if (nowMs - signs.pingedMs >= limits.pingIntervalMs) beats.push('ping')
  if (signs.needsKeepalive && nowMs - signs.sentMs >= limits.pingIntervalMs) beats.push('keepalive')
  return beats
}

/** How often to look, in milliseconds: four times in a ping interval, so that nothing is late by more than a quarter. */
export function beatIntervalMs({ pingIntervalMs }: Pick<Limits, 'pingIntervalMs'>): number {
  return pingIntervalMs / 4
}
