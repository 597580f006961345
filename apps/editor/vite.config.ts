import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

// `vite dev` serves the pages itself and leaves the rest to a server started with `npm start`.
const server = 'http://127.0.0.1:1234'

export default defineConfig({
  base: '/_weft/',
  plugins: [react()],
  resolve: {
    // The provider's sources, in development and in the build: nothing has to be built before them.
    conditions: ['@weft/source', ...defaultClientConditions],
    // Two copies of one of these break `instanceof` checks inside Yjs and ProseMirror.
    dedupe: ['yjs', 'y-protocols', 'lib0', '@tiptap/core', '@tiptap/pm', 'react', 'react-dom'],
  },
  build: {
    // The server's content policy allows files of its own, and no data: URLs.
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/_weft/documents': server,
      // Everything that is not a page of the editor is a document's sync endpoint.
      '^/(?!_weft/|d/).+': { target: server, ws: true },
    },
  },
})
