import { expect, test } from 'vitest'
import { firstLoad } from './editor-size.mjs'

const manifest = {
  'index.html': { file: 'assets/index.js', css: ['assets/index.css'], imports: ['_shared.js'] },
  '_shared.js': { file: 'assets/shared.js', css: ['assets/shared.css'] },
  'src/page.tsx': { file: 'assets/page.js', imports: ['_shared.js'], css: ['assets/shared.css'] },
  'src/lazy.tsx': { file: 'assets/lazy.js' },
}

test('what is imported at once is counted with all that it needs, each file once', () => {
  expect(firstLoad(manifest, ['index.html', 'src/page.tsx'])).toEqual([
    'assets/index.js',
    'assets/index.css',
    'assets/shared.js',
    'assets/shared.css',
    'assets/page.js',
  ])
})

test('a module that has gone from the build is told, and not counted as nothing', () => {
  expect(() => firstLoad(manifest, ['src/gone.tsx'])).toThrow('no src/gone.tsx')
})
