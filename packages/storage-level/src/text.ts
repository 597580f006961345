/** A text that is about to be written as UTF-8: itself while that is one byte for each character, else its bytes. */
export type Text = string | Uint8Array

/** Longer texts are quicker encoded than looked through. */
const SHORT = 64

const encoder = new TextEncoder()

/** @returns What has as many bytes as its `length` says. */
export function textOf(text: string): Text {
  if (text.length > SHORT) return encoder.encode(text)
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return encoder.encode(text)
  }
  return text
}

export function writeText(bytes: Uint8Array, offset: number, text: Text): void {
  if (typeof text !== 'string') {
    bytes.set(text, offset)
    return
  }
  for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i)
}
