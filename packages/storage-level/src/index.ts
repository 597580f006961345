export { checkLevelFiles, type LevelFileFault } from './check-level-files.ts'
export type { DamagedFileReport } from './database-files.ts'
export type { LevelStorage } from './level-storage.ts'
export { type LevelStorageOptions, openLevelStorage } from './open-level-storage.ts'
