import { describe, expect, test } from 'vitest'
import { missingPackages } from './installed-packages.mjs'

const forHere = { optional: true, os: [process.platform], cpu: [process.arch] }
const wanted = {
  '': {},
  'packages/protocol': { version: '0.1.0' },
  'node_modules/@weft/protocol': { link: true },
  'node_modules/yjs': { version: '13.6.33' },
  'node_modules/vitest': { version: '4.1.12', dev: true },
}
const present = {
  'node_modules/@weft/protocol': { link: true },
  'node_modules/yjs': { version: '13.6.33' },
}
const missing = (more, withDevelopment = false) =>
  missingPackages({ ...wanted, ...more }, present, { withDevelopment })

describe('missing packages', () => {
  test('none when all that running needs is there', () => {
    expect(missing({})).toEqual([])
  })

  test('the test tools, once they are wanted', () => {
    expect(missing({}, true)).toEqual(['node_modules/vitest'])
  })

  test('one with another version', () => {
    expect(missing({ 'node_modules/yjs': { version: '13.6.34' } })).toEqual(['node_modules/yjs'])
  })

  test('a workspace that is not linked', () => {
    expect(missing({ 'node_modules/weft': { link: true } })).toEqual(['node_modules/weft'])
  })

  test('a binary for this machine, not one for another', () => {
    expect(
      missing({
        'node_modules/here': { version: '1.0.0', ...forHere },
        'node_modules/elsewhere': { version: '1.0.0', ...forHere, os: ['plan9'] },
        'node_modules/may-fail-to-build': { version: '1.0.0', optional: true },
      }),
    ).toEqual(['node_modules/here'])
  })
})
