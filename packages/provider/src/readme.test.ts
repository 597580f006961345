import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RefusalReason, SaveState, WeftProviderEvents, WeftProviderOptions } from './index.ts'
import * as defaultOptions from './default-options.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

// The compiler completes these lists: a name that is missing or too many is an error.
const optionDefaults = {
  connect: `\`${defaultOptions.connect}\``,
  awareness: 'a new `Awareness`',
  params: '`{}`',
  protocols: '`[]`',
  WebSocketPolyfill: 'the global `WebSocket`',
  socket: 'none',
  resyncInterval: `\`${defaultOptions.resyncInterval}\``,
  maxBackoffTime: `\`${defaultOptions.maxBackoffTime}\``,
  disableBc: `\`${defaultOptions.disableBc}\``,
  shouldReconnect: 'not for 4400–4499',
  token: 'none',
  history: 'none',
  offline: 'none',
  debug: 'none',
  connectTimeoutMs: `\`${defaultOptions.connectTimeoutMs}\``,
  silenceTimeoutMs: `\`${defaultOptions.silenceTimeoutMs}\``,
  unsavedWarningMs: `\`${defaultOptions.unsavedWarningMs}\``,
  maxMessageBytes: `\`${defaultOptions.maxMessageBytes}\``,
} satisfies Record<keyof WeftProviderOptions, string>

const events = {
  status: true,
  sync: true,
  synced: true,
  'sync-progress': true,
  'connection-close': true,
  'connection-error': true,
  closed: true,
  'save-state': true,
  'unsaved-changes': true,
  'unsaved-for-long': true,
  rights: true,
  'document-size': true,
  'history-changed': true,
  'offline-state': true,
  destroy: true,
  update: true,
  reload: true,
} satisfies Record<keyof WeftProviderEvents, true>

const saveStates = {
  saved: true,
  saving: true,
  offline: true,
  failed: true,
  unknown: true,
} satisfies Record<SaveState, true>

const reasons = {
  unauthenticated: true,
  forbidden: true,
  'no-such-document': true,
  'too-large': true,
  'bad-message': true,
  'history-changed': true,
  other: true,
} satisfies Record<RefusalReason, true>

describe('README', () => {
  it('has every option, with the default that it has', () => {
    expect(table('option').map(([name, value]) => [name, value])).toEqual(
      Object.entries(optionDefaults).map(([name, value]) => [`\`${name}\``, value]),
    )
  })

  it('has every event', () => {
    expect(table('event').map(([name]) => name)).toEqual(quoted(events))
  })

  it('has every save state', () => {
    expect(table('`saveState`').map(([name]) => name)).toEqual(quoted(saveStates))
  })

  it('has every reason for a refusal', () => {
    for (const reason of quoted(reasons)) expect(readme).toContain(reason)
  })
})

function quoted(names: object): string[] {
  return Object.keys(names).map((name) => `\`${name}\``)
}

/** The cells of the table whose first heading this is. */
function table(heading: string): string[][] {
  const lines = readme.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`))
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'))
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
