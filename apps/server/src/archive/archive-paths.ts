/** What stands first in an archive, and last. */
export const HEAD_PATH = 'weft.json'
export const END_PATH = 'end.json'
/** The names of a document's files, in a folder of its own. */
export const DOCUMENT_FILE = 'document.json'
export const CONTENT_FILES = { state: 'state.update', log: 'log.updates' } as const
