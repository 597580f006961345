export { ManualClock, settle, type Cancel } from './manual-clock.ts'
export { SeededRandom } from './seeded-random.ts'
