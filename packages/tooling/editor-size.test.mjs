import { expect, test } from 'vitest'
import { firstLoad } from './editor-size.mjs'

test('what the page imports at once is counted with all that it needs, each file once; what that may load later is not', () => {
  const manifest = {
    'index.html': {
      file: 'assets/index.js',
      css: ['assets/index.css'],
      imports: ['_shared.js'],
      dynamicImports: ['src/page.tsx', '_shared.js'],
    },
    '_shared.js': { file: 'assets/shared.js', css: ['assets/shared.css'] },
    'src/page.tsx': {
      file: 'assets/page.js',
      imports: ['_shared.js'],
      css: ['assets/shared.css'],
      dynamicImports: ['src/lazy.tsx'],
    },
    'src/lazy.tsx': { file: 'assets/lazy.js' },
  }
  expect(firstLoad(manifest)).toEqual([
    'assets/index.js',
    'assets/index.css',
    'assets/shared.js',
    'assets/shared.css',
    'assets/page.js',
  ])
})
