import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'
import { chunkGroups, isOfFirstLoad } from './chunks.ts'

// `vite` serves the pages itself and leaves the documents to a server started with `npm start`.
const documents = 'http://127.0.0.1:1234'

/**
 * Each line of a Lucide icon has a random key, for those who draw it as a list. They are a fifth of what icons weigh, for
 * random letters cannot be compressed; and React wants keys of a list only to move what is in it.
 */
const iconsWithoutKeys: Plugin = {
  name: 'icons-without-keys',
  apply: 'build',
  transform: {
    filter: { id: /\/lucide-react\/dist\/esm\/icons\// },
    handler: (code) => code.replaceAll(/,\s*key: "[a-z0-9]+"/g, ''),
  },
}

export default defineConfig(({ command }) => ({
  // Where the Weft server has the files of the build.
  base: command === 'build' ? '/_weft/' : '/',
  // The page names its files by their path, before which the server writes its prefix; they know each other by where they are.
  experimental: {
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  plugins: [react(), iconsWithoutKeys],
  resolve: {
    // The provider's sources, in development and in the build: nothing has to be built before them.
    conditions: ['@weft/source', ...defaultClientConditions],
    // Two copies of one of these break `instanceof` checks inside Yjs and ProseMirror.
    dedupe: ['yjs', 'y-protocols', 'lib0', '@tiptap/core', '@tiptap/pm', 'react', 'react-dom'],
  },
  build: {
    // The server's content policy allows files of its own, and no data: URLs.
    assetsInlineLimit: 0,
    // What is loaded at once and what later: for `npm run size`, and for what is kept of the page on a device.
    manifest: 'manifest.json',
    // Every browser that knows the colors of this page knows module preloads.
    modulePreload: {
      polyfill: false,
      // What a page has loaded at its start need not be named by each part that comes later.
      resolveDependencies: (_, files, { hostId }) =>
        hostId.endsWith('.html') ? files : files.filter((file) => !isOfFirstLoad(file)),
    },
    // The page that asks for a password stands alone, and needs no script.
    rolldownOptions: {
      input: ['index.html', 'sign-in.html', 'src/service-worker/service-worker.ts'],
      output: {
        // A service worker is known by its address, which must stay.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        codeSplitting: { groups: chunkGroups },
      },
    },
    license: { fileName: 'licenses.md' },
    // The editor itself is one chunk, loaded with the first document.
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // But for the pages of read-only links, which are the editor's.
      '^/_weft/(?!view/)': documents,
      // A WebSocket at any path is a document, but for Vite's own; plain requests are pages and modules.
      '^/[^?].*': { target: documents, ws: true, bypass: ({ url }, response) => response && url },
    },
  },
}))
