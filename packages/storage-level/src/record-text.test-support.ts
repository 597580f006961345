import type { LogRecord } from '@weft/storage'

/** Records as text: vitest compares bytes one by one, some microseconds each. */
export function recordText({ sequence, updates }: LogRecord): string {
  const texts = updates.map(({ update, user, timeMs }) => `${user} ${timeMs} ${bytesText(update)}`)
  return [`record ${sequence}`, ...texts].join('\n')
}

export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
