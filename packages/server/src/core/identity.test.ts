import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdentityStamp } from './identity.ts'

const limits = { maxAwarenessStateBytes: 16_384 }
const ada = { id: 'u1', name: 'Ada', color: undefined }
const red = { ...ada, color: '#f00' }

const parsed = (text: string): unknown => JSON.parse(text)

function stampOf(hasUsers = true): IdentityStamp {
  const stamp = new IdentityStamp(limits)
  if (hasUsers) stamp.noteUser()
  return stamp
}

describe('A stamp', () => {
  test.each([
    ['no user', '{"cursor":1}', '{"cursor":1,"user":{"id":"u1","name":"Ada"}}'],
    [
      'its own color',
      '{"user":{"color":"blue"}}',
      '{"user":{"color":"blue","id":"u1","name":"Ada"}}',
    ],
    [
      'another name',
      '{"user":{"name":"Eve","id":7},"x":1}',
      '{"user":{"name":"Ada","id":"u1"},"x":1}',
    ],
    ['a user that is a text', '{"user":"Eve"}', '{"user":{"id":"u1","name":"Ada"}}'],
    ['a user that is a list', '{"user":[{"id":"eve"}]}', '{"user":{"id":"u1","name":"Ada"}}'],
    ['a user that is null', '{"user":null}', '{"user":{"id":"u1","name":"Ada"}}'],
    [
      'two users, of which readers take the last',
      '{"user":{"id":"a"},"user":{"id":"b","age":1}}',
      '{"user":{"id":"u1","age":1,"name":"Ada"}}',
    ],
    [
      'the key in escapes',
      '{"\\u0075ser":{"i\\u0064":"eve"}}',
      '{"user":{"id":"u1","name":"Ada"}}',
    ],
  ])('[A16] on a state with %s names the user', (_, state, expected) => {
    expect(stampOf().stamp(state, ada)).toBe(expected)
  })

  test('[A16] has a color only if the application gives one', () => {
    const user = { color: '#f00', id: 'u1', name: 'Ada' }
    expect(parsed(stampOf().stamp('{"user":{"color":"blue"}}', red))).toEqual({ user })
  })

  test('[A17] leaves null as it is', () => {
    expect(stampOf().stamp('null', ada)).toBe('null')
    expect(stampOf().stamp('null', undefined)).toBe('null')
  })

  test('[A17] leaves keys of prototype members what they are', () => {
    const state =
      '{"__proto__":{"user":{"id":"eve"}},"user":{"__proto__":{"id":"eve"},"constructor":1}}'
    const stamped = stampOf().stamp(state, ada)
    expect(stamped).toBe(
      '{"__proto__":{"user":{"id":"eve"}},"user":{"__proto__":{"id":"eve"},"constructor":1,"id":"u1","name":"Ada"}}',
    )
    expect(Object.hasOwn({}, 'id')).toBe(false)
  })

  test('[A17] is not put on what is too large anyway', () => {
    const state = `{"x":"${'x'.repeat(16_384)}"}`
    expect(stampOf().stamp(state, ada)).toBe(state)
  })

  test('[A16] keeps all else, names the user and nobody else, and is the same when it is put on again', () => {
    const anyObject = fc.dictionary(
      fc.oneof(fc.constantFrom('user', 'id', '__proto__', 'toString', '0'), fc.string()),
      fc.jsonValue({ maxDepth: 4 }),
    )
    const anyState = fc.oneof(
      anyObject,
      fc.tuple(anyObject, anyObject).map(([state, user]) => ({ ...state, user })),
    )
    fc.assert(
      fc.property(anyState, fc.constantFrom(ada, red), (object, identity) => {
        const stamped = stampOf().stamp(JSON.stringify(object), identity)
        const { user: told, ...rest }: Record<string, unknown> = JSON.parse(stamped)
        const { user: said, ...others }: Record<string, unknown> = JSON.parse(
          JSON.stringify(object),
        )
        expect(rest).toEqual(others)
        expect(told).toMatchObject({ id: 'u1', name: 'Ada' })
        const isRecord = typeof said === 'object' && said !== null && !Array.isArray(said)
        for (const [key, value] of Object.entries(isRecord ? said : {})) {
          if (!['id', 'name', 'color'].includes(key)) expect(told).toHaveProperty([key], value)
        }
        expect(stampOf().stamp(stamped, identity)).toBe(stamped)
      }),
    )
  })
})

describe('Of nobody in particular', () => {
  test.each([
    ['{"user":{"id":"eve","name":"Eve"}}', '{"user":{"name":"Eve"}}'],
    ['{"user":{"i\\u0064":"eve"}}', '{"user":{}}'],
    ['{"user":{"id":"eve"},"user":{"id":"ada"}}', '{"user":{}}'],
    ['{"user":{"__proto__":{"id":"eve"}}}', '{"user":{}}'],
    ['{"__proto__":{"user":{"id":"eve"}}}', '{}'],
  ])('[A18] the id is left out once there are users: %s', (state, expected) => {
    expect(stampOf().stamp(state, undefined)).toBe(expected)
    expect(stampOf(false).stamp(state, undefined)).toBe(state)
  })

  test.each([
    '{"user":{"name":"Eve"}}',
    '{"cursor":{"id":"block-7"},"user":"id"}',
    '{"user":{"name":"\\"id\\""}, "x":1e5}',
    '{"user":["id"]}',
  ])('[A18] a state without one stays to the letter: %s', (state) => {
    expect(stampOf().stamp(state, undefined)).toBe(state)
  })
})
