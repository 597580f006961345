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
