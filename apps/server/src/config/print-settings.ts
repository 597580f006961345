import type { ReadSettings } from './read-settings.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'
import { shownAddress } from './web-address.ts'

/**
 * What is in force, and from where: a line for each setting, or JSON. Of addresses' queries only the names are told: their
 * values may be keys. Other secrets are in files of their own, and only the files' names are settings.
 */
export function printSettings(read: ReadSettings, form: 'table' | 'json'): string {
  const rows = [...read.inForce].map(([name, { value, from }]) => {
    const { print }: Setting<unknown> = settings[name]
    return { name, value: withoutSecrets(print(value)), from: from ?? 'default' }
  })
  if (form === 'json') {
    const entries = rows.map(({ name, value, from }) => [name, { value: value ?? null, from }])
    return JSON.stringify(Object.fromEntries(entries), null, 2)
  }
  const nameWidth = Math.max(...rows.map(({ name }) => name.length))
  const texts = rows.map(
    ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)) ?? '-',
  )
  const textWidth = Math.min(40, Math.max(...texts.map((text) => text.length)))
  const lines = rows.map(
    ({ name, from }, index) =>
      `${name.padEnd(nameWidth)}  ${(texts[index] ?? '').padEnd(textWidth)}  ${from}`,
  )
  return [`Settings from ${read.file ?? 'no file'}, the environment and flags:`, '', ...lines].join(
    '\n',
  )
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  return typeof value === 'string' ? shownAddress(value) : value
}
