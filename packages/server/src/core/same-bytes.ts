export function sameBytes(
  a: Uint8Array | null | undefined,
  b: Uint8Array | null | undefined,
): boolean {
  if (a === b) return true
  if (!a || !b) return (a ?? undefined) === (b ?? undefined)
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
