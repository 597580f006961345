import fc from 'fast-check'

/** Any character. fast-check's own unit `binary` takes most of a second to make. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((point) => String.fromCodePoint(point))

/** Any well-formed text. */
export function anyText(length: { minLength?: number; maxLength: number }): fc.Arbitrary<string> {
  return fc.string({ unit: anyCharacter, ...length })
}
