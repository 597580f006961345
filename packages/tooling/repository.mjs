import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's top folder, wherever a script was started. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** @param {...string} path Below the repository's top folder. */
export const inRepository = (...path) => join(repositoryRoot, ...path)
