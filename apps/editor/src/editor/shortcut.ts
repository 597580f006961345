const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

const symbols = new Map(
  isApple
    ? [
        ['Mod', '⌘'],
        ['Shift', '⇧'],
        ['Alt', '⌥'],
      ]
    : [['Mod', 'Ctrl']],
)

/** `Mod+Shift+8` as it stands on the keyboard: `⌘⇧8` or `Ctrl+Shift+8`. */
export function keysShown(keys: string): string {
  return keys
    .split('+')
    .map((key) => symbols.get(key) ?? key)
    .join(isApple ? '' : '+')
}

/** The same for `aria-keyshortcuts`. */
export function keysNamed(keys: string): string {
  return keys.replace('Mod', isApple ? 'Meta' : 'Control')
}

/** Whether the key that goes with shortcuts is held. */
export function isMod(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>

/**
 * Whether these keys, and no others, are pressed. Letters and digits count by the key's place too: with Alt or Shift held,
 * what it would write is something else.
 */
export function matchesKeys(event: KeyPress, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (name: string) => parts.includes(name)
  const hasMod = isMod(event)
  const hasOther = (event.ctrlKey || event.metaKey) && !hasMod
  if (hasOther || hasMod !== wants('Mod')) return false
  if (event.altKey !== wants('Alt')) return false
  // A sign that needs Shift to be written, like `?`, is the same key with and without it.
  const isSign = !/^[a-z\d]$/i.test(key) && key.length === 1
  if (!isSign && event.shiftKey !== wants('Shift')) return false
  return (
    event.key.toLowerCase() === key.toLowerCase() ||
    event.code === `Key${key.toUpperCase()}` ||
    event.code === `Digit${key}`
  )
}
