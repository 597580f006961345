import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { examples } from './examples.ts'
import { fillPages } from './page/fill-pages.ts'

// `npm run dev` serves the pages itself and leaves the documents to a server started with `npm start`.
const documents = 'http://127.0.0.1:1234'

const page = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [react(), fillPages()],
  resolve: {
    // The provider's sources, in development and in the build: nothing has to be built before them.
    conditions: ['@weft/source', ...defaultClientConditions],
    // Two copies of one of these break `instanceof` checks inside Yjs and the editors.
    dedupe: ['yjs', 'y-protocols', 'lib0', 'react', 'react-dom'],
  },
  build: {
    // The server's content policy allows files of its own, and no data: URLs.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Monaco is what it is.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: [
        page('index.html'),
        ...examples
          .filter(({ isApart }) => !isApart)
          .map(({ folder }) => page(`${folder}/index.html`)),
      ],
    },
  },
  server: {
    host: '127.0.0.1',
    // A WebSocket at any path is a document, but for Vite's own; plain requests are pages and modules.
    proxy: {
      '^/[^?].*': { target: documents, ws: true, bypass: ({ url }, response) => response && url },
    },
  },
})
