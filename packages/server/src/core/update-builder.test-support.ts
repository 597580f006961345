import * as encoding from 'lib0/encoding'

/** One struct as the wire has it. */
export interface WireStruct {
  /** Client and clock of the neighbours. */
  readonly origin?: readonly [number, number]
  readonly rightOrigin?: readonly [number, number]
  /** The name of a root type, or client and clock of a type. */
  readonly parent?: string | readonly [number, number]
  readonly content:
    | { readonly text: string }
    | { readonly type: 'array' }
    | { readonly any: (encoder: encoding.Encoder) => void }
    | { readonly embed: string }
    | { readonly subdocument: string }
    | { readonly deleted: number }
}

const references = { deleted: 1, text: 4, embed: 5, type: 7, any: 8, subdocument: 9 }

/** An update with exactly these structs: client, first clock, structs; and numbers for its deletions. */
export function buildUpdate(
  groups: readonly (readonly [number, number, readonly WireStruct[]])[],
  deletions: readonly number[] = [0],
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, groups.length)
    for (const [client, clock, structs] of groups) {
      for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number)
      for (const struct of structs) write(encoder, struct)
    }
    for (const number of deletions) encoding.writeVarUint(encoder, number)
  })
}

/** Numbers as they stand in an update. */
export function numbers(...values: readonly (number | readonly number[])[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const value of values.flat()) encoding.writeVarUint(encoder, value)
  })
}

/** A value of arrays that lie in each other so deep. */
export function nestedArrays(depth: number): WireStruct['content'] {
  const ARRAY = 117
  const NULL = 126
  return {
    any: (encoder) => {
      encoding.writeVarUint(encoder, 1)
      for (let level = 0; level < depth; level += 1) {
        encoding.writeUint8(encoder, ARRAY)
        encoding.writeVarUint(encoder, 1)
      }
      encoding.writeUint8(encoder, NULL)
    },
  }
}

function write(encoder: encoding.Encoder, struct: WireStruct): void {
  const { origin, rightOrigin, parent = 'text', content } = struct
  const [kind] = Object.keys(content) as (keyof typeof references)[]
  if (!kind) throw new TypeError('A struct has content')
  const reference = references[kind]
  encoding.writeUint8(encoder, reference | (origin ? 128 : 0) | (rightOrigin ? 64 : 0))
  for (const id of [origin, rightOrigin])
    for (const part of id ?? []) encoding.writeVarUint(encoder, part)
  if (!origin && !rightOrigin) writeParent(encoder, parent)
  if ('any' in content) content.any(encoder)
  else if ('text' in content) encoding.writeVarString(encoder, content.text)
  else if ('embed' in content) encoding.writeVarString(encoder, content.embed)
  else if ('deleted' in content) encoding.writeVarUint(encoder, content.deleted)
  else if ('subdocument' in content) {
    encoding.writeVarString(encoder, content.subdocument)
    encoding.writeAny(encoder, {})
  } else encoding.writeVarUint(encoder, 0)
}

function writeParent(encoder: encoding.Encoder, parent: string | readonly [number, number]): void {
  const isRoot = typeof parent === 'string'
  encoding.writeVarUint(encoder, isRoot ? 1 : 0)
  if (isRoot) encoding.writeVarString(encoder, parent)
  else for (const part of parent) encoding.writeVarUint(encoder, part)
}
