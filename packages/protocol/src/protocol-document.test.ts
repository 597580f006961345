import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { channelExamples } from './channel-examples.test-support.ts'
import { SHARED_PARAMETER } from './channel.ts'
import { closeCodes } from './close-code.ts'
import {
  FRAGMENT_BYTES,
  MAX_AWARENESS_BYTES,
  MAX_AWARENESS_DEPTH,
  MAX_CHANNEL_FRAME_BYTES,
  MAX_DOCUMENT_NAME_BYTES,
  PROTOCOL_VERSION,
  STATE_PIECE_BYTES,
} from './limits.ts'
import { messageExamples } from './message-examples.test-support.ts'
import * as messageType from './message-type.ts'

const text = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')

/** The rows under the table header that starts so, cell by cell. */
function table(header: string): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`))
  expect(start).toBeGreaterThan(-1)
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows.slice(0, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

describe('PROTOCOL.md', () => {
  test('lists the close codes as they are', () => {
    expect(table('code')).toEqual(
      Object.entries(closeCodes).map(([name, { code, retry, meaning }]) => {
        return [String(code), name, retry, meaning]
      }),
    )
  })

  test('lists the extension’s message types as they are', () => {
    expect(table('type').map(([type, name]) => [name, Number(type)])).toEqual(
      Object.entries(messageType).filter(([, type]) => type >= 64),
    )
  })

  test('begins each message’s equation with its type', () => {
    for (const [type, , , equation] of table('type')) {
      expect(equation).toMatch(new RegExp(`^\`number\\(${type}\\)`))
    }
    const stock = Object.entries(messageType).filter(([, type]) => type < messageType.hello)
    for (const [name, type] of stock) {
      expect(text).toMatch(new RegExp(`^${name} +:= number\\(${type}\\)`, 'm'))
    }
  })

  test('shows the bytes that are sent', () => {
    expect(table('message')).toEqual(messageExamples.map(({ title, hex }) => [title, `\`${hex}\``]))
  })

  test('shows the bytes of channels', () => {
    expect(table('on a shared connection')).toEqual(
      channelExamples.map(({ title, hex }) => [title, `\`${hex}\``]),
    )
  })

  test('lists the limits as they are', () => {
    expect(table('what').map(([, number]) => Number(number?.replaceAll(',', '')))).toEqual([
      PROTOCOL_VERSION,
      MAX_DOCUMENT_NAME_BYTES,
      MAX_AWARENESS_BYTES,
      MAX_AWARENESS_DEPTH,
      FRAGMENT_BYTES,
      STATE_PIECE_BYTES,
      MAX_CHANNEL_FRAME_BYTES,
    ])
  })

  test('names the limits in its rules as they are', () => {
    const rule = (number: number) => text.split(`**P${number}**`)[1]?.split('**P')[0] ?? ''
    expect(rule(8)).toContain(MAX_AWARENESS_BYTES.toLocaleString('en'))
    expect(rule(9)).toContain(`at most ${MAX_AWARENESS_DEPTH} `)
    expect(rule(35)).toContain(FRAGMENT_BYTES.toLocaleString('en'))
    expect(rule(39)).toContain(STATE_PIECE_BYTES.toLocaleString('en'))
    expect(rule(74)).toContain(MAX_CHANNEL_FRAME_BYTES.toLocaleString('en'))
    expect(rule(65)).toContain(`\`${SHARED_PARAMETER}\``)
    expect(rule(43)).toContain(`1 to ${MAX_DOCUMENT_NAME_BYTES} bytes`)
  })

  test('numbers its rules without a gap, and refers to none that is missing', () => {
    const rules = [...text.matchAll(/^- \*\*P(\d+)\*\* /gm)].map(([, number]) => Number(number))
    expect(rules).toEqual(rules.map((_, index) => index + 1))
    const references = [...text.matchAll(/\(P(\d+)\)/g)].map(([, number]) => Number(number))
    expect(references.filter((number) => !rules.includes(number))).toEqual([])
  })
})
