import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { fillPages } from '../page/fill-pages.ts'

// Beside the other pages, which are built first.
export default defineConfig({
  base: '/blocknote/',
  publicDir: false,
  plugins: [react(), fillPages()],
  resolve: {
    conditions: ['@weft/source', ...defaultClientConditions],
    // The provider and the shared code come from this repository, which has copies of its own.
    dedupe: ['yjs', 'y-protocols', 'react', 'react-dom'],
  },
  build: {
    outDir: '../dist/blocknote',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // BlockNote and Mantine are what they are.
    chunkSizeWarningLimit: 2000,
  },
})
