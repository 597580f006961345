/** How much is compared at a time, in UTF-16 code units: that the engine does itself, and single ones are left to the last. */
const STRIDE = 32

/** How long two texts are the same from these places on, in UTF-16 code units. */
export function commonLength(one: string, oneFrom: number, other: string, from: number): number {
  const most = Math.min(one.length - oneFrom, other.length - from)
  let length = 0
  while (length + STRIDE <= most && part(one, oneFrom + length) === part(other, from + length)) {
    length += STRIDE
  }
  while (length < most && one.charCodeAt(oneFrom + length) === other.charCodeAt(from + length)) {
    length += 1
  }
  return length
}

function part(text: string, from: number): string {
  return text.slice(from, from + STRIDE)
}
