import { expect, test } from 'vitest'
import { basePathOf } from './base-path.ts'

test.for([
  ['https://notes.example/_weft/assets/main-x.js', '/'],
  ['https://notes.example/weft/_weft/assets/main-x.js', '/weft/'],
  ['https://notes.example/team/weft/_weft/service-worker.js', '/team/weft/'],
  ['http://127.0.0.1:5173/src/main.tsx', '/'],
  ['file:///home/ada/_weft/src/main.tsx', '/'],
])('a file at %s comes from a server at %s', ([url = '', path]) => {
  expect(basePathOf(url)).toBe(path)
})
