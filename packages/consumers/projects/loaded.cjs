// The packages that are ES modules only, loaded by `require`: Node can do that from 20.19 on.
const { createServer } = require('@weft/server')
const { MemoryStorage } = require('@weft/storage')
const { openLevelStorage } = require('@weft/storage-level')

console.log([createServer, MemoryStorage, openLevelStorage].map((what) => typeof what).join(' '))
