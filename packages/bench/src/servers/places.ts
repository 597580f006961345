import { resolve } from 'node:path'

/** The repository. */
export const REPOSITORY: string = resolve(import.meta.dirname, '../../../..')
export const PEERS: string = resolve(import.meta.dirname, '../../peers/node_modules')
export const OWN: string = resolve(import.meta.dirname, '../..')
