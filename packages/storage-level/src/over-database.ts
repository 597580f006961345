/** The storage over any ordered database, without LevelDB and its folders: for a simulation. */
export type { Database, Row, View, Write } from './database.ts'
export type { KeyRange } from './keys.ts'
export type { SpaceProbe } from './free-space.ts'
export { openStorageOver, type StorageOverOptions } from './open-storage-over.ts'
